import { Effect, Option, Schema } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { Driver, SourceName } from "../domain/subscriptions/Names.ts"
import { Thumbnailer } from "../ports/Thumbnailer.ts"
import { notFound } from "./NotFound.ts"

const Place = Schema.Struct({
  driver: Driver,
  username: SourceName,
  file: Schema.optionalKey(
    Schema.String.check(Schema.isPattern(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(?<!-strip)\.jpg$/))
  )
})

/** A source that has no picture yet is nothing wrong: no content, for a minute. */
const none = HttpServerResponse.empty({ status: 204, headers: { "cache-control": "public, max-age=60" } })

/**
 * The thumbnailer's pictures, open to everybody: `/thumbnails/{driver}/{username}` and the `.jpg` files below it. What does not
 * exist, or a thumbnailer that is away, is answered with 204. A strip shows a whole session: it is a recording's, not everybody's.
 */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const thumbnailer = yield* Thumbnailer
    const answer = Effect.gen(function* () {
      const place = Schema.decodeUnknownOption(Place)(yield* HttpRouter.params)
      if (Option.isNone(place)) return yield* notFound(yield* HttpServerRequest.HttpServerRequest)
      const { driver, file, username } = place.value
      const found = yield* thumbnailer.picture([driver, username, ...(file === undefined ? [] : [file])].join("/"))
      return Option.match(found, {
        onNone: () => none,
        onSome: ({ bytes, type }) =>
          HttpServerResponse.uint8Array(bytes, {
            contentType: type,
            headers: { "cache-control": "public, max-age=10" }
          })
      })
    })
    yield* router.add("GET", "/thumbnails/:driver/:username", answer)
    yield* router.add("GET", "/thumbnails/:driver/:username/:file", answer)
    yield* router.add("GET", "/thumbnails/*", Effect.flatMap(HttpServerRequest.HttpServerRequest, notFound))
  })
)
