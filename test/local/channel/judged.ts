import { spawnSync } from "node:child_process"
import { pathOf } from "../../Programs.ts"

/** What a program of ffmpeg's prints when fed `input`: its complaints, then its output. */
export const judged = (program: "ffmpeg" | "ffprobe", argv: ReadonlyArray<string>, input: Uint8Array) => {
  const { error, stderr, stdout } = spawnSync(pathOf(program), ["-v", "error", ...argv], { input, maxBuffer: 2 ** 26 })
  return { complaints: error?.message ?? stderr.toString(), output: stdout?.toString() ?? "" }
}
