import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { pathOf } from "../../Programs.ts"
import { ffmpeg, h264, movie } from "../made.ts"
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

/** The arguments of the processes that this one started, as any user of the machine may read them. */
export const children = (): ReadonlyArray<string> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8")) ?? []
        if (Number(parent) !== process.pid) return []
        return [readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ")]
      } catch {
        return []
      }
    })
