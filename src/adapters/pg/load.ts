import { Effect, Option, Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import { isHindrance } from "../../domain/supervision/Cause.ts"
import { EventCause } from "../../domain/supervision/EventCause.ts"
import { restoreEndedRun, restoreHistory, restoreRun } from "../../domain/supervision/Restore.ts"
import type { Run } from "../../domain/supervision/Run.ts"
import { StoredLoss } from "../../domain/supervision/StoredLoss.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { StoredSource, WhichSources } from "../../ports/Sources.ts"
import {
  ending as endingCell,
  instant,
  nullable,
  number,
  posture,
  refusal,
  sourceId,
  stopReason,
  subscriptionId,
  taskId,
  text,
  userId
} from "./cells.ts"
import { idsOfAll, idsOfSupervised } from "./idsOf.ts"
import { ownColumns, ownValues } from "./ownValues.ts"
import { ids, moment } from "./parameters.ts"

type Row = ReadonlyArray<unknown>

/** Most sources have nothing of most kinds: they share it. */
const nothing: ReadonlyArray<never> = []

/** The same text for all that say the same, of which there are few: hundreds of thousands of rows name a handful of drivers. */
const shared = new Map<string, string>()
const sharedText = (cell: unknown): string => {
  const own = text(cell)
  const known = shared.get(own)
  if (known !== undefined) return known
  if (shared.size >= 10_000) shared.clear()
  shared.set(own, own)
  return own
}

/** What belongs to each source, in the order of the rows; the first cell of a row is its source's id. */
const bySource = <A>(rows: ReadonlyArray<Row>, read: (row: Row) => A) => {
  const groups = new Map<number, Array<A>>()
  for (const row of rows) {
    const id = number(row[0])
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [read(row)])
    else group.push(read(row))
  }
  return (id: SourceId): ReadonlyArray<A> => groups.get(id) ?? nothing
}

const lossOf = Schema.decodeUnknownOption(StoredLoss)

const causeOf = Schema.decodeUnknownOption(EventCause)

const event = ([, type, at, exitCode, detail, asked, cause]: Row) => ({
  type: type === "errored" ? ("errored" as const) : ("exited" as const),
  at: instant(at),
  exitCode: nullable(number)(exitCode),
  detail: nullable(text)(detail),
  asked: number(asked),
  cause: Option.getOrNull(causeOf(cause))
})

/** What open and ended runs have in common, in the first cells of their rows. */
const runColumns = [
  ...["source_id", "number", "task_id", "created_at", "started_at", "pid", "stop_reason"],
  ...["settings", "action", "tries", "asked"]
].map((column) => `runs.${column}`)

const run = ([source, , task, createdAt, startedAt, pid, stoppedFor, settings, action, tries, asked]: Row) => ({
  sourceId: sourceId(source),
  taskId: taskId(task),
  createdAt: instant(createdAt),
  startedAt: nullable(instant)(startedAt),
  pid: nullable(number)(pid),
  stopReason: nullable(stopReason)(stoppedFor),
  settings: nullable(text)(settings),
  action: nullable(text)(action),
  tries: number(tries),
  asked: number(asked)
})

const openRun = (readAt: Instant) => (row: Row) => {
  const [stopSentAt, recordingSince, sessionSince, stalledAt, hinderedAt, hindrance, lost, title, author] = row.slice(
    runColumns.length
  )
  return restoreRun(
    {
      ...run(row),
      stopSentAt: nullable(instant)(stopSentAt),
      recording:
        recordingSince === null
          ? null
          : {
              since: instant(recordingSince),
              sessionSince: nullable(instant)(sessionSince),
              lost: Option.getOrNull(lossOf(lost)),
              about:
                title === null && author === null
                  ? null
                  : { title: nullable(text)(title), author: nullable(text)(author) }
            },
      stalledAt: nullable(instant)(stalledAt),
      hindered: isHindrance(hindrance) ? { cause: hindrance, since: instant(hinderedAt) } : null
    },
    readAt
  )
}

const endedRun = (row: Row) => {
  const [endedAt, ending, exitCode, refused, message] = row.slice(runColumns.length)
  return restoreEndedRun({
    ...run(row),
    endedAt: instant(endedAt),
    ending: endingCell(ending),
    exitCode: nullable(number)(exitCode),
    refusal: nullable(refusal)(refused),
    message: nullable(text)(message)
  })
}

/** A run with the number by which runs are ordered, the second cell of its row. */
const numbered = (read: (row: Row) => Run) => (row: Row) => ({ made: number(row[1]), run: read(row) })

/** How many sources are read together: what was read of them is let go before the next ones come. */
const together = 1_000

/**
 * These sources, each thousand given to `take`; of all of them those that are supervised first, and then `supervised` is called. One
 * statement for each kind of row and each thousand sources; twenty thousand of them with a hundred thousand subscriptions take
 * about a second and never hold up the rest of the process for long.
 */
