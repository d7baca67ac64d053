import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { vi } from "vitest"
import * as Adapter from "../../../src/adapters/ffmpeg/MediaCopy.ts"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { MediaCopy } from "../../../src/ports/MediaCopy.ts"
import { becomes } from "../../patient.ts"

const key = { driver: "hls", username: "a" }
const part = {
  ...{ session: "one", name: "one_00000.ts", header: 0, from: 0, to: 188, joins: false },
  ...{ duration: 1000, startedAt: Instant.make(0) }
}

/** A recording, and an `ffmpeg` that does this. */
const withFfmpeg = (script: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "sticky-copy-"))
      mkdirSync(join(folder, "hls/a/one"), { recursive: true })
      writeFileSync(join(folder, "hls/a/one", part.name), new Uint8Array(188))
      writeFileSync(join(folder, "ffmpeg"), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
      vi.stubEnv("PATH", folder)
      return folder
    }),
    (folder) =>
      Effect.sync(() => {
        vi.unstubAllEnvs()
        rmSync(folder, { recursive: true, force: true })
      })
  )

describe("one file of several", () => {
  it.effect("is given up where its first bytes don't come, and says so", () =>
    Effect.gen(function* () {
      const folder = yield* withFfmpeg("exec /bin/sleep 600")
      const told: Array<string> = []
      yield* MediaCopy.use(({ copy }) => copy(key, [part])).pipe(
        Effect.scoped,
        Effect.flip,
        Effect.tap(({ message }) => Effect.sync(() => told.push(message))),
        Effect.provide(
          Adapter.layer.pipe(Layer.provide(MediaFiles.layer(folder)), Layer.provideMerge(NodeServices.layer))
        ),
        Effect.forkScoped
      )
      // Files and processes go on by turns of the event loop.
      const turn = Effect.andThen(
        becomes(() => true),
        TestClock.adjust("1 second")
      )
      yield* Effect.repeat(turn, { until: () => told.length > 0 })
      assert.deepStrictEqual(told, [
        "The recordings can't be made into one file: ffmpeg has not begun it within 30 seconds. Try again, or ask for less."
      ])
    })
  )

  it.live("breaks off where making it fails, so that nobody takes it for whole", () =>
    Effect.gen(function* () {
      const folder = yield* withFfmpeg("printf begun; echo 'No space left on device' >&2; exit 3")
      const read = Effect.gen(function* () {
        const { bytes } = yield* MediaCopy.use(({ copy }) => copy(key, [part]))
        const pieces: Array<string> = []
        return yield* Effect.callback<{ readonly read: string; readonly why: string }>((resume) => {
          bytes.on("data", (piece) => pieces.push(String(piece)))
          bytes.on("end", () => resume(Effect.succeed({ read: pieces.join(""), why: "" })))
          bytes.on("error", ({ message }: Error) => resume(Effect.succeed({ read: pieces.join(""), why: message })))
        })
      })
      const told = yield* Effect.scoped(read).pipe(
        Effect.provide(
          Adapter.layer.pipe(Layer.provide(MediaFiles.layer(folder)), Layer.provideMerge(NodeServices.layer))
        )
      )
      assert.deepStrictEqual(told, {
        read: "begun",
        why: "The recordings can't be made into one file: No space left on device"
      })
    })
  )

  const lost = [
    "pipe:0: No such file or directory",
    "[concat @ 0x55] Impossible to open 'subfile,,start,0,end,188,,:/r/hls/a/two/two_00000.ts'",
    "[in#0/concat @ 0x55] Error during demuxing: Input/output error",
    "Error writing trailer of file:/r/7-0badcafe.part: No space left on device",
    "Error closing file file:/r/7-0badcafe.part: No space left on device"
  ]
  for (const said of lost)
    it.live(`R17: is not taken for whole where it ends as if all were well, but says “${said}”`, () =>
      Effect.gen(function* () {
        const folder = yield* withFfmpeg(`echo begun; echo "${said}" >&2; for i in 1 2 3; do echo more >&2; done`)
        const copier = Effect.provide(
          MediaCopy,
          Adapter.layer.pipe(Layer.provide(MediaFiles.layer(folder)), Layer.provideMerge(NodeServices.layer))
        )
        const why = "The recordings can't be made into one file: more; more; more"
        const { copy, save } = yield* copier
        const kept = yield* Effect.flip(save(key, [part], join(folder, "kept"), () => undefined))
        assert.strictEqual(kept.message, why)
        const sent = Effect.gen(function* () {
          const { bytes } = yield* copy(key, [part])
          return yield* Effect.callback<string>((resume) => {
            bytes.resume()
            bytes.on("end", () => resume(Effect.succeed("whole")))
            bytes.on("error", ({ message }: Error) => resume(Effect.succeed(message)))
          })
        })
        assert.strictEqual(yield* Effect.scoped(sent), why)
      })
    )
})
