import { Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { outageKinds } from "../../domain/supervision/Outage.ts"
import { endings, stopReasons } from "../../domain/supervision/Run.ts"
import { TaskId } from "../../domain/supervision/TaskId.ts"
import { RecordingId, type SourceId, SourceId as SourceIds, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import { Instant } from "../../domain/values/Time.ts"
import { moment } from "./parameters.ts"
import { rows } from "./rows.ts"

const runs = rows(
  Schema.Struct({
    taskId: TaskId,
    createdAt: Instant,
    startedAt: Schema.NullOr(Instant),
    endedAt: Schema.NullOr(Instant),
    ending: Schema.NullOr(Schema.Literals(endings)),
    exitCode: Schema.NullOr(Schema.Int),
    stopReason: Schema.NullOr(Schema.Literals(stopReasons)),
    livedAt: Schema.NullOr(Instant)
  })
)

const recordings = rows(
  Schema.Struct({
    id: RecordingId,
    sourceId: SourceIds,
    taskId: TaskId,
    startedAt: Instant,
    endedAt: Schema.NullOr(Instant),
    bytes: Schema.Int
  })
)

const wishes = rows(
  Schema.Struct({
    subscriptionId: SubscriptionId,
    userId: Schema.NullOr(UserId),
    posture: Schema.NullOr(Posture),
    at: Instant
  })
)

const outages = rows(
  Schema.Struct({
    kind: Schema.Literals(outageKinds),
    userId: Schema.NullOr(UserId),
    beganAt: Instant,
    endedAt: Schema.NullOr(Instant)
  })
)

/** The newest so many recordings of a source. */
export const recordingsOf = (sql: SqlClient.SqlClient, id: SourceId, limit: number) =>
  recordings.all(sql`
    SELECT id, source_id, task_id, started_at, ended_at, bytes FROM recordings
    WHERE source_id = ${id} ORDER BY started_at DESC, id DESC LIMIT ${limit}`)

/** What is stored of a source's past but for its events, from `from` to `to`. */
export const past = (sql: SqlClient.SqlClient, id: SourceId, from: Instant, to: Instant) => {
  const overlaps = (began: string, ended: string) => {
    const [first, last] = [sql.literal(began), sql.literal(ended)]
    return sql`${first} <= ${moment(to)} AND (${last} IS NULL OR ${last} >= ${moment(from)})`
  }
  /** The run that ended last before `from`. */
  const before = sql`
    SELECT task_id FROM runs WHERE source_id = ${id} AND ended_at < ${moment(from)}
    ORDER BY ended_at DESC, task_id COLLATE "C" DESC LIMIT 1`
  const concerned = sql`
    source_id = ${id} AND (${overlaps("created_at", "ended_at")} OR runs.task_id = (${before}))`
  return Effect.all(
    {
      runs: runs.all(sql`
        SELECT runs.task_id, created_at, started_at, ended_at, ending, exit_code, stop_reason, sign.at AS lived_at
        FROM runs LEFT JOIN signs_of_life AS sign ON sign.task_id = runs.task_id
        WHERE ${concerned} ORDER BY created_at, runs.task_id COLLATE "C"`),
      recordings: recordings.all(sql`
        SELECT id, source_id, task_id, started_at, ended_at, bytes FROM recordings
        WHERE source_id = ${id} AND ${overlaps("started_at", "ended_at")} ORDER BY started_at, id`),
      wishes: wishes.all(sql`
        SELECT subscription_id, user_id, posture, ts AS at FROM wishes WHERE source_id = ${id} ORDER BY id`),
      outages: outages.all(sql`
        SELECT kind, CASE WHEN kind = 'limit' AND subject <> '' THEN subject::bigint END AS user_id, began_at, ended_at FROM outages
        WHERE ${overlaps("began_at", "ended_at")} AND (
          subject = ''
          OR kind = 'driver' AND subject = (SELECT driver FROM sources WHERE id = ${id})
          OR kind = 'limit' AND subject IN (SELECT user_id::text FROM wishes WHERE source_id = ${id})
        )
        ORDER BY began_at, id`)
    },
    { concurrency: 4 }
  )
}

/** The condition on the events that belong to such a past. */
export const pastEvents = (sql: SqlClient.SqlClient, id: SourceId, from: Instant, to: Instant) => sql`
  source_id = ${id} AND (
    ts BETWEEN ${moment(from)} AND ${moment(to)}
    OR id = (
      SELECT id FROM worker_events
      WHERE source_id = ${id} AND event_type IN ('errored', 'reset') AND ts < ${moment(from)}
      ORDER BY ts DESC, id DESC LIMIT 1
    )
    OR event_type IN ('deleted', 'found') AND cause->'stretches' @? ${`$[*] ? (@.from <= ${to} && @.to >= ${from})`}::jsonpath
    OR event_type IN ('queued', 'stalled', 'recovered', 'hindered', 'freed') AND ts < ${moment(from)} AND task_id IN (
      SELECT task_id FROM runs
      WHERE source_id = ${id} AND created_at < ${moment(from)} AND (ended_at IS NULL OR ended_at >= ${moment(from)})
    )
  )`
