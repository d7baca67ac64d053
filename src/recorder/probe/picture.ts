import { spawn } from "node:child_process"
import { Effect } from "effect"
import type { Found } from "./Found.ts"

/** What ffmpeg is given to read; it opens nothing else. */
const input = ["-nostdin", "-loglevel", "error", "-protocol_whitelist", "pipe", "-i", "pipe:0"]

/** Widths to try, one after the other, until a picture is small enough. */
const widths = [480, 320, 160] as const

/** Bytes: with all that stands beside it a picture is one line of at most 64 KiB. */
export const largest = 44_000

const output = (width: number) =>
  [
    ["-frames:v", "1", "-an", "-vf", `scale='min(${width},iw)':-2`],
    ["-q:v", "6", "-f", "mjpeg", "pipe:1"]
  ].flat()

const run = (media: Uint8Array, width: number) =>
  Effect.callback<Buffer | "missing">((resume) => {
    const child = spawn("ffmpeg", [...input, ...output(width)], { stdio: ["pipe", "pipe", "ignore"] })
    const parts: Array<Buffer> = []
    child.stdout.on("data", (part: Buffer) => parts.push(part))
    // It reads no further than the first picture, and its end is told by `close`.
    child.stdin.on("error", () => undefined)
    child.on("error", () => resume(Effect.succeed("missing")))
    child.on("close", () => resume(Effect.succeed(Buffer.concat(parts))))
    child.stdin.end(media)
    return Effect.sync(() => void child.kill("SIGKILL"))
  })

/** The first picture within media, small; nothing where there is none, and what is missing where `ffmpeg` is not there. */
export const picture = Effect.fnUntraced(function* (media: Uint8Array) {
  for (const width of widths) {
    const made = yield* run(media, width)
    if (made === "missing") return { missing: "ffmpeg" } satisfies Found
    if (made.length === 0) break
    if (made.length <= largest) return { picture: made.toString("base64") } satisfies Found
  }
  return {} satisfies Found
})
