import { Context, type Effect } from "effect"

/** Runs an effect as one unit of storage: all of its writes are kept, or none. Units that overlap wait for each other's rows. */
export class Atomically extends Context.Service<
  Atomically,
  { readonly run: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> }
>()("sticky-dvr/ports/Atomically") {}
