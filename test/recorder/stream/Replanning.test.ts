import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { vi } from "vitest"
import { eventually } from "../../stack/eventually.ts"
import { stopped } from "../Rig.ts"
import { recordStream } from "./liveSources.ts"

/** Stands for ffmpeg, notes its arguments, and reads a camera whose second picture, the one that is wished, is gone again. */
const script = (asked: string) => `#!/bin/sh
echo "$*" >> '${asked}'
case "$*" in *" 0:1 "*) exit 1;; esac
cat >&2 <<'.'
  Stream #0:0: Video: h264 (High), yuv420p, 1920x1080, 25 fps, 25 tbr, 90k tbn
  Stream #0:1: Video: h264 (High), yuv420p, 640x360, 25 fps, 25 tbr, 90k tbn
Stream mapping:
.
exec sleep 3600
`

it.live("a plan that a stream does not begin with any more is given up for the usual one", () =>
  Effect.gen(function* () {
    const folder = mkdtempSync(join(tmpdir(), "sticky-replanning-"))
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        vi.unstubAllEnvs()
        rmSync(folder, { recursive: true, force: true })
      })
    )
    const asked = join(folder, "asked")
    writeFileSync(join(folder, "ffmpeg"), script(asked))
    chmodSync(join(folder, "ffmpeg"), 0o755)
    vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`)
    const rig = yield* recordStream("rtsp://127.0.0.1:1/camera", "-r", "360")
    const lines = () => (existsSync(asked) ? readFileSync(asked, "utf8").trim().split("\n") : [])
    const pictures = yield* eventually(
      "a third start",
      Effect.sync(() => (lines().length >= 3 ? Option.some(lines().slice(0, 3)) : Option.none()))
    )
    assert.deepStrictEqual(
      pictures.map((line) => /-map (\S+)/.exec(line)?.[1]),
      ["0:V:0?", "0:1", "0:V:0?"]
    )
    yield* stopped(rig)
  }).pipe(Effect.provide(NodeFileSystem.layer), Effect.scoped)
)
