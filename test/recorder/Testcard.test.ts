import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Layer } from "effect"
import { HttpServer } from "effect/http"
import * as Channel from "../../src/local/channel/ChannelServer.ts"
import { judged } from "../local/channel/judged.ts"
import { needing } from "../Programs.ts"
import { record, stopped } from "./Rig.ts"

const channel = Channel.layer.pipe(
  Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ CHANNEL_PORT: "0" }))),
  Layer.merge(NodeFileSystem.layer)
)

needing("ffprobe")("the test card", () => {
  it.live("is recorded in files that play alone and joined", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { address } = yield* HttpServer.HttpServer
      const port = "port" in address ? address.port : 0
      const rig = yield* record(`http://127.0.0.1:${port}/testcard/master.m3u8`, ["-l", "6s"])
      yield* rig.event("SEGMENT FINISH", 2)
      yield* stopped(rig)
      assert.strictEqual((yield* rig.event("SESSION START"))["resolution"], "360p/25fps")
      const files = rig.files()
      for (const file of files.slice(0, 2)) {
        const shown = ["-show_entries", "format=format_name,duration:stream=codec_name", "-of", "csv=p=0", "-"]
        const { complaints, output } = judged("ffprobe", shown, yield* fs.readFile(file))
        assert.strictEqual(complaints, "")
        assert.deepStrictEqual(
          new Set(
            output
              .trim()
              .split("\n")
              .filter((line) => line !== "")
          ),
          new Set(["h264", "aac", "mpegts,N/A"])
        )
      }
      const parts = yield* Effect.forEach(files.slice(0, 2), (file) => fs.readFile(file))
      assert.strictEqual(judged("ffmpeg", ["-i", "pipe:0", "-f", "null", "-"], Buffer.concat(parts)).complaints, "")
    }).pipe(Effect.provide(channel))
  )
})
