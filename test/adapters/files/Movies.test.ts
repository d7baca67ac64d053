import { execFile } from "node:child_process"
import { createServer } from "node:http"
import { promisify } from "node:util"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../../../src/adapters/files/PlaybackIndex.ts"
import { playlist } from "../../../src/domain/recordings/Playlist.ts"
import { needing } from "../../Programs.ts"
import { fragmented, movie } from "../../recorder/made.ts"
import { tree } from "./tree.ts"

const alice = { driver: "hls", username: "alice" }

/** Serves a session's playlist and its files as the product does, and gives the playlist's address. */
const served = Effect.fnUntraced(function* (text: string, files: { readonly [name: string]: Uint8Array }) {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "", "http://x").pathname.split("/").at(-1) ?? ""
    const bytes = files[name]
    if (bytes === undefined) return response.end(text)
    const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? []
    const end = to === "" ? bytes.length - 1 : Number(to)
    response.writeHead(request.headers.range === undefined ? 200 : 206, {
      "content-range": `bytes ${from}-${end}/${bytes.length}`,
      "accept-ranges": "bytes"
    })
    return response.end(bytes.subarray(Number(from), end + 1))
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
    () => Effect.sync(() => server.close())
  )
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/sessions/s/index.m3u8`
})

const run = promisify(execFile)

/** Plays an address to its end, while this process answers. */
const played = Effect.fnUntraced(function* (address: string) {
  const quiet = ["-v", "error"]
  const decoded = yield* Effect.promise(() => run("ffmpeg", [...quiet, "-i", address, "-f", "null", "-"]))
  const counting = ["-count_packets", "-select_streams", "v:0", "-show_entries", "stream=nb_read_packets"]
  const probe = yield* Effect.promise(() => run("ffprobe", [...quiet, ...counting, "-of", "csv=p=0", address]))
  return { complaints: decoded.stderr, pictures: Number.parseInt(probe.stdout, 10) }
})

needing("ffmpeg", "ffprobe")("a session of fragmented MP4", () => {
  const parts = { "a_00000.mp4": fragmented(movie(10)), "a_00001.mp4": fragmented(movie(6)) }

  it.live("plays through by its playlist, file by file, without an error and without a picture lost", () =>
    Effect.gen(function* () {
      const { root, write } = yield* tree
      for (const [name, bytes] of Object.entries(parts)) write(`media/hls/alice/s/${name}`, bytes)
      const index = yield* PlaybackIndex.make(root)
      const { complete, files } = yield* index.session(alice, "s")
      assert.isTrue(complete)
      assert.deepStrictEqual(
        files.map(({ entries }) => entries.map(({ at }) => Math.round(at / 1000))),
        [
          [0, 4, 8],
          [0, 4]
        ]
      )
      const text = playlist(files, true)
      const maps = [...text.matchAll(/#EXT-X-MAP:URI="(.*?)\?until=(\d+)",BYTERANGE="(\d+)@0"/g)]
      assert.deepStrictEqual(
        maps.map(([, uri]) => uri),
        ["../../files/s/a_00000.mp4", "../../files/s/a_00001.mp4"]
      )
      for (const [i, file] of files.entries()) {
        const address = yield* served(playlist([file], true), parts)
        assert.deepStrictEqual(yield* played(address), { complaints: "", pictures: [250, 150][i] })
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("is told how long it is, also of a file that nobody closed", () =>
    Effect.gen(function* () {
      const { root, write } = yield* tree
      const whole = parts["a_00000.mp4"]
      write("media/hls/alice/s/a_00000.mp4", whole)
      write("media/hls/alice/s/a_00001.mp4", whole.subarray(0, Math.floor(whole.length * 0.75)))
      const index = yield* PlaybackIndex.make(root)
      const media = yield* MediaFiles.make(root)
      const { files } = yield* media.list(alice, { limit: 10 })
      const known = yield* index.durations(alice, files)
      const durations = ["s/a_00000.mp4", "s/a_00001.mp4"].map((path) => known.get(path))
      assert.closeTo(durations[0] ?? 0, 10_000, 50)
      assert.isAbove(durations[1] ?? 0, 5_000)
      assert.isBelow(durations[1] ?? 0, 8_500)
      const torn = (yield* index.session(alice, "s")).files[1]
      assert.deepStrictEqual(
        torn?.entries.map(({ at }) => Math.round(at / 1000)),
        [0, 4]
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("leaves out what a converter made of a recording beside it, and what it made that plays by itself", () =>
    Effect.gen(function* () {
      const { root, write } = yield* tree
      write("media/hls/alice/s/a_00000.ts", new Uint8Array(188))
      write("media/hls/alice/s/a_00000.mp4", parts["a_00000.mp4"])
      write("media/hls/alice/s/a_00001.mp4", Buffer.from("\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov"))
      const index = yield* PlaybackIndex.make(root)
      const { files } = yield* index.session(alice, "s")
      assert.deepStrictEqual(
        files.map(({ name }) => name),
        ["a_00000.ts"]
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
