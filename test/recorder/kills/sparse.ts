import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ffmpeg } from "../made.ts"

/** Pictures a second: a key frame is never more than 600 pictures away. */
export const sparseRate = 10

/** A stream, and where in it a second begins. */
export interface Sparse {
  readonly body: Uint8Array
  readonly placeOf: (second: number) => number
}

let made: Sparse | undefined

/** A minute of moving picture and tone in codings that a transport stream has no place for, with a key frame at its beginning alone. */
export const sparse = (): Sparse => {
  if (made !== undefined) return made
  const folder = mkdtempSync(join(tmpdir(), "sticky-sparse-"))
  try {
    const file = join(folder, "a.mkv")
    const inputs = [
      "-f",
      "lavfi",
      "-i",
      `testsrc2=size=320x180:rate=${sparseRate}`,
      "-f",
      "lavfi",
      "-i",
      "sine=440:sample_rate=48000"
    ]
    const coded = ["-c:v", "mpeg4", "-q:v", "3", "-g", "600", "-sc_threshold", "1000000000", "-c:a", "libopus"]
    ffmpeg(...inputs, "-t", "60", ...coded, "-live", "1", file)
    const shown = ["-select_streams", "v:0", "-show_entries", "packet=pts_time,pos", "-of", "csv=p=0"]
    const places = execFileSync("ffprobe", ["-v", "error", ...shown, file], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => line.split(",").map(Number))
    const body = readFileSync(file)
    made = { body, placeOf: (second) => places.find(([time = 0]) => time >= second)?.[1] ?? body.length }
    return made
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
