import { Context, Data, Deferred, Effect } from "effect"

/** Something that a process can't do without has failed for good. */
export class Fatal extends Data.TaggedError("Fatal")<{ readonly message: string }> {}

/** Where the running program hears of what is fatal to it; of a program that does not heed it, nobody does. */
export const Fate = Context.Reference<Deferred.Deferred<never, Fatal>>("sticky-dvr/runtime/Fate", {
  defaultValue: () => Deferred.makeUnsafe()
})

/** Runs a program until it ends by itself or anything in it is fatal: then the rest is interrupted and it fails with that. */
export const heeding = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E | Fatal, R> =>
  Effect.flatMap(Deferred.make<never, Fatal>(), (fate) =>
    Effect.raceFirst(program, Deferred.await(fate)).pipe(Effect.provideService(Fate, fate))
  )
