import { Clock, Context, Data, Duration, Effect, Layer } from "effect"
import { networkOf } from "../domain/Network.ts"
import { Instant } from "../domain/Time.ts"
import { counting, mostCounted } from "./Counting.ts"

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
    const { perAddress, perName, window } = yield* Limits
    const ofAddresses = counting(Duration.toMillis(window), mostCounted)
    const ofNames = counting(Duration.toMillis(window), mostCounted)
    return Attempts.of({
      take: Effect.fnUntraced(function* (address, name) {
        const now = Instant.make(yield* Clock.currentTimeMillis)
        const ofAddress = address === null ? 0 : ofAddresses.take(networkOf(address), perAddress, now)
        const wait = ofAddress > 0 ? ofAddress : ofNames.take(name.slice(0, 64), perName, now)
        if (wait > 0) return yield* new TooManyAttempts({ seconds: Math.ceil(wait / 1000) })
      })
    })
  })
)
