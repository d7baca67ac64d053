import { Context, type Effect } from "effect"

/** Lets one of all backends lead. */
export class Leadership extends Context.Service<
  Leadership,
  {
    /** Waits for leadership, runs `work` while it lasts, interrupts it when in doubt, and waits again; never returns. */
    readonly lead: <E, R>(work: Effect.Effect<never, E, R>) => Effect.Effect<never, E, R>
  }
>()("sticky-dvr/ports/Leadership") {}
