import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Option } from "effect"
import { pathOf } from "../../Programs.ts"
import { eventually } from "../../stack/eventually.ts"
import { ffmpeg, h264, movie } from "../made.ts"
import { type Rig, record } from "../Rig.ts"
import type { Answer } from "../ScriptedOrigin.ts"
import { start } from "../Spawned.ts"

let made: Uint8Array | undefined

/** A minute of a moving picture with a tone, as MP4, in a folder that goes with the scope. */
export const film = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "sticky-film-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  ),
  (folder) => {
    const [raw, file] = [join(folder, "a.mkv"), join(folder, "a.mp4")]
    made ??= movie(60, h264)
    writeFileSync(raw, made)
    ffmpeg("-i", raw, "-c", "copy", file)
    return file
  }
)

/** Sends a file over and over, as fast as it plays, coded and packed as `options` say; each request gets a stream of its own. */
export const broadcasting =
  (file: string, type: string, options: ReadonlyArray<string>): Answer =>
  (response) => {
    const child = spawn(
      pathOf("ffmpeg"),
      ["-v", "error", "-re", "-stream_loop", "-1", "-i", file, ...options, "pipe:1"],
      {
        stdio: ["ignore", "pipe", "ignore"]
      }
    )
    response.writeHead(200, { "content-type": type })
    child.stdout.pipe(response)
    response.on("close", () => child.kill("SIGKILL"))
  }

/** A camera that shows a file; answers the address of its host. */
export const camera = Effect.fnUntraced(function* (file: string, ...login: ReadonlyArray<string>) {
  const server = yield* start(pathOf("rtspServer"), [join(import.meta.dirname, "camera.py"), file, ...login])
  yield* server.printed("\n")
  return { url: `rtsp://127.0.0.1:${server.stdout().trim()}`, server }
})

/** A machine that is busy with others is silent for a while: that ends nothing here. */
const quick = ["-l", "1h", "--heartbeat-interval", "200ms", "--segment-timeout", "1m", "--recording-timeout", "1m"]

export const recordStream = (url: string, ...flags: ReadonlyArray<string>) =>
  record(url, ["--engine", "stream", "-d", "stream", ...quick, ...flags])

/** Waits until so many seconds are in the open file. */
export const grown = (rig: Rig, seconds: number) =>
  rig.line(
    ({ event, segment_duration = "" }) => event === "HEARTBEAT" && Number(segment_duration.split(":").at(-1)) >= seconds
  )

const statOf = (pid: string): RegExpExecArray | null => {
  try {
    return /\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return null
  }
}

const argsOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  } catch {
    return ""
  }
}

/** The processes that one started: their arguments, as any user of the machine may read them, and a way to wait for their end. */
export const childrenOf = (parent: number) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && statOf(name)?.[2] === String(parent))
    .map((pid) => ({
      pid: Number(pid),
      args: argsOf(pid),
      gone: eventually(
        `the end of ${pid}`,
        Effect.sync(() => (["Z", undefined].includes(statOf(pid)?.[1]) ? Option.some(true) : Option.none()))
      )
    }))
