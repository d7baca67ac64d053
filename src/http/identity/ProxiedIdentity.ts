import { Effect, Layer, Option, type Redacted, Schema } from "effect"
import type { HttpServerRequest } from "effect/http"
import { Role } from "../../domain/accounts/User.ts"
import { SessionId, UserId } from "../../domain/values/Ids.ts"
import { equalTo } from "./constantTime.ts"
import { Identity, Unidentified } from "./Identity.ts"
import { peerOf } from "./peerOf.ts"

const Headers = Schema.Struct({
  "x-user-id": Schema.FiniteFromString.pipe(Schema.decodeTo(UserId)),
  "x-user-role": Role,
  "x-session-id": SessionId
})
const decode = Schema.decodeUnknownOption(Headers)

const first = (list: string | undefined): string | null => list?.split(",")[0]?.trim() || null

/**
 * Behind the proxy: it has checked the access token and says whose it was. Its headers count only together with the secret that
 * the two share; without it they are a client's own words and mean nothing.
 */
export const layer = (secret: Redacted.Redacted) =>
  Layer.sync(Identity, () => {
    const isSecret = equalTo(secret)
    const fromProxy = (request: HttpServerRequest.HttpServerRequest) =>
      isSecret(request.headers["x-proxy-secret"] ?? "")
    return Identity.of({
      claimed: (request) => {
        if (!fromProxy(request)) return Effect.fail(new Unidentified())
        const said = Option.getOrUndefined(decode(request.headers))
        return said === undefined
          ? Effect.fail(new Unidentified())
          : Effect.succeed({ userId: said["x-user-id"], sessionId: said["x-session-id"], role: said["x-user-role"] })
      },
      address: (request) =>
        (fromProxy(request)
          ? (first(request.headers["x-real-ip"]) ?? first(request.headers["x-forwarded-for"]))
          : null) ?? peerOf(request),
      host: (request) =>
        (fromProxy(request) ? first(request.headers["x-forwarded-host"]) : null) ?? request.headers["host"] ?? null
    })
  })
