import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { record, stopped } from "../Rig.ts"
import { scriptedOrigin } from "../ScriptedOrigin.ts"

/** Puts a streamlink in front of others that finds a stream without a playlist at an address. */
const finding = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "sticky-films-"))
      const found = JSON.stringify({ streams: { best: { type: "http", url } } })
      writeFileSync(join(folder, "streamlink"), `#!/bin/sh\necho '${found}'\n`)
      chmodSync(join(folder, "streamlink"), 0o755)
      vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`)
      return folder
    }),
    (folder) =>
      Effect.sync(() => {
        vi.unstubAllEnvs()
        rmSync(folder, { recursive: true, force: true })
      })
  )

it.live("a page that shows a film which is at hand as a whole is off air", () =>
  Effect.gen(function* () {
    const site = yield* scriptedOrigin
    yield* finding(`${site.url}/film.mp4`)
    site.answer("/film.mp4", (response) =>
      response
        .writeHead(200, { "content-length": 4, "accept-ranges": "bytes", "content-type": "video/mp4" })
        .end("film")
    )
    const rig = yield* record(`${site.url}/shows/film`, ["--engine", "page", "-d", "page"])
    assert.deepInclude(yield* rig.event("SLEEP"), { reason: "off_air" })
    assert.notInclude(rig.events(), "TROUBLE")
    yield* stopped(rig)
  }).pipe(Effect.provide(NodeFileSystem.layer), Effect.scoped)
)
