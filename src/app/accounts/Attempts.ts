import { Context, Duration, Effect, Hash, Layer } from "effect"
import { RateLimiter } from "effect/persistence"
import { TooManyAttempts } from "./AccountRefusals.ts"
import { networkOf } from "./networkOf.ts"

/** How many attempts count as guessing, within `window`. */
export interface AttemptLimits {
  readonly window: Duration.Input
  readonly perAddress: number
  readonly perName: number
}

export const Limits = Context.Reference<AttemptLimits>("sticky-dvr/app/accounts/AttemptLimits", {
  defaultValue: () => ({ window: "1 minute", perAddress: 30, perName: 10 })
})

/** Keeps password guessing slow, by address and by name. Each backend counts for itself. */
export class Attempts extends Context.Service<
  Attempts,
  { readonly take: (address: string | null, name: string) => Effect.Effect<void, TooManyAttempts> }
>()("sticky-dvr/app/accounts/Attempts") {}

/**
 * One of 65,536 places for each name that may be presented: the limiter's store keeps every key that it was ever given, and must
 * not grow with what strangers make up. Two names of one place share its limit, which is rare and does no harm.
 */
export const placeOf = (name: string): number => {
  const hash = Hash.string(name)
  return (hash ^ (hash >>> 16)) & 0xffff
}

export const layer = Layer.effect(
  Attempts,
  Effect.gen(function* () {
    const limiter = yield* RateLimiter.RateLimiter
    const limits = yield* Limits
    const one = (key: string, limit: number) =>
      limiter.consume({ key, limit, window: limits.window }).pipe(
        Effect.catch((error) =>
          error.reason._tag === "RateLimitExceeded"
            ? Effect.fail(
                new TooManyAttempts({
                  why: "guessing",
                  seconds: Math.max(1, Math.ceil(Duration.toSeconds(error.reason.retryAfter)))
                })
              )
            : Effect.die(error)
        ),
        Effect.asVoid
      )
    return Attempts.of({
      take: (address, name) =>
        Effect.andThen(
          address === null ? Effect.void : one(`address ${placeOf(networkOf(address))}`, limits.perAddress),
          one(`name ${placeOf(name.slice(0, 64))}`, limits.perName)
        )
    })
  })
).pipe(Layer.provide(RateLimiter.layer), Layer.provide(RateLimiter.layerStoreMemory))
