import { Effect, Layer } from "effect"
import { HttpRouter, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { later } from "../../domain/values/Time.ts"
import { moment, steady } from "../../runtime/Time.ts"
import { type Broadcast, fetchable, onAir } from "./Broadcast.ts"
import { type Loop, segment } from "./LoopedStream.ts"
import * as Playlists from "./Playlists.ts"

export type Channels = ReadonlyMap<string, Broadcast>

/** The time that is broadcast: of the day when it began, and from then on steady, so that no clock that is set moves a stream. */
const broadcastTime = Effect.map(moment, (begun) => Effect.map(steady, (at) => later(begun.wall, at - begun.steady)))

/** Playlists and segments of each channel under its name, and `/channels.yaml`, which names them all. */
export const layer = (channels: Channels, loop: Loop) =>
  Layer.unwrap(Effect.map(broadcastTime, (now) => routes(channels, loop, now)))

const routes = (channels: Channels, loop: Loop, now: Effect.Effect<number>) =>
  HttpRouter.addAll([
    HttpRouter.route("GET", "/channels.yaml", (request) => Effect.succeed(list(channels, request))),
    HttpRouter.route(
      "GET",
      "/:name/:file",
      Effect.gen(function* () {
        const { file = "", name = "" } = yield* HttpRouter.params
        const broadcast = channels.get(name)
        if (broadcast === undefined) return refusal(`there is no channel "${name}"; see /channels.yaml`)
        return answer(broadcast, loop, file, yield* now)
      })
    )
  ])

const list = (channels: Channels, request: HttpServerRequest.HttpServerRequest) => {
  const host = request.headers["host"] ?? "127.0.0.1"
  const lines = Array.from(channels.keys(), (name) => `${name}: http://${host}/${name}/master.m3u8\n`)
  return HttpServerResponse.text(lines.join(""), { contentType: "application/yaml" })
}

const answer = (broadcast: Broadcast, loop: Loop, file: string, now: number) => {
  const sequence = /^(\d{1,15})\.ts$/.exec(file)?.[1]
  if (sequence !== undefined) {
    return fetchable(broadcast, Number(sequence), now)
      ? HttpServerResponse.uint8Array(segment(loop, Number(sequence)), { contentType: "video/mp2t" })
      : refusal("this segment is not on the air")
  }
  const window = onAir(broadcast, now)
  if (window === undefined) return refusal("the channel is off the air")
  if (file === "index.m3u8") return playlist(Playlists.media(window))
  if (file === "master.m3u8") return playlist(Playlists.master)
  return refusal("a channel has master.m3u8, index.m3u8 and numbered segments")
}

const playlist = (text: string) =>
  HttpServerResponse.text(text, {
    contentType: "application/vnd.apple.mpegurl",
    headers: { "cache-control": "no-store" }
  })

const refusal = (sentence: string) => HttpServerResponse.text(`${sentence}\n`, { status: 404 })
