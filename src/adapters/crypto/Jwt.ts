import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Effect, Layer, Redacted, Schema } from "effect"
import { Digest, Mac, SecureRandom } from "effect/crypto"
import { base64url, decodeJwt, decodeProtectedHeader } from "jose"
import { Role } from "../../domain/accounts/User.ts"
import { SessionId, UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { BadToken, type Claims, Tokens } from "../../ports/Tokens.ts"
import * as Time from "../../runtime/Time.ts"

const Payload = Schema.Struct({
  sub: Schema.String.check(Schema.isPattern(/^[1-9]\d{0,15}$/)).pipe(
    Schema.decodeTo(Schema.FiniteFromString),
    Schema.decodeTo(UserId)
  ),
  session_id: SessionId,
  role: Role,
  iat: Schema.Int,
  exp: Schema.Int,
  nbf: Schema.optionalKey(Schema.Int)
})

const decode = Schema.decodeUnknownEffect(Payload)
const encode = Schema.encodeEffect(Payload)

/** A token of ours has about 300 characters; what is far longer isn't worth the work of a check. */
const longest = 4096

/** Three parts in base64url without padding, the last of 32 bytes: each token has one text only, which may serve as its key. */
const compact = /^([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/

const utf8 = new TextEncoder()
const part = (value: object) => base64url.encode(JSON.stringify(value))
const header = part({ alg: "HS256", typ: "JWT" })

const make = Effect.fnUntraced(function* (secret: Redacted.Redacted) {
  const { randomBytes } = yield* SecureRandom.SecureRandom
  const { digestHex } = yield* Digest.Digest
  // Of a key made from bytes the codes are computed at once. Those of `crypto.subtle`, which jose takes, would wait in the pool of
  // threads behind passwords that are being hashed.
  const mac = yield* Mac.Mac
  const key = yield* Effect.orDie(Mac.key(Mac.hmacSha256, utf8.encode(Redacted.value(secret))))

  const sign = Effect.fn("Jwt.sign")(function* (claims: Claims) {
    const payload = yield* encode({
      sub: claims.userId,
      session_id: claims.sessionId,
      role: claims.role,
      iat: Math.floor(claims.issuedAt / 1000),
      exp: Math.floor(claims.expiresAt / 1000)
    })
    const signed = `${header}.${part(payload)}`
    const signature = yield* mac.sign(key, utf8.encode(signed))
    return Redacted.make(`${signed}.${base64url.encode(signature)}`)
  }, Effect.orDie)

  const verify = Effect.fn("Jwt.verify")(
    function* (token: string) {
      const [, signed, signature] = (token.length > longest ? null : compact.exec(token)) ?? []
      if (signed === undefined || signature === undefined) return yield* new BadToken()
      const genuine = yield* mac.verify(key, base64url.decode(signature), utf8.encode(signed))
      if (!genuine) return yield* new BadToken()
      const { alg, crit } = yield* Effect.try(() => decodeProtectedHeader(token))
      const payload = yield* Effect.try(() => decodeJwt(token))
      const { exp, iat, nbf, role, session_id, sub } = yield* decode(payload)
      const now = Math.floor((yield* Time.now) / 1000)
      if (alg !== "HS256" || crit !== undefined || exp <= now || (nbf ?? now) > now) return yield* new BadToken()
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
    makeRefresh: Effect.map(randomBytes(32), (bytes) => Redacted.make(base64url.encode(bytes))),
    hashRefresh: (token) => digestHex(Digest.sha256, utf8.encode(Redacted.value(token)))
  })
})

/** Tokens signed with `secret`, which has at least 32 bytes. Times are kept in whole seconds, cut off. */
export const layer = (secret: Redacted.Redacted) =>
  Layer.effect(Tokens, make(secret)).pipe(Layer.provide(NodeCrypto.layer))
