import { Effect, Layer } from "effect"
import { HttpServerRequest } from "effect/http"
import { ModestJson } from "./api/ModestJson.ts"
import { BadRequest, saying } from "./api/Problems.ts"
import { JsonMeasure } from "./JsonMeasure.ts"
import { pathOf } from "./NotFound.ts"

/** Ten thousand entries of an import with all that an entry may say; others are a thousand names, or settings. */
const mostImported = 100_000
const mostElsewhere = 10_000

/** So many characters are looked at before others have their turn. */
const slice = 65_536

const refused = (message: string) =>
  new BadRequest({ ...saying(`The request can't be used: body: ${message}.`), errors: [{ field: "body", message }] })

/** Looks through the body in slices; the endpoint reads the same text again, of which it now knows that it is no trap. */
export const layer = Layer.succeed(
  ModestJson,
  Effect.fnUntraced(function* (respond) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const type = request.headers["content-type"] ?? "application/json"
    if (!type.toLowerCase().startsWith("application/json")) return yield* respond
    const text = yield* Effect.orDie(request.text)
    const measure = new JsonMeasure(pathOf(request).endsWith("/import") ? mostImported : mostElsewhere)
    for (let at = 0; at < text.length; at += slice) {
      const fault = measure.take(text, at, Math.min(text.length, at + slice))
      if (fault !== undefined) return yield* refused(fault)
      yield* Effect.yieldNow
    }
    return yield* respond
  })
)
