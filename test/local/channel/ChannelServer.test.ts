import { NodeHttpClient } from "@effect/platform-node"
import { assert, it, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Result } from "effect"
import { HttpClient, HttpServer } from "effect/http"
import * as Origin from "../../../src/local/channel/ChannelServer.ts"
import { parse } from "../../../src/recorder/Playlist.ts"
import * as SteppedClock from "../../SteppedClock.ts"

const origin = (env: { readonly [name: string]: string }) =>
  Layer.fresh(Origin.layer).pipe(
    Layer.provideMerge(NodeHttpClient.layerNodeHttp),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
  )

const get = Effect.fnUntraced(function* (path: string) {
  const { address } = yield* HttpServer.HttpServer
  const base = `http://127.0.0.1:${"port" in address ? address.port : 0}`
  const response = yield* HttpClient.get(new URL(path, base))
  return { base, url: `${base}${path}`, status: response.status, response }
})

layer(origin({ CHANNEL_PORT: "0", CHANNEL_BLINK_ON: "1 hour", CHANNEL_BLINK_OFF: "0 millis" }), {
  excludeTestServices: true
})("the test channel", (it) => {
  it.effect("leads from its list over the master playlist to segments", () =>
    Effect.gen(function* () {
      const list = yield* get("/channels.yaml")
      assert.strictEqual(
        yield* list.response.text,
        `testcard: ${list.base}/testcard/master.m3u8\nblinker: ${list.base}/blinker/master.m3u8\n`
      )
      const master = Result.getOrThrow(
        parse(yield* (yield* get("/testcard/master.m3u8")).response.text, `${list.base}/testcard/`)
      )
      assert.strictEqual(master._tag === "Master" && master.variants[0]?.url, `${list.base}/testcard/index.m3u8`)
      const index = yield* get("/testcard/index.m3u8")
      const media = Result.getOrThrow(parse(yield* index.response.text, index.url))
      assert.strictEqual(index.response.headers["cache-control"], "no-store")
      assert.strictEqual(media._tag === "Media" && media.segments.length, 6)
      if (media._tag !== "Media") return
      for (const { url } of media.segments) {
        const segment = yield* HttpClient.get(url)
        assert.strictEqual(segment.headers["content-type"], "video/mp2t")
        assert.strictEqual((yield* segment.arrayBuffer).byteLength % 188, 0)
      }
    })
  )

  it.effect.each(["/", "/nobody/index.m3u8", "/testcard/0.ts", "/testcard/x.ts", "/testcard/../channels.txt"])(
    "has nothing at %s",
    (path) => Effect.map(get(path), ({ status }) => assert.strictEqual(status, 404))
  )
})

layer(origin({ CHANNEL_BLINK_ON: "0 millis", CHANNEL_BLINK_OFF: "1 hour" }), { excludeTestServices: true })(
  "a channel off the air",
  (it) => {
    it.effect.each(["/blinker/master.m3u8", "/blinker/index.m3u8"])("has nothing at %s", (path) =>
      Effect.gen(function* () {
        const { response, status } = yield* get(path)
        assert.strictEqual(status, 404)
        assert.strictEqual(yield* response.text, "the channel is off the air\n")
      })
    )
  }
)

it.live("R18: a clock that is set moves no stream", () =>
  Effect.gen(function* () {
    const clock = yield* SteppedClock.make
    const channel = yield* clock.provide(Layer.build(origin({ CHANNEL_PORT: "0" })))
    const newest = Effect.gen(function* () {
      const index = yield* get("/testcard/index.m3u8")
      const media = Result.getOrThrow(parse(yield* index.response.text, index.url))
      return media._tag === "Media" ? (media.segments.at(-1)?.sequence ?? 0) : 0
    }).pipe(Effect.provide(channel))
    const before = yield* newest
    for (const ms of [-3_600_000, 7_200_000]) {
      yield* clock.step(ms)
      assert.closeTo(yield* newest, before, 10)
    }
  })
)
