import { PgClient } from "@effect/sql-pg"
import { Effect, type Redacted, Schema } from "effect"
import { SqlClient } from "effect/sql"

const Instant = Schema.NullOr(Schema.Finite)

const Run = Schema.Struct({
  task_id: Schema.String,
  source: Schema.String,
  pid: Schema.NullOr(Schema.Int),
  started: Instant,
  ended: Instant,
  ending: Schema.NullOr(Schema.String),
  events: Schema.Array(Schema.String)
})

const Recording = Schema.Struct({
  source: Schema.String,
  task_id: Schema.String,
  started: Schema.Finite,
  ended: Instant,
  bytes: Schema.FiniteFromString
})

const Subscription = Schema.Struct({ username: Schema.String, source: Schema.String, posture: Schema.String })

const millis = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

const asked = {
  runs: `SELECT r.task_id, s.username AS source, r.pid, ${millis("r.started_at")} AS started, ${millis("r.ended_at")} AS ended, r.ending,
      ARRAY(SELECT e.event_type FROM worker_events e WHERE e.task_id = r.task_id ORDER BY e.id) AS events
    FROM runs r JOIN sources s ON s.id = r.source_id WHERE s.username <> 'testcard' ORDER BY r.created_at`,
  recordings: `SELECT s.username AS source, c.task_id, ${millis("c.started_at")} AS started, ${millis("c.ended_at")} AS ended, c.bytes::text AS bytes
    FROM recordings c JOIN sources s ON s.id = c.source_id WHERE s.username <> 'testcard' ORDER BY c.started_at`,
  subscriptions: `SELECT u.username, s.username AS source, b.posture
    FROM subscriptions b JOIN users u ON u.id = b.user_id JOIN sources s ON s.id = b.source_id WHERE s.username <> 'testcard'`
}

/** What the database says happened. Times are milliseconds since the epoch. */
export const account = (dsn: Redacted.Redacted) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      runs: yield* Effect.flatMap(sql.unsafe(asked.runs), Schema.decodeUnknownEffect(Schema.Array(Run))),
      recordings: yield* Effect.flatMap(
        sql.unsafe(asked.recordings),
        Schema.decodeUnknownEffect(Schema.Array(Recording))
      ),
      subscriptions: yield* Effect.flatMap(
        sql.unsafe(asked.subscriptions),
        Schema.decodeUnknownEffect(Schema.Array(Subscription))
      )
    }
  }).pipe(Effect.provide(PgClient.layer({ url: dsn, maxConnections: 1 })), Effect.timeout("20 seconds"))

export type Account = Effect.Success<ReturnType<typeof account>>

/** How many rows each table has. */
export const tablesOf = (dsn: Redacted.Redacted) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const counts: Record<string, number> = {}
    for (const name of [
      "audit_log",
      "outages",
      "recordings",
      "runs",
      "sessions",
      "sources",
      "subscriptions",
      "wishes",
      "worker_events"
    ]) {
      const [row] = yield* Effect.flatMap(
        sql.unsafe(`SELECT count(*)::int AS rows FROM ${name}`),
        Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ rows: Schema.Int })))
      )
      counts[name] = row?.rows ?? 0
    }
    return counts
  }).pipe(Effect.provide(PgClient.layer({ url: dsn, maxConnections: 1 })))
