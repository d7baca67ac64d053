import { Clock, Effect, Layer } from "effect"
import type { HttpServerRequest } from "effect/http"
import { type Claims, Tokens } from "../../ports/Tokens.ts"
import { Identity, Unidentified } from "./Identity.ts"
import { peerOf } from "./peerOf.ts"

/** The token of a request: the Authorization header's, or else the cookie's. */
const tokenOf = (request: HttpServerRequest.HttpServerRequest): string | undefined => {
  const header = request.headers["authorization"]
  if (header !== undefined) return /^Bearer +(\S+)$/i.exec(header)?.[1]
  return request.cookies["access_token"]
}

/** No token that was issued here is longer. */
const longest = 2_000
/** Tokens whose claims are remembered; beyond this all are checked anew. */
const most = 10_000

/** On one machine: the request brings its own access token, and it is checked here. Forwarding headers mean nothing. */
export const layer = Layer.effect(
  Identity,
  Effect.gen(function* () {
    const tokens = yield* Tokens
    const verified = new Map<string, Claims>()

    const verify = (token: string) =>
      tokens.verify(token).pipe(
        Effect.mapError(() => new Unidentified()),
        Effect.tap((claims) =>
          Effect.sync(() => {
            if (verified.size >= most) verified.clear()
            verified.set(token, claims)
          })
        )
      )

    return Identity.of({
      claimed: (request) => {
        const token = tokenOf(request)
        if (token === undefined || token.length > longest) return Effect.fail(new Unidentified())
        const known = verified.get(token)
        if (known === undefined) return verify(token)
        return Effect.flatMap(Clock.currentTimeMillis, (now) => {
          if (now < known.expiresAt) return Effect.succeed(known)
          verified.delete(token)
          return Effect.fail(new Unidentified())
        })
      },
      address: peerOf,
      host: (request) => request.headers["host"] ?? null
    })
  })
)
