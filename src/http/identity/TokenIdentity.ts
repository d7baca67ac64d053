import { Effect, Layer } from "effect"
import { type Claims, Tokens } from "../../ports/Tokens.ts"
import * as Time from "../../runtime/Time.ts"
import { CookieNames } from "../CookieNames.ts"
import { Identity, Unidentified } from "./Identity.ts"
import { peerOf } from "./peerOf.ts"

const bearer = /^Bearer +(\S+)$/i

/** No token that was issued here is longer. */
const longest = 2_000
/** Tokens whose claims are remembered; beyond this all are checked anew. */
const most = 10_000

/** On one machine: the request brings its own access token, and it is checked here. Forwarding headers mean nothing. */
export const layer = Layer.effect(
  Identity,
  Effect.gen(function* () {
    const tokens = yield* Tokens
    const { names } = yield* CookieNames
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

    const claimed = (token: string | undefined): Effect.Effect<Claims, Unidentified> => {
      if (token === undefined || token.length > longest) return Effect.fail(new Unidentified())
      const known = verified.get(token)
      if (known === undefined) return verify(token)
      return Effect.flatMap(Time.now, (now) => {
        if (now < known.expiresAt) return Effect.succeed(known)
        verified.delete(token)
        return Effect.fail(new Unidentified())
      })
    }

    return Identity.of({
      // The Authorization header's token, whatever is in it, or else the cookie's.
      claimed: ({ cookies, headers }) =>
        headers["authorization"] === undefined
          ? Effect.flatMap(names, ({ access }) => claimed(cookies[access]))
          : claimed(bearer.exec(headers["authorization"])?.[1]),
      address: peerOf,
      host: (request) => request.headers["host"] ?? null
    })
  })
)
