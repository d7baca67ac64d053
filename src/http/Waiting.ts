import { Cause, Effect, Layer, Option } from "effect"
import { Headers, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { healthAnswer } from "./healthAnswer.ts"
import { Identity } from "./identity/Identity.ts"
import { pathOf } from "./NotFound.ts"
import * as Pages from "./Pages.ts"
import { securityHeaders } from "./SecurityHeaders.ts"
import { answerCause } from "./WellFormed.ts"

const alive = Effect.succeed(HttpServerResponse.jsonUnsafe({ status: "ok" }))
const unwell = { overseer_connected: false, database_connected: false } as const
const unready = Effect.succeed(healthAnswer(false, unwell))
const away = answerCause(Cause.die(new StoreUnavailable({ cause: new Error("it was never reached") })))

const notAsked = "nothing is known of it before the database is there"

/** Cookies that may be this installation's access token, whose name only the database knows. No browser has many. */
const accessCookie = /^(?:__Host-|__Secure-)?access_token(?:_|$)/
const most = 10

const withTokens = (
  request: HttpServerRequest.HttpServerRequest
): ReadonlyArray<HttpServerRequest.HttpServerRequest> => {
  if (request.headers["authorization"] !== undefined) return [request]
  const tokens = Object.entries(request.cookies).flatMap(([name, token]) => (accessCookie.test(name) ? [token] : []))
  const asHeader = (token: string) =>
    request.modify({ headers: Headers.set(request.headers, "authorization", `Bearer ${token}`) })
  return [request, ...tokens.slice(0, most).map(asHeader)]
}

/** Why, for whoever was an admin when their token was made: nobody can look whether the session still stands. */
const health = Effect.fnUntraced(function* ({ claimed }: Identity["Service"], trouble: Effect.Effect<string>) {
  const requests = withTokens(yield* HttpServerRequest.HttpServerRequest)
  const claims = yield* Effect.forEach(requests, (request) => Effect.option(claimed(request)))
  if (!claims.some(Option.exists(({ role }) => role === "admin"))) return healthAnswer(false, unwell)
  return healthAnswer(false, { ...unwell, overseer_error: notAsked, database_error: yield* trouble })
})

const api = (trouble: Effect.Effect<string>) =>
  HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const identity = yield* Identity
      yield* router.add("GET", "/api/livez", alive)
      yield* router.add("GET", "/api/readyz", unready)
      yield* router.add("GET", "/api/health", health(identity, trouble))
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
export const serve = (trouble: Effect.Effect<string>) =>
  HttpRouter.serve(Layer.provide(Layer.mergeAll(api(trouble), Pages.layer), headers), { disableLogger: true })
