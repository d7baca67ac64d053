import { Effect, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"

/** Letters and digits that nobody takes for one another. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789"

/** A new password of 99 random bits, in four groups that can be typed: `x7kqm-...`. */
export const makePassword: Effect.Effect<Redacted.Redacted, never, SecureRandom.SecureRandom> = Effect.gen(
  function* () {
    const { intBetween } = yield* SecureRandom.SecureRandom
    const letters = yield* Effect.forEach(Array.from({ length: 20 }), () =>
      intBetween(0, alphabet.length, { halfOpen: true })
    )
    const text = letters.map((n) => alphabet[n] ?? "").join("")
    return Redacted.make(text.replace(/(.{5})(?=.)/g, "$1-"))
  }
)
