import { type Duration, Effect, Option, Schedule } from "effect"

/** Repeats until it succeeds with something; gives up, saying what it waited for, after a minute or what is given: a busy machine is slow. */
export const eventually = <A, E, R>(
  what: string,
  attempt: Effect.Effect<Option.Option<A>, E, R>,
  patience: Duration.Input = "60 seconds"
) =>
  attempt.pipe(
    Effect.repeat({ schedule: Schedule.spaced("50 millis"), while: Option.isNone }),
    Effect.flatMap(Effect.fromOption),
    Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.die(new Error(`waited in vain for ${what}`)) }),
    Effect.orDie
  )
