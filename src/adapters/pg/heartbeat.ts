import type { PgConnection } from "@effect/sql-pg"
import { type Duration, Effect } from "effect"
import { within } from "./withDeadline.ts"

/** Asks a session again and again; never succeeds, and fails or dies once an answer is wanting or later than `patience`. */
export const heartbeat = (
  connection: PgConnection.PgConnection,
  options: { readonly every: Duration.Input; readonly patience: Duration.Input }
) =>
  connection
    .query("SELECT 1")
    .pipe(within(options.patience), Effect.andThen(Effect.sleep(options.every)), Effect.forever)
