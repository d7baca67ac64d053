import { Cause, Effect, Layer } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { healthAnswer } from "./healthAnswer.ts"
import { pathOf } from "./NotFound.ts"
import * as Pages from "./Pages.ts"
import { securityHeaders } from "./SecurityHeaders.ts"
import { answerCause } from "./WellFormed.ts"

const alive = Effect.succeed(HttpServerResponse.jsonUnsafe({ status: "ok" }))
const unwell = Effect.succeed(healthAnswer(false, { overseer_connected: false, database_connected: false }))
const away = answerCause(Cause.die(new StoreUnavailable({ cause: new Error("it was never reached") })))

const api = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    yield* router.add("GET", "/api/livez", alive)
    for (const path of ["/api/health", "/api/readyz"] as const) yield* router.add("GET", path, unwell)
    for (const path of ["/api/*", "/metrics", "/thumbnails/*"] as const) yield* router.add("*", path, away)
  })
)

const headers = HttpRouter.middleware(
  (respond) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.map(respond, HttpServerResponse.setHeaders(securityHeaders(pathOf(request))))
    ),
  { global: true }
)

/** The routes of a backend that waits for its database: it lives, its pages load, and all else is to be asked for again in a moment. */
export const serve = HttpRouter.serve(Layer.provide(Layer.mergeAll(api, Pages.layer), headers), { disableLogger: true })
