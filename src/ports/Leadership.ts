import { Context, type Effect } from "effect"

/** Lets one of all backends lead. */
export class Leadership extends Context.Service<
  Leadership,
  {
    /**
     * Waits for leadership, runs `work` while it lasts, interrupts it when in doubt, and waits again; never returns. Each term of
     * leadership has a number, higher than those of all earlier ones, by which the store knows what an earlier leader wrote late.
     */
    readonly lead: <E, R>(work: (term: number) => Effect.Effect<never, E, R>) => Effect.Effect<never, E, R>
  }
>()("sticky-dvr/ports/Leadership") {}
