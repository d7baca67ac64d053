import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { DateTime, Effect, Layer, Redacted, Schema } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import { Base64Url } from "effect/encoding"
import { jwtVerify, SignJWT } from "jose"
import { Role } from "../../domain/accounts/User.ts"
import { SessionId, UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { BadToken, type Claims, Tokens } from "../../ports/Tokens.ts"

const Payload = Schema.Struct({
  sub: Schema.String.check(Schema.isPattern(/^[1-9]\d{0,15}$/)).pipe(
    Schema.decodeTo(Schema.FiniteFromString),
    Schema.decodeTo(UserId)
  ),
  session_id: SessionId,
  role: Role,
  iat: Schema.Int,
  exp: Schema.Int
})

const decode = Schema.decodeUnknownEffect(Payload)
const encode = Schema.encodeEffect(Payload)

/** A token of ours has about 300 characters; what is far longer isn't worth the work of a check. */
const longest = 4096

/** Three parts in base64url without padding, the last of 32 bytes: each token has one text only, which may serve as its key. */
const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

const utf8 = new TextEncoder()

const make = Effect.fnUntraced(function* (secret: Redacted.Redacted) {
  const { randomBytes } = yield* SecureRandom.SecureRandom
  const { digestHex } = yield* Digest.Digest
  const key = utf8.encode(Redacted.value(secret))

  const sign = Effect.fn("Jwt.sign")(function* (claims: Claims) {
    const payload = yield* encode({
      sub: claims.userId,
      session_id: claims.sessionId,
      role: claims.role,
      iat: Math.floor(claims.issuedAt / 1000),
      exp: Math.floor(claims.expiresAt / 1000)
    })
    const token = new SignJWT(payload).setProtectedHeader({ alg: "HS256", typ: "JWT" })
    return Redacted.make(yield* Effect.promise(() => token.sign(key)))
  }, Effect.orDie)

  const verify = Effect.fn("Jwt.verify")(
    function* (token: string) {
      if (token.length > longest || !compact.test(token)) return yield* new BadToken()
      const currentDate = DateTime.toDateUtc(yield* DateTime.now)
      const genuine = yield* Effect.tryPromise(() =>
        jwtVerify(token, key, { algorithms: ["HS256"], requiredClaims: ["exp"], currentDate })
      )
      const { exp, iat, role, session_id, sub } = yield* decode(genuine.payload)
      return {
        userId: sub,
        sessionId: session_id,
        role,
        issuedAt: (iat * 1000) as Instant,
        expiresAt: (exp * 1000) as Instant
      } satisfies Claims
    },
    Effect.mapError(() => new BadToken())
  )

  return Tokens.of({
    sign,
    verify,
    makeRefresh: Effect.map(randomBytes(32), (bytes) => Redacted.make(Base64Url.encode(bytes))),
    hashRefresh: (token) => digestHex(Digest.sha256, utf8.encode(Redacted.value(token)))
  })
})

/** Tokens signed with `secret`, which has at least 32 bytes. Times are kept in whole seconds, cut off. */
export const layer = (secret: Redacted.Redacted) =>
  Layer.effect(Tokens, make(secret)).pipe(Layer.provide(NodeCrypto.layer))
