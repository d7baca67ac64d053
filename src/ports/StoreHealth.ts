import { Context, type Effect } from "effect"

/** How the store is, told within a second. Never fails. */
export class StoreHealth extends Context.Service<
  StoreHealth,
  {
    /** Whether it answers. */
    readonly check: Effect.Effect<boolean>
    /** Why it does not answer, in a few words without a secret, for operators; null while it does. */
    readonly trouble: Effect.Effect<string | null>
    /** What it is and which migration was its last, such as `PostgreSQL 18.4, schema 5`; null when it does not answer. */
    readonly version: Effect.Effect<string | null>
  }
>()("sticky-dvr/ports/StoreHealth") {}