export const load = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  which: WhichSources,
  readAt: Instant,
  horizon: Instant,
  take: (some: ReadonlyArray<StoredSource>) => Effect.Effect<void>,
  supervised: () => void
) {
  const loadThese = Effect.fnUntraced(function* (these: ReadonlyArray<SourceId>) {
    for (let at = 0; at < these.length; at += together) {
      yield* take(yield* loadSome(sql, these.slice(at, at + together), readAt, horizon))
    }
  })
  const first = typeof which === "string" ? yield* idsOfSupervised(sql, horizon) : which
  yield* loadThese(first)
  if (which !== "all") return
  supervised()
  const taken = new Set(first)
  yield* loadThese((yield* idsOfAll(sql)).filter((id) => !taken.has(id)))
})

const loadSome = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  which: ReadonlyArray<SourceId>,
  readAt: Instant,
  horizon: Instant
) {
  const ofRuns = sql.literal(runColumns.join(", "))
  const of = (column: string): Statement.Fragment => sql`${sql.literal(column)} = ANY (${ids(which)})`

  const sources = yield* sql`
    SELECT id, driver, username, created_at, asked, restart_asked, reset_asked, ${sql.literal(ownColumns)} FROM sources
    WHERE ${of("id")} ORDER BY id`.values
  const subscriptions = yield* sql`
    SELECT source_id, id, user_id, posture, created_at, updated_at FROM subscriptions
    WHERE ${of("source_id")} ORDER BY id`.values
  const users = yield* sql`
    SELECT id, username FROM users
    WHERE id IN (SELECT user_id FROM subscriptions WHERE ${of("source_id")})`.values
  const events = yield* sql`
    SELECT source_id, event_type, ts, exit_code, detail, event.asked, event.cause
    FROM worker_events AS event JOIN sources ON sources.id = source_id
    WHERE ${of("source_id")} AND event.asked >= reset_asked AND (
      event_type = 'errored' OR event_type = 'exited' AND ts >= ${moment(horizon)}
    )`.values
  const runs = yield* sql`
    SELECT ${ofRuns}, stop_sent_at, recording.started_at, recording.session_since, (
      SELECT CASE last.event_type WHEN 'stalled' THEN last.ts END FROM worker_events AS last
      WHERE last.task_id = runs.task_id AND last.event_type IN ('stalled', 'recovered')
      ORDER BY last.id DESC LIMIT 1
    ), hindrance.ts, hindrance.cause, recording.lost, recording.title, recording.author FROM runs LEFT JOIN LATERAL (
      SELECT ts, CASE event_type WHEN 'hindered' THEN cause END AS cause FROM worker_events
      WHERE worker_events.task_id = runs.task_id AND event_type IN ('hindered', 'freed') ORDER BY id DESC LIMIT 1
    ) AS hindrance ON true LEFT JOIN LATERAL (
      SELECT started_at, session_since, lost, title, author FROM recordings
      WHERE recordings.task_id = runs.task_id AND recordings.ended_at IS NULL ORDER BY started_at DESC LIMIT 1
    ) AS recording ON true
    WHERE ended_at IS NULL AND ${of("source_id")}`.values
  const lastRuns = yield* sql`
    SELECT ${ofRuns}, ended_at, ending, exit_code, refusal, message
    FROM sources CROSS JOIN LATERAL (
      SELECT * FROM runs WHERE source_id = sources.id AND ended_at IS NOT NULL
      ORDER BY number DESC LIMIT 1
    ) AS runs WHERE ${of("sources.id")}`.values
  const recordings = yield* sql`
    SELECT sources.id, coalesce(last.ended_at, last.started_at) FROM sources CROSS JOIN LATERAL (
      SELECT started_at, ended_at FROM recordings WHERE source_id = sources.id ORDER BY started_at DESC, id DESC LIMIT 1
    ) AS last WHERE ${of("sources.id")}`.values

  const names = new Map(users.map(([id, username]) => [number(id), sharedText(username)]))
  const subscriptionsOf = bySource(subscriptions, (row) => row)
  const eventsOf = bySource(events, event)
  const openRunsOf = bySource(runs, numbered(openRun(readAt)))
  const lastRunOf = bySource(lastRuns, numbered(endedRun))
  const recordedOf = bySource(recordings, ([, at]) => instant(at))
  return sources.map((row): StoredSource => {
    const id = sourceId(row[0])
    const [driver, username] = [sharedText(row[1]), text(row[2])]
    const own = ownValues(row.slice(7))
    const subscription = ([, own, user, wish, createdAt, updatedAt]: Row): Subscription => ({
      id: subscriptionId(own),
      userId: userId(user),
      owner: text(names.get(number(user))),
      sourceId: id,
      driver,
      username,
      posture: posture(wish),
      createdAt: instant(createdAt),
      updatedAt: instant(updatedAt)
    })
    return {
      id,
      driver,
      username,
      createdAt: instant(row[3]),
      asked: number(row[4]),
      restartAsked: number(row[5]),
      address: own.address,
      overrides: own.overrides,
      overridesVersion: own.overridesVersion,
      subscriptions: subscriptionsOf(id).map(subscription),
      history: restoreHistory(number(row[6]), eventsOf(id), horizon),
      runs: [...openRunsOf(id), ...lastRunOf(id)].sort((a, b) => a.made - b.made).map((one) => one.run),
      lastRecordingAt: recordedOf(id)[0] ?? null
    }
  })
})
