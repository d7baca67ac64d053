import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, renameSync, statSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeHttpServer, NodeServices } from "@effect/platform-node"
import { Effect, FileSystem, Layer, Schedule } from "effect"
import { HttpServer, HttpServerResponse } from "effect/http"
import * as MediaCopy from "../../src/adapters/ffmpeg/MediaCopy.ts"
import * as MediaFiles from "../../src/adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../../src/adapters/files/PlaybackIndex.ts"
import { excerpt } from "../../src/domain/recordings/Excerpt.ts"
import * as Copier from "../../src/ports/MediaCopy.ts"
import * as Index from "../../src/ports/PlaybackIndex.ts"
import { judge } from "./bounds.ts"
import { recordingOf720p } from "./made.ts"
import { timeWithChildren } from "./pictures.ts"

const seconds = 3600
const key = { driver: "hls", username: "a" }
/** Times of ffmpeg's own copy; milliseconds. */
const bounds = { times: 1.2, firstByte: 100 }

const argsOf = (file: string, out: string) => [
  ...[
    "-nostdin",
    "-v",
    "error",
    "-y",
    "-i",
    file,
    "-map",
    "0:v",
    "-map",
    "0:a",
    "-c",
    "copy",
    "-bsf:a",
    "aac_adtstoasc"
  ],
  ...[
    "-movflags",
    "frag_keyframe+empty_moov+delay_moov+default_base_moof",
    "-frag_duration",
    "1000000",
    "-f",
    "mp4",
    out
  ]
]

/** Processor time of this process and its children that something takes, in milliseconds. */
const cost = Effect.fnUntraced(function* <E, R>(work: Effect.Effect<void, E, R>) {
  const before = timeWithChildren(process.pid)
  yield* work
  return timeWithChildren(process.pid) - before
})

const measured = Effect.fnUntraced(function* (folder: string, file: string) {
  const fs = yield* FileSystem.FileSystem
  const bare = yield* cost(Effect.sync(() => void spawnSync("ffmpeg", argsOf(file, join(folder, "bare.mp4")))))
  const index = yield* Index.PlaybackIndex
  const { files } = yield* Effect.repeat(index.session(key, "one"), {
    until: ({ read }) => read,
    schedule: Schedule.spaced("50 millis")
  })
  const parts = excerpt(files, { from: null, to: null })
  const copier = yield* Copier.MediaCopy
  const { address } = yield* HttpServer.HttpServer
  yield* HttpServer.serveEffect(
    Effect.map(copier.copy(key, parts), ({ bytes, type }) => HttpServerResponse.raw(bytes, { contentType: type })).pipe(
      Effect.orDie
    )
  )
  const url = "port" in address ? `http://127.0.0.1:${address.port}/` : ""
  const told = join(folder, "told")
  // Reparented at once, so that what it takes is not counted as ours.
  const fetched = Effect.andThen(
    Effect.sync(() =>
      spawn("sh", [
        "-c",
        `curl -s -o /dev/null -w '%{time_starttransfer} %{size_download}' ${url} > ${told}.part && mv ${told}.part ${told} &`
      ])
    ),
    Effect.repeat(fs.exists(told), { until: (is) => is, schedule: Schedule.spaced("20 millis") })
  )
  const ours = yield* cost(Effect.asVoid(fetched))
  const [firstByte = "", size = ""] = (yield* fs.readFileString(told)).split(" ")
  yield* judge("an hour of 720p as one file", [
    { name: "processor, ffmpeg's own copy", value: bare / 1000, unit: "s" },
    { name: "processor, ours", value: ours / 1000, unit: "s" },
    { name: "ours beside it", value: ours / bare, unit: "times", bound: { atMost: bounds.times } },
    { name: "first byte", value: Number(firstByte) * 1000, unit: "ms", bound: { atMost: bounds.firstByte } },
    { name: "bytes beside its own", value: Number(size) / statSync(join(folder, "bare.mp4")).size, unit: "times" }
  ])
})

/** An hour of 720p as one file, over HTTP, beside ffmpeg's own copy of the same into a file. */
export const oneFile = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-bench-one-" })
  const file = join(folder, "hls/a/one/a_00000.ts")
  mkdirSync(join(folder, "hls/a/one"), { recursive: true })
  renameSync(recordingOf720p(folder, seconds), file)
  yield* Effect.provide(
    measured(folder, file),
    Layer.mergeAll(
      Layer.provideMerge(MediaCopy.layer, MediaFiles.layer(folder)),
      PlaybackIndex.layer(folder),
      NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })
    )
  )
}).pipe(Effect.scoped, Effect.orDie, Effect.provide(NodeServices.layer))
