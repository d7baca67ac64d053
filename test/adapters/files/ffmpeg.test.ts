import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeHttpServer, NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Stream } from "effect"
import { HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { ChildProcess } from "effect/process"
import { type PlayableFile, playlist } from "../../../src/domain/recordings/Playlist.ts"
import { part, playable, scanned, stream } from "../../media/stream.ts"
import { needing } from "../../Programs.ts"

const run = (command: string, ...args: ReadonlyArray<string>): string =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

/** A transport stream made by ffmpeg with these options. */
const encoded = (
  ...options: ReadonlyArray<string>
): { readonly bytes: Uint8Array; readonly probe: ReadonlyArray<string> } => {
  const folder = mkdtempSync(join(tmpdir(), "sticky-ts-"))
  try {
    const file = join(folder, "a.ts")
    const inputs = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25", "-f", "lavfi", "-i", "sine=440"]
    run("ffmpeg", "-v", "error", ...inputs, "-t", "20", ...options, "-f", "mpegts", file)
    const probe = run(
      "ffprobe",
      "-v",
      "error",
      "-select_streams",
      "v:0",
      "-show_entries",
      "packet=dts_time,pos,flags",
      "-of",
      "csv=p=0",
      file
    )
    return { bytes: readFileSync(file), probe: probe.trim().split("\n") }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

needing("ffmpeg", "ffprobe")("what ffmpeg makes", () => {
  for (const [name, options] of Object.entries({
    "H.264 with B-frames": ["-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-bf", "2", "-c:a", "aac"],
    "H.264 with one keyframe in 4 s": ["-c:v", "libx264", "-preset", "ultrafast", "-g", "100", "-c:a", "aac"],
    "MPEG-2 video": ["-c:v", "mpeg2video", "-g", "50", "-c:a", "mp2"]
  })) {
    it(`entry points are keyframes as ffprobe sees them: ${name}`, () => {
      const { bytes, probe } = encoded(...options)
      const keyframes = probe
        .map((line) => line.split(","))
        .filter(([, , flags]) => flags?.startsWith("K"))
        .map(([time, position]) => ({ time: Number(time) * 1000, position: Number(position) }))
      const scan = scanned(bytes)
      assert.isAtLeast(scan.entries.length, 4)
      for (const { at, offset } of scan.entries) {
        const near = keyframes.find(({ time }) => Math.abs(time - (keyframes[0]?.time ?? 0) - at) < 5)
        assert.isDefined(near, `no keyframe at ${at} ms`)
        assert.isAtMost(offset, near?.position ?? 0)
        assert.isAtMost((near?.position ?? 0) - offset, 188 * 200)
      }
      assert.closeTo(scan.duration, 20_000, 100)
    })
  }

  it("sound alone has entry points too", () => {
    const folder = mkdtempSync(join(tmpdir(), "sticky-ts-"))
    try {
      run(
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=440",
        "-t",
        "20",
        "-c:a",
        "aac",
        "-f",
        "mpegts",
        join(folder, "a.ts")
      )
      const scan = scanned(readFileSync(join(folder, "a.ts")))
      assert.isAtLeast(scan.entries.length, 4)
      assert.closeTo(scan.duration, 20_000, 200)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** Serves a playlist and its files as the product does, and gives the playlist's address. */
const served = Effect.fnUntraced(function* (files: ReadonlyArray<readonly [PlayableFile, Uint8Array]>, text: string) {
  const contents = new Map(files.map(([file, bytes]) => [`/api/files/${file.session}/${file.name}`, bytes]))
  const answer = Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    const bytes = contents.get(decodeURIComponent(request.url.replace(/\?until=\d+$/, "")))
    if (bytes === undefined) return HttpServerResponse.text(text, { contentType: "application/vnd.apple.mpegurl" })
    const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers["range"] ?? "") ?? []
    const end = to === "" ? bytes.length - 1 : Number(to)
    return HttpServerResponse.uint8Array(bytes.slice(Number(from), end + 1), {
      status: request.headers["range"] === undefined ? 200 : 206,
      contentType: "video/mp2t",
      headers: { "content-range": `bytes ${from}-${end}/${bytes.length}`, "accept-ranges": "bytes" }
    })
  })
  const server = yield* HttpServer.HttpServer
  yield* server.serve(answer)
  const address = "port" in server.address ? server.address.port : 0
  return `http://127.0.0.1:${address}/api/sessions/s%20%231/index.m3u8`
})

/** Decodes all that an address plays: the errors that were met and the frames of the video. */
const played = Effect.fnUntraced(function* (address: string) {
  const decode = yield* ChildProcess.make("ffmpeg", ["-v", "error", "-i", address, "-f", "null", "-"], {
    stdin: "ignore"
  })
  const errors = yield* Stream.mkString(Stream.decodeText(decode.stderr))
  const count = ["-v", "error", "-count_packets", "-select_streams", "v:0", "-show_entries", "stream=nb_read_packets"]
  const probe = yield* ChildProcess.make("ffprobe", [...count, "-of", "csv=p=0", address], { stdin: "ignore" })
  const frames = Number((yield* Stream.mkString(Stream.decodeText(probe.stdout))).trim().split("\n")[0])
  return { errors, frames }
})

const world = Layer.merge(
  NodeServices.layer,
  NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" })
)

needing("ffmpeg", "ffprobe")("a rendered playlist", () => {
  for (const [name, parts] of Object.entries({
    "one file": [[0, 8]],
    "files that go on": [
      [0, 3],
      [3, 5],
      [8, 4]
    ],
    "files with a break between": [
      [50, 3],
      [0, 3]
    ]
  } as const)) {
    it.live(`plays through without an error and without a frame lost: ${name}`, () =>
      Effect.gen(function* () {
        const files = parts.map(([from, count], i) => {
          const bytes = stream(from, count)
          const before = parts[i - 1]
          const gap = before === undefined ? null : (from - before[0] - before[1]) * part
          return [playable("s #1", `a b_0000${i}.ts`, bytes, gap), bytes] as const
        })
        const text = playlist(
          files.map(([file]) => file),
          true
        )
        const { errors, frames } = yield* played(yield* served(files, text))
        assert.strictEqual(errors, "")
        const seconds = parts.reduce((sum, [, count]) => sum + count * 1.92, 0)
        const rate = (yield* framesOf(stream(0, 5))) / (5 * 1.92)
        assert.closeTo(frames, seconds * rate, 1)
      }).pipe(Effect.scoped, Effect.provide(world))
    )
  }
})

const framesOf = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const fs = yield* FileSystem.FileSystem
  const file = yield* fs.makeTempFileScoped({ suffix: ".ts" })
  yield* fs.writeFile(file, bytes)
  return (yield* played(file)).frames
})
