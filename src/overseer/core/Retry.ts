import type { Nanos } from "../../domain/values/GoDuration.ts"
import type { Steady } from "../../domain/values/Time.ts"

/** When a task that has exited is run again. Times in nanoseconds; a threshold of 0 means always. */
export interface RetryPolicy {
  readonly restartDelay: Nanos
  readonly restartJitter: Nanos
  readonly errorWindow: Nanos
  readonly errorThreshold: number
}

export const none: RetryPolicy = { restartDelay: 0, restartJitter: 0, errorWindow: 0, errorThreshold: 0 }

/** What becomes of a task whose process has exited by itself. */
export type Verdict =
  | { readonly _tag: "Rest" }
  | { readonly _tag: "Restart"; readonly exits: ReadonlyArray<Steady> }
  | { readonly _tag: "GiveUp"; readonly exits: ReadonlyArray<Steady> }

/**
 * Judges an exit at `now` after the earlier `exits`. Exits older than the window are forgotten, its
 * edge still counts, and a window of 0 forgets none. The exit code plays no part.
 */
export const afterExit = (policy: RetryPolicy | undefined, exits: ReadonlyArray<Steady>, now: Steady): Verdict => {
  if (policy === undefined) return { _tag: "Rest" }
  if (policy.errorThreshold <= 0) return { _tag: "Restart", exits: [] }
  const horizon = policy.errorWindow === 0 ? Number.NEGATIVE_INFINITY : now - policy.errorWindow / 1e6
  const counted = [...exits.filter((at) => at >= horizon), now]
  return { _tag: counted.length >= policy.errorThreshold ? "GiveUp" : "Restart", exits: counted }
}

/** The wait before the next run; `chance` is in [0, 1) and picks a point of the jitter. */
export const delay = ({ restartDelay, restartJitter }: RetryPolicy, chance: number): Nanos =>
  Math.max(0, restartDelay + (restartJitter > 0 ? Math.floor(chance * restartJitter) : 0))
