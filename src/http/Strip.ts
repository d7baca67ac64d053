import { Effect, Option } from "effect"
import { HttpServerResponse } from "effect/http"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import { Thumbnailer } from "../ports/Thumbnailer.ts"

/** The sessions that the thumbnailer knows by an address; no other name may become a part of one. */
const addressable = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/

const none = HttpServerResponse.empty({ status: 204, headers: { "cache-control": "private, max-age=60" } })

/** Sends the strip of a session, or 204 where there is none. It shows all of the session: who may have it is decided before. */
export const strip = Effect.gen(function* () {
  const thumbnailer = yield* Thumbnailer

  return Effect.fnUntraced(function* ({ driver, username }: SourceKey, session: string) {
    if (!addressable.test(session)) return none
    const found = yield* thumbnailer.picture(`${driver}/${username}/${session}-strip.jpg`)
    return Option.match(found, {
      onNone: () => none,
      onSome: ({ bytes, type }) =>
        HttpServerResponse.uint8Array(bytes, {
          contentType: type,
          headers: { "cache-control": "private, max-age=60" }
        })
    })
  })
})
