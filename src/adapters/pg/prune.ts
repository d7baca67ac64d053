import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { longestWindow } from "../../domain/supervision/Restore.ts"
import { type Instant, later } from "../../domain/values/Time.ts"
import { sourceId } from "./cells.ts"
import { ids, moment } from "./parameters.ts"
import { withDeadline } from "./withDeadline.ts"

/** Rows of one statement: few enough to be done long before a statement is given up. */
const batch = 5_000

const untilNone = (removal: Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>) =>
  Effect.gen(function* () {
    let removed = 0
    while (true) {
      const { length } = yield* withDeadline(removal)
      removed += length
      if (length < batch) return removed
    }
  })

/**
 * Removes sources that nothing is left of; what the file of channels names it would make again at once. They are locked first and looked at then: whoever subscribes to one meanwhile either has
 * it locked, and it is passed over, or waits and makes a new one.
 */
const forget = (sql: SqlClient.SqlClient) => {
  const nothingLeft = sql`
    overrides = '{}'
    AND address_from IS DISTINCT FROM 'channels'
    AND NOT EXISTS (SELECT FROM subscriptions WHERE source_id = sources.id)
    AND NOT EXISTS (SELECT FROM runs WHERE source_id = sources.id)
    AND NOT EXISTS (SELECT FROM recordings WHERE source_id = sources.id)
    AND NOT EXISTS (SELECT FROM worker_events WHERE source_id = sources.id)
    AND NOT EXISTS (SELECT FROM library WHERE source_id = sources.id)
    AND NOT EXISTS (SELECT FROM exports WHERE source_id = sources.id)`
  return Effect.gen(function* () {
    const locked = yield* sql`
      SELECT id FROM sources WHERE ${nothingLeft} ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED`.values
    if (locked.length === 0) return []
    const which = locked.map(([id]) => sourceId(id))
    return yield* sql`DELETE FROM sources WHERE id = ANY (${ids(which)}) AND ${nothingLeft} RETURNING id`
  }).pipe(sql.withTransaction)
}

/** Removes what is older than `before` and not needed at `now`, in batches; the number of rows removed. */
export const prune = (sql: SqlClient.SqlClient, before: Instant, now: Instant): Effect.Effect<number> => {
  const events = sql`
    DELETE FROM worker_events WHERE id IN (
      SELECT event.id FROM worker_events AS event JOIN sources ON sources.id = event.source_id
      WHERE event.ts < ${moment(before)} AND (
        event.asked < sources.reset_asked
        OR event_type NOT IN ('errored', 'exited')
        OR event_type = 'exited' AND event.ts < ${moment(later(now, -longestWindow))}
      )
      ORDER BY event.ts LIMIT ${batch}
    ) RETURNING id`
  // A source's last recording stays, for it says when the source last recorded.
  const recordings = sql`
    DELETE FROM recordings WHERE id IN (
      SELECT id FROM recordings AS old
      WHERE ended_at < ${moment(before)} AND EXISTS (
        SELECT FROM recordings WHERE source_id = old.source_id AND (started_at, id) > (old.started_at, old.id)
      )
      ORDER BY ended_at LIMIT ${batch}
    ) RETURNING id`
  const runs = sql`
    DELETE FROM runs WHERE task_id IN (
      SELECT task_id FROM runs AS old
      WHERE ended_at < ${moment(before)} AND NOT EXISTS (SELECT FROM recordings WHERE task_id = old.task_id)
      ORDER BY ended_at LIMIT ${batch}
    ) RETURNING task_id`
  const outages = sql`
    DELETE FROM outages WHERE id IN (
      SELECT id FROM outages WHERE ended_at < ${moment(before)} ORDER BY ended_at LIMIT ${batch}
    ) RETURNING id`
  // What a subscription wishes stays; that it was removed stays until nothing else of it is left.
  const wishes = sql`
    DELETE FROM wishes WHERE id IN (
      SELECT id FROM wishes AS old
      WHERE ts < ${moment(before)} AND (
        EXISTS (
          SELECT FROM wishes WHERE subscription_id = old.subscription_id AND id > old.id AND ts < ${moment(before)}
        )
        OR posture IS NULL AND NOT EXISTS (
          SELECT FROM wishes WHERE subscription_id = old.subscription_id AND id < old.id
        )
      )
      ORDER BY ts, id LIMIT ${batch}
    ) RETURNING id`
  const audit = sql`
    DELETE FROM audit_log WHERE id IN (
      SELECT id FROM audit_log WHERE ts < ${moment(before)} ORDER BY ts LIMIT ${batch}
    ) RETURNING id`
  // What somebody keeps stays known: its files may be on a disk that is away for longer than anybody thought.
  const gone = sql`
    DELETE FROM library WHERE id IN (
      SELECT id FROM library WHERE gone_at < ${moment(before)} AND kept_at IS NULL ORDER BY id LIMIT ${batch} FOR UPDATE
    ) RETURNING id`
  return Effect.map(
    Effect.forEach([events, recordings, runs, outages, wishes, audit, gone, forget(sql)], untilNone),
    (counts) => counts.reduce((sum, count) => sum + count, 0)
  )
}
