import { spawnSync } from "node:child_process"
import { createSocket } from "node:dgram"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { needing, pathOf } from "../../Programs.ts"
import { codecs, complaints, opens, times } from "../made.ts"
import { stopped } from "../Rig.ts"
import { start } from "../Spawned.ts"
import { film, grown, recordStream } from "./liveSources.ts"

/** A port that nobody has. */
const freePort = Effect.callback<number>((resume) => {
  const socket = createSocket("udp4")
  socket.bind(0, "127.0.0.1", () => {
    const { port } = socket.address()
    socket.close(() => resume(Effect.succeed(port)))
  })
})

/** Sends a file over and over, as fast as it plays. */
const sending = (file: string, options: ReadonlyArray<string>) =>
  start(pathOf("ffmpeg"), ["-v", "error", "-re", "-stream_loop", "-1", "-i", file, "-c", "copy", ...options])

/** A kind of address, and how a sender that waits there, or sends there, is started. */
const kinds = [
  {
    protocol: "udp",
    at: (port: number) => `udp://127.0.0.1:${port}`,
    options: (port: number) => ["-f", "mpegts", `udp://127.0.0.1:${port}?pkt_size=1316`]
  },
  {
    protocol: "srt",
    at: (port: number) => `srt://127.0.0.1:${port}`,
    options: (port: number) => ["-f", "mpegts", `srt://127.0.0.1:${port}?mode=listener`]
  },
  {
    protocol: "rtmp",
    at: (port: number) => `rtmp://127.0.0.1:${port}/live/door`,
    options: (port: number) => ["-f", "flv", "-listen", "1", `rtmp://127.0.0.1:${port}/live/door`]
  }
] as const

needing("ffmpeg", "ffprobe")("a stream by", () => {
  const known = spawnSync(pathOf("ffmpeg"), ["-hide_banner", "-protocols"], { encoding: "utf8" }).stdout.split(/\s+/)

  for (const { at, options, protocol } of kinds) {
    const isKnown = known.includes(protocol)
    const described = isKnown ? describe : describe.skip
    described(isKnown ? protocol : `${protocol} (not in this ffmpeg)`, () => {
      it.live(
        "is recorded into files that play",
        () =>
          Effect.gen(function* () {
            const port = yield* freePort
            yield* sending(yield* film, options(port))
            const rig = yield* recordStream(at(port))
            yield* grown(rig, 3)
            yield* stopped(rig)
            const files = rig.files()
            const [first = ""] = files
            assert.deepStrictEqual(codecs(first), ["aac", "h264"])
            assert.isTrue(opens(first))
            // By the others datagrams may get lost on a busy machine, and SRT drops what comes too late.
            if (protocol === "rtmp") assert.strictEqual(complaints(first), "")
            assert.isAtLeast(
              files.map((file) => times(file, "v").length).reduce((a, b) => a + b),
              50
            )
          }).pipe(Effect.provide(NodeFileSystem.layer)),
        180_000
      )
    })
  }
})
