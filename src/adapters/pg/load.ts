import { Effect } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import type { SourceId, SubscriptionId, UserId } from "../../domain/Ids.ts"
import { longestWindow, restoreHistory, restoreRun } from "../../domain/Restore.ts"
import type { TaskId } from "../../domain/TaskId.ts"
import { type Instant, later } from "../../domain/Time.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import { instant, nullable, number, posture, text } from "./cells.ts"
import { mendOverrides } from "./mend.ts"
import { ids, moment } from "./parameters.ts"

type Row = ReadonlyArray<unknown>

/** What belongs to each source, in the order of the rows; the first cell of a row is its source's id. */
const bySource = <A>(rows: ReadonlyArray<Row>, read: (row: Row) => A) => {
  const groups = new Map<number, Array<A>>()
  for (const row of rows) {
    const id = number(row[0])
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [read(row)])
    else group.push(read(row))
  }
  return (id: SourceId): ReadonlyArray<A> => groups.get(id) ?? []
}

const event = ([, type, at, exitCode, detail]: Row) => ({
  type: type === "errored" ? ("errored" as const) : ("exited" as const),
  at: instant(at),
  exitCode: nullable(number)(exitCode),
  detail: nullable(text)(detail)
})

/** Ids are brands of numbers that the tables keep positive; a brand is taken on trust here. */
const subscription = ([sourceId, id, userId, owner, driver, username, wish, createdAt, updatedAt]: Row) => ({
  id: number(id) as SubscriptionId,
  userId: number(userId) as UserId,
  owner: text(owner),
  sourceId: number(sourceId) as SourceId,
  driver: text(driver),
  username: text(username),
  posture: posture(wish),
  createdAt: instant(createdAt),
  updatedAt: instant(updatedAt)
})

const openRun = (readAt: Instant) => (row: Row) => {
  const [sourceId, taskId, createdAt, startedAt, pid, stopSentAt, settings] = row
  return restoreRun(
    {
      sourceId: number(sourceId) as SourceId,
      taskId: text(taskId) as TaskId,
      createdAt: instant(createdAt),
      startedAt: nullable(instant)(startedAt),
      pid: nullable(number)(pid),
      stopSentAt: nullable(instant)(stopSentAt),
      settings: nullable(text)(settings)
    },
    readAt
  )
}

/**
 * The pictures of these sources, or of all, as they were at one moment. One statement for each kind of row, however many sources;
 * twenty thousand of them with a hundred thousand subscriptions take a fraction of a second.
 */
export const load = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  which: ReadonlyArray<SourceId> | "all",
  readAt: Instant
) {
  const of = (column: string): Statement.Fragment =>
    which === "all" ? sql`true` : sql`${sql.literal(column)} = ANY (${ids(which)})`

  const sources = yield* sql`
    SELECT id, driver, username, created_at, restart_at, reset_at, overrides FROM sources
    WHERE ${of("id")} ORDER BY id`.values
  const subscriptions = yield* sql`
    SELECT source_id, subscriptions.id, user_id, users.username, driver, sources.username, posture,
      subscriptions.created_at, subscriptions.updated_at
    FROM subscriptions JOIN users ON users.id = user_id JOIN sources ON sources.id = source_id
    WHERE ${of("source_id")} ORDER BY subscriptions.id`.values
  const events = yield* sql`
    SELECT source_id, event_type, ts, exit_code, detail FROM worker_events JOIN sources ON sources.id = source_id
    WHERE ${of("source_id")} AND ts > coalesce(reset_at, '-infinity') AND (
      event_type = 'errored' OR event_type = 'exited' AND ts >= ${moment(later(readAt, -longestWindow))}
    )`.values
  const runs = yield* sql`
    SELECT source_id, task_id, created_at, started_at, pid, stop_sent_at, settings FROM runs
    WHERE ended_at IS NULL AND ${of("source_id")} ORDER BY created_at, task_id COLLATE "C"`.values
  const recordings = yield* sql`
    SELECT sources.id, coalesce(last.ended_at, last.started_at) FROM sources CROSS JOIN LATERAL (
      SELECT started_at, ended_at FROM recordings WHERE source_id = sources.id ORDER BY started_at DESC, id DESC LIMIT 1
    ) AS last WHERE ${of("sources.id")}`.values

  const subscriptionsOf = bySource(subscriptions, subscription)
  const eventsOf = bySource(events, event)
  const runsOf = bySource(runs, openRun(readAt))
  const recordedOf = bySource(recordings, ([, at]) => instant(at))
  return sources.map((row): StoredSource => {
    const id = number(row[0]) as SourceId
    return {
      id,
      driver: text(row[1]),
      username: text(row[2]),
      createdAt: instant(row[3]),
      restartAt: nullable(instant)(row[4]),
      overrides: mendOverrides(row[6]),
      subscriptions: subscriptionsOf(id),
      history: restoreHistory(nullable(instant)(row[5]), eventsOf(id), readAt),
      openRuns: runsOf(id),
      lastRecordingAt: recordedOf(id)[0] ?? null
    }
  })
})
