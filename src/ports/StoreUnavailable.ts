import { Data } from "effect"

/**
 * The store can't be reached. Adapters die with it: no caller can act on it, so it stays out of their types; the edges (HTTP, the
 * loops) recognise it and answer 'later' instead of 'broken'.
 */
export class StoreUnavailable extends Data.TaggedError("StoreUnavailable")<{ readonly cause?: unknown }> {
  override get message() {
    return "the database can't be reached"
  }
}
