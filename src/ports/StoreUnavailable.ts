import { Data, Effect } from "effect"

/**
 * The store can't be reached. Adapters die with it: hardly a caller can act on it, so it stays out of the types of ports; the edges
 * (HTTP, the loops) tell it from a bug by `storeAway.ts`, and answer 'later' instead of 'broken'.
 */
export class StoreUnavailable extends Data.TaggedError("StoreUnavailable")<{ readonly cause?: unknown }> {
  override get message() {
    return "the database can't be reached"
  }
}

/** The store answers, and what it holds is still being read after a start: who asks is told to come again. */
export class StillReading extends StoreUnavailable {
  override get message() {
    return "what is stored is still being read"
  }
}

/** Dies with it for a reason of our own, such as an answer that is late. */
export const away = (why: string): Effect.Effect<never> => Effect.die(new StoreUnavailable({ cause: new Error(why) }))
