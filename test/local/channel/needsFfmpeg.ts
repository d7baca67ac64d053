import { spawnSync } from "node:child_process"
import { it } from "@effect/vitest"

const present = spawnSync("ffmpeg", ["-version"]).status === 0 && spawnSync("ffprobe", ["-version"]).status === 0

// Which tests there are is decided while the file is read, before any effect runs.
// @effect-diagnostics-next-line processEnv:off
const onCi = process.env["CI"] !== undefined

/** A live test that ffmpeg judges. Where ffmpeg is missing it is skipped by name, on CI it fails instead. */
export const itWithFfmpeg = present || onCi ? it.live : it.live.skip

/** What a program of ffmpeg's prints when fed `input`: its complaints, then its output. */
export const judged = (program: "ffmpeg" | "ffprobe", argv: ReadonlyArray<string>, input: Uint8Array) => {
  const { error, stderr, stdout } = spawnSync(program, ["-v", "error", ...argv], { input, maxBuffer: 2 ** 26 })
  return { complaints: error?.message ?? stderr.toString(), output: stdout?.toString() ?? "" }
}
