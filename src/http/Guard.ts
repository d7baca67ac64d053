import { ByteSize, Cause, Effect, type Types } from "effect"
import { HttpIncomingMessage, HttpRouter, HttpServerError, HttpServerRequest, HttpServerResponse } from "effect/http"
import { problem } from "./Answers.ts"
import { AddressTooLong, CrossSite, saying, UnsupportedMediaType } from "./api/Problems.ts"
import { Identity } from "./identity/Identity.ts"
import { notFound, pathOf } from "./NotFound.ts"
import { crossSiteReason } from "./SameOrigin.ts"
import { docsPath, openApiPath, securityHeaders } from "./SecurityHeaders.ts"
import { answerCause, tooLarge } from "./WellFormed.ts"

const usualBody = 64 * 1024

/** Bodies that the contract lets be larger; the proxy in front has the same figures. */
const largerBodies: ReadonlyMap<string, number> = new Map([
  ["/api/subscriptions/import", 5 * 1024 * 1024],
  // A thousand subscriptions with the longest names, and room for how they are written.
  ["/api/subscriptions/bulk", 512 * 1024],
  // Cookies may take 24 KiB for each driver.
  ["/api/config", 2 * 1024 * 1024]
])

const limitFor = (path: string): number => largerBodies.get(path) ?? usualBody

const strange = {
  elsewhere: problem(
    new CrossSite(saying("A change was asked for by a page of another site. Use this site's own pages."))
  ),
  untold: problem(
    new CrossSite(
      saying(
        "A change by cookie needs the header Origin (or Sec-Fetch-Site), which browsers send; others send the token in the header Authorization instead of a cookie."
      )
    )
  )
}
const oversized = problem(tooLarge, { connection: "close" })
const unsupported = problem(
  new UnsupportedMediaType(
    saying("The body's content type is not one that this address takes; most take application/json.")
  )
)

/** To look for a route is slow where the address is long. */
const longestAddress = 8000
const tooLong = problem(
  new AddressTooLong(
    saying(`The address has more than ${longestAddress} characters. There is nothing at so long a one.`)
  )
)

const isNotFound = (cause: Cause.Cause<unknown>): boolean => {
  const failure = cause.reasons.find(Cause.isFailReason)?.error
  return HttpServerError.isHttpServerError(failure) && failure.reason._tag === "RouteNotFound"
}

const isBare415 = ({ headers, status }: HttpServerResponse.HttpServerResponse): boolean =>
  status === 415 && headers["content-type"] !== "application/problem+json"

/** Answers of the API belong to who asked, unless they say otherwise. What it is like is the same for everybody. */
const isKept = ({ headers }: HttpServerResponse.HttpServerResponse, path: string): boolean =>
  headers["cache-control"] !== undefined || !path.startsWith("/api/") || path === docsPath || path === openApiPath

/** The answer with what every answer says to browsers. */
const dressed = (response: HttpServerResponse.HttpServerResponse, path: string) => {
  const headers = securityHeaders(path)
  return HttpServerResponse.setHeaders(
    response,
    isKept(response, path) ? headers : { ...headers, "cache-control": "no-store" }
  )
}

/**
 * Around every route: refuses changes from other sites and bodies that are too large, answers what no route answered, and puts
 * the security headers on every answer.
 */
export const layer = HttpRouter.middleware(
  Effect.gen(function* () {
    const identity = yield* Identity

    const bounded = (request: HttpServerRequest.HttpServerRequest, path: string) => {
      const limit = limitFor(path)
      return <E, R>(respond: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
        Number(request.headers["content-length"] ?? 0) > limit
          ? oversized
          : Effect.provideService(respond, HttpIncomingMessage.MaxBodySize, ByteSize.fromInputUnsafe(limit))
    }

    /** What a request gets without a look at what it asks for. */
    const refusal = (request: HttpServerRequest.HttpServerRequest, isRead: boolean) => {
      if (request.url.length > longestAddress) return tooLong
      const why = isRead ? null : crossSiteReason(request, identity.host(request))
      return why === null ? undefined : strange[why]
    }

    return (respond) =>
      Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
        const path = pathOf(request)
        const isRead = request.method === "GET" || request.method === "HEAD"
        const answer = refusal(request, isRead) ?? (isRead ? respond : bounded(request, path)(respond))
        return answer.pipe(
          // The type keeps the open failure of the routes, which middleware may not claim to have handled.
          Effect.catchCause(
            (cause): Effect.Effect<HttpServerResponse.HttpServerResponse, Types.unhandled> =>
              isNotFound(cause) ? notFound(request) : answerCause(cause)
          ),
          // The router's own answer to a content type that no endpoint takes is no problem document.
          Effect.filterOrElse(
            (response) => !isBare415(response),
            () => unsupported
          ),
          Effect.map((response) => dressed(response, path))
        )
      })
  }),
  { global: true }
)
