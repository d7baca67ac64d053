import { Context, Duration, Effect, Layer } from "effect"
import type { Instant, Steady } from "../../domain/values/Time.ts"
import * as Time from "../../runtime/Time.ts"
import { TooManyAttempts } from "./AccountRefusals.ts"
import { networkOf } from "./networkOf.ts"
import { Tally } from "./Tally.ts"

/** How many attempts count as guessing, within `window`. */
export interface AttemptLimits {
  readonly window: Duration.Input
  readonly perNetwork: number
  /** At one account from one network. */
  readonly perAccount: number
  /** At one account from everywhere: what keeps many networks from guessing together. */
  readonly perAccountAnywhere: number
}

export const Limits = Context.Reference<AttemptLimits>("sticky-dvr/app/accounts/AttemptLimits", {
  defaultValue: () => ({ window: "1 minute", perNetwork: 30, perAccount: 10, perAccountAnywhere: 100 })
})

/** An attempt at an account, whether there is such an account or not. */
export interface Attempt {
  readonly address: string | null
  /** The same for all spellings of a name. */
  readonly account: string
  /** Whether its owner signed in from this network before. */
  readonly isAcquainted: boolean
  /** When the account was last changed, as by a new password or by the command line's `unlock`. */
  readonly changedAt: Instant | null
}

/**
 * Keeps password guessing slow. Whoever knows a name can't keep its owner out by guessing: attempts count by account and network,
 * and those from everywhere only for networks that the owner never came from. Each backend counts for itself, by a clock that is
 * never set.
 */
export class Attempts extends Context.Service<
  Attempts,
  {
    /** Counts whoever asks, before anything is looked up. */
    readonly arrive: (address: string | null) => Effect.Effect<void, TooManyAttempts>
    /** Counts an attempt. An account that was changed is counted anew. */
    readonly take: (attempt: Attempt) => Effect.Effect<void, TooManyAttempts>
    /** Takes back an attempt that came to nothing through no fault of whoever made it. */
    readonly withdraw: (attempt: Attempt) => Effect.Effect<void>
  }
>()("sticky-dvr/app/accounts/Attempts") {}

export const layer = Layer.effect(
  Attempts,
  Effect.gen(function* () {
    const limits = yield* Limits
    const window = Duration.toMillis(limits.window)
    const tally = new Tally(window)

    const one = (key: string, limit: number, now: Steady) => {
      const { count, remaining } = tally.add(key, now)
      return count <= limit
        ? Effect.void
        : Effect.fail(new TooManyAttempts({ why: "guessing", seconds: Math.max(1, Math.ceil(remaining / 1000)) }))
    }
    const keysOf = ({ account, address, changedAt }: Attempt) => {
      // The moment is only a name here: no clock has to agree with the one that told it.
      const asItIs = `account ${account} as of ${changedAt}`
      return { here: `${asItIs} at ${address === null ? "nowhere" : networkOf(address)}`, anywhere: asItIs }
    }

    return Attempts.of({
      arrive: (address) =>
        address === null
          ? Effect.void
          : Effect.flatMap(Time.steady, (now) => one(`network ${networkOf(address)}`, limits.perNetwork, now)),

      take: Effect.fn("Attempts.take")(function* (attempt) {
        const now = yield* Time.steady
        const { anywhere, here } = keysOf(attempt)
        yield* one(here, limits.perAccount, now)
        if (!attempt.isAcquainted) yield* one(anywhere, limits.perAccountAnywhere, now)
      }),

      withdraw: (attempt) =>
        Effect.map(Time.steady, (now) => {
          const { anywhere, here } = keysOf(attempt)
          tally.add(here, now, -1)
          if (!attempt.isAcquainted) tally.add(anywhere, now, -1)
        })
    })
  })
)
