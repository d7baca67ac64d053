import { Context, Data, Duration, Effect, Layer } from "effect"
import { RateLimiter } from "effect/persistence"

/** Too many attempts: try again after so many seconds. */
export class TooManyAttempts extends Data.TaggedError("TooManyAttempts")<{ readonly seconds: number }> {
  override get message() {
    return `Too many attempts. Try again in ${this.seconds} ${this.seconds === 1 ? "second" : "seconds"}.`
  }
}

/** How many attempts count as guessing, within `window`. */
export interface AttemptLimits {
  readonly window: Duration.Input
  readonly perAddress: number
  readonly perName: number
}

export const Limits = Context.Reference<AttemptLimits>("sticky-dvr/app/AttemptLimits", {
  defaultValue: () => ({ window: "1 minute", perAddress: 30, perName: 10 })
})

/** Keeps password guessing slow, by address and by name. Each backend counts for itself. */
export class Attempts extends Context.Service<
  Attempts,
  { readonly take: (address: string | null, name: string) => Effect.Effect<void, TooManyAttempts> }
>()("sticky-dvr/app/Attempts") {}

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
                new TooManyAttempts({ seconds: Math.max(1, Math.ceil(Duration.toSeconds(error.reason.retryAfter))) })
              )
            : Effect.die(error)
        ),
        Effect.asVoid
      )
    return Attempts.of({
      take: (address, name) =>
        Effect.andThen(
          address === null ? Effect.void : one(`address ${address}`, limits.perAddress),
          one(`name ${name.slice(0, 64)}`, limits.perName)
        )
    })
  })
).pipe(Layer.provide(RateLimiter.layer), Layer.provide(RateLimiter.layerStoreMemory))
