import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import * as Ffmpeg from "../../../src/recorder/stream/Ffmpeg.ts"

/** What an ffmpeg ended by that says these lines. */
const faultOf = (...lines: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const folder = mkdtempSync(join(tmpdir(), "sticky-ffmpeg-"))
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        vi.unstubAllEnvs()
        rmSync(folder, { recursive: true, force: true })
      })
    )
    writeFileSync(join(folder, "ffmpeg"), ["#!/bin/sh", "cat >&2 <<'.'", ...lines, ".", ""].join("\n"))
    chmodSync(join(folder, "ffmpeg"), 0o755)
    vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`)
    const ffmpeg = yield* Ffmpeg.run({ args: [], mending: [], script: "" }, () => [])
    const begun = yield* ffmpeg.begun
    return { begun, fault: yield* ffmpeg.fault("h") }
  }).pipe(Effect.scoped)

const complaint = "[tcp @ 0x5] Connection to tcp://h failed: Connection refused"
const beginning = "Stream mapping:"

describe("what an ffmpeg ended by", () => {
  it.live("is not what it complained of before it began", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* faultOf(complaint, beginning, "size= 1 KiB"), { begun: true, fault: undefined })
    })
  )

  it.live("is what it complains of once it has begun, or where it never does", () =>
    Effect.gen(function* () {
      const fault = { _tag: "hindered", hindrance: { kind: "refused_connection", host: "h" } } as const
      assert.deepStrictEqual(yield* faultOf(beginning, complaint), { begun: true, fault })
      assert.deepStrictEqual(yield* faultOf(complaint), { begun: false, fault })
    })
  )
})
