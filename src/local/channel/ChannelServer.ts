import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import { NodeHttpServer } from "@effect/platform-node"
import { Config, Console, Duration, Effect, FileSystem, Layer, Schema } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import type { Broadcast } from "./Broadcast.ts"
import * as Routes from "./ChannelRoutes.ts"
import * as Loop from "./LoopedStream.ts"

const AnyPort = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 }))

const blink = (name: string, fallback: Duration.Input) =>
  Config.Duration(name).pipe(Config.withDefault(Duration.fromInputUnsafe(fallback)), Config.map(Duration.toMillis))

/** How long `blinker` is on and off the air: `CHANNEL_BLINK_ON` (40 s) and `CHANNEL_BLINK_OFF` (20 s). */
export const blinker = Config.all({
  on: blink("CHANNEL_BLINK_ON", "40 seconds"),
  off: blink("CHANNEL_BLINK_OFF", "20 seconds")
})

/** `loop.mpegts`, which lies beside this module, or beside the bundle that holds it. */
export const loop = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return Loop.read(yield* fs.readFile(fileURLToPath(new URL("./loop.mpegts", import.meta.url))))
})

const routes = Layer.unwrap(
  Effect.gen(function* () {
    const channels = new Map<string, Broadcast>([
      ["testcard", { on: 1, off: 0 }],
      ["blinker", yield* blinker]
    ])
    return Routes.layer(channels, yield* loop)
  })
)

const announcement = Layer.effectDiscard(
  Effect.flatMap(HttpServer.HttpServer, ({ address }) =>
    "port" in address ? Console.log(`listening on http://127.0.0.1:${address.port}`) : Effect.void
  )
)

/** The test channel on loopback at `CHANNEL_PORT` (0, the default, is any free one); says where once it listens. */
export const layer = announcement.pipe(
  Layer.provide(HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true })),
  Layer.provideMerge(
    NodeHttpServer.layerConfig(createServer, {
      host: Config.succeed("127.0.0.1"),
      port: Config.schema(AnyPort, "CHANNEL_PORT").pipe(Config.withDefault(0))
    })
  )
)
