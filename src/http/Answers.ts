import { Effect } from "effect"
import { HttpEffect, HttpServerRespondable, HttpServerResponse } from "effect/http"

/** Adds headers to whatever the request is answered with. */
export const alsoSet = (headers: Readonly<Record<string, string>>) =>
  HttpEffect.appendPreResponseHandler((_request, response) =>
    Effect.succeed(HttpServerResponse.setHeaders(response, headers))
  )

/** Tags the answer with the version of what it shows. */
export const tagged = (version: number) => alsoSet({ etag: `"${version}"`, "cache-control": "private, no-cache" })

/** A problem as an answer. Every problem's members can be encoded, so failing is a defect. */
export const problem = (
  told: HttpServerRespondable.Respondable,
  headers: Readonly<Record<string, string>> = {}
): Effect.Effect<HttpServerResponse.HttpServerResponse> =>
  Effect.map(Effect.orDie(told[HttpServerRespondable.symbol]()), HttpServerResponse.setHeaders(headers))
