import { Context, type Effect } from "effect"

/** Whether the store answers, within a second. Never fails. */
export class StoreHealth extends Context.Service<StoreHealth, { readonly check: Effect.Effect<boolean> }>()(
  "sticky-dvr/ports/StoreHealth"
) {}
