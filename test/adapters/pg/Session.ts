import { PgConnection } from "@effect/sql-pg"
import { Effect, type Redacted } from "effect"
import { types } from "../../../src/adapters/pg/types.ts"

/** Runs one statement in a session of its own, apart from every adapter; the rows as arrays. */
export const ask = (dsn: Redacted.Redacted<string>, sql: string) =>
  PgConnection.make({ url: dsn, types }).pipe(
    Effect.flatMap((connection) => connection.queryValues(sql)),
    Effect.scoped,
    Effect.orDie
  )

/** Waits until the last statement of another session on the database begins like this. */
export const asked = (dsn: Redacted.Redacted<string>, statement: string) =>
  Effect.repeat(
    ask(
      dsn,
      `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '${statement}%'`
    ),
    { until: (rows) => rows.length > 0 }
  )

/** What ends other sessions on the database, those that `which` (a condition over pg_stat_activity) picks. */
export const terminating = (which: string) =>
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid() AND (${which})`

/** Ends them in a session of its own. */
export const terminate = (dsn: Redacted.Redacted<string>, which: string) => ask(dsn, terminating(which))
