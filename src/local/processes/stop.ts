import { type Duration, Effect, Option } from "effect"
import type { ChildProcessSpawner } from "effect/process"

/** How a process is asked to end: each signal is followed by the next one, harsher, when it did not help. */
export interface Stopping {
  readonly signals: readonly [gentle: NodeJS.Signals, ...harsher: ReadonlyArray<NodeJS.Signals>]
  /** How long the gentle signal may take; each harsher one has 5 s. */
  readonly grace: Duration.Input
  /** Cuts the grace short when it returns. */
  readonly hurry: Effect.Effect<void>
}

/** Ends a child and returns when it is gone, or when no signal helped. */
export const stop = Effect.fnUntraced(function* (
  handle: ChildProcessSpawner.ChildProcessHandle,
  { grace, hurry, signals }: Stopping
) {
  const gone = Effect.exit(handle.exitCode)
  let patience = Effect.raceFirst(Effect.timeoutOption(gone, grace), Effect.as(hurry, Option.none()))
  for (const signal of signals) {
    if (!(yield* Effect.orElseSucceed(handle.isRunning, () => false))) return
    yield* Effect.ignore(Effect.try(() => process.kill(handle.pid, signal)))
    if (Option.isSome(yield* patience)) return
    patience = Effect.timeoutOption(gone, "5 seconds")
  }
})
