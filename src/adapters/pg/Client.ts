import { PgClient } from "@effect/sql-pg"
import { type Redacted, String } from "effect"
import { types } from "./types.ts"

/** What every session of ours has in common. */
export const session = (dsn: Redacted.Redacted<string>) =>
  ({
    url: dsn,
    types,
    applicationName: "sticky-dvr",
    connectTimeout: "5 seconds",
    keepAlive: "10 seconds"
  }) as const

/**
 * The pool that all adapters share, under the name of this backend, by which the database's triggers tell who wrote. Columns are snake_case in SQL and camelCase here; documents keep their keys. A statement
 * ends after 8 s at the latest, a transaction that nobody goes on with after 20 s. The first connection is made on first use.
 */
export const layer = (options: {
  readonly dsn: Redacted.Redacted<string>
  readonly poolSize: number
  readonly backend: string
}) =>
  PgClient.layer({
    ...session(options.dsn),
    maxConnections: options.poolSize,
    startupParameters: {
      statement_timeout: "8000",
      idle_in_transaction_session_timeout: "20000",
      "sticky_dvr.backend": options.backend
    },
    transformResultNames: String.snakeToCamel,
    transformJson: false
  })
