import type { SqlClient, Statement } from "effect/sql"
import type { RecordingFacts } from "../../domain/recordings/Recording.ts"
import { givenUp, type RunFacts } from "../../domain/supervision/RunFacts.ts"
import { endEvents } from "../../domain/supervision/WorkerEvent.ts"
import type { EventFacts, LossFacts, OutageFacts, TitleFacts } from "./mergeEntries.ts"
import { counts, ids, ints, json, moment, moments, texts } from "./parameters.ts"
import { assignments, isNews } from "./runFilling.ts"

type Write = Statement.Statement<unknown>

/** Opens runs again that were given up as never begun. */
export const reopenRuns = (sql: SqlClient.SqlClient, runs: ReadonlyArray<RunFacts>): Write => sql`
  UPDATE runs SET ended_at = NULL, ending = NULL, refusal = NULL, message = NULL
  WHERE task_id = ANY (${texts(runs.map(({ taskId }) => taskId))})
    AND started_at IS NULL AND ending = ANY (${texts(givenUp)})`

/** Adds runs and fills in what is still empty of those stored. Those of sources that are gone are left out, or, with `any`, refused. */
export const writeRuns = (sql: SqlClient.SqlClient, runs: ReadonlyArray<RunFacts>, sources: "known" | "any"): Write => {
  const endsUnasked = sql`runs.ended_at IS NULL AND EXCLUDED.ended_at IS NOT NULL AND EXCLUDED.stop_reason IS NULL`
  return sql`
  INSERT INTO runs (
    task_id, source_id, created_at, started_at, pid, ended_at, ending, exit_code, refusal, message, settings, action, tries, asked,
    stop_reason
  )
  SELECT run.* FROM unnest(
    ${texts(runs.map((run) => run.taskId))},
    ${ids(runs.map((run) => run.sourceId))},
    ${moments(runs.map((run) => run.createdAt))},
    ${moments(runs.map((run) => run.startedAt))},
    ${ints(runs.map((run) => run.pid))},
    ${moments(runs.map((run) => run.endedAt))},
    ${texts(runs.map((run) => run.ending))},
    ${ints(runs.map((run) => run.exitCode))},
    ${texts(runs.map((run) => run.refusal))},
    ${texts(runs.map((run) => run.message))},
    ${texts(runs.map((run) => run.settings))},
    ${texts(runs.map((run) => run.action))},
    ${ints(runs.map((run) => run.tries))},
    ${ints(runs.map((run) => run.asked))},
    ${texts(runs.map((run) => run.stopReason))}
  ) AS run (
    task_id, source_id, created_at, started_at, pid, ended_at, ending, exit_code, refusal, message, settings, action, tries, asked,
    stop_reason
  )
  WHERE ${sources === "any" ? sql`true` : sql`EXISTS (SELECT FROM sources WHERE id = run.source_id)`}
  ON CONFLICT (task_id) DO UPDATE SET
    ${sql.literal(assignments)},
    stop_sent_at = CASE WHEN ${endsUnasked} THEN NULL ELSE runs.stop_sent_at END,
    stop_reason = CASE WHEN ${endsUnasked} THEN NULL ELSE coalesce(runs.stop_reason, EXCLUDED.stop_reason) END
  WHERE ${sql.literal(isNews)}
    OR runs.stop_reason IS NULL AND EXCLUDED.stop_reason IS NOT NULL`
}

/** Adds recordings, or ends and measures those stored; their runs must have been written before. */
export const writeRecordings = (sql: SqlClient.SqlClient, recordings: ReadonlyArray<RecordingFacts>): Write => sql`
  INSERT INTO recordings (source_id, task_id, started_at, ended_at, bytes, session_since)
  SELECT recording.* FROM unnest(
    ${ids(recordings.map((recording) => recording.sourceId))},
    ${texts(recordings.map((recording) => recording.taskId))},
    ${moments(recordings.map((recording) => recording.startedAt))},
    ${moments(recordings.map((recording) => recording.endedAt))},
    ${counts(recordings.map((recording) => recording.bytes))},
    ${moments(recordings.map((recording) => recording.sessionSince))}
  ) AS recording (source_id, task_id, started_at, ended_at, bytes, session_since)
  WHERE EXISTS (SELECT FROM sources WHERE id = recording.source_id)
  ON CONFLICT (task_id, started_at) DO UPDATE SET
    ended_at = coalesce(recordings.ended_at, EXCLUDED.ended_at),
    bytes = greatest(recordings.bytes, EXCLUDED.bytes),
    session_since = coalesce(recordings.session_since, EXCLUDED.session_since)
  WHERE recordings.ended_at IS NULL AND EXCLUDED.ended_at IS NOT NULL
    OR recordings.bytes < EXCLUDED.bytes
    OR recordings.session_since IS NULL AND EXCLUDED.session_since IS NOT NULL`

/** Keeps what is lost of recordings that go on. */
export const writeLosses = (sql: SqlClient.SqlClient, losses: ReadonlyArray<LossFacts>): Write => sql`
  UPDATE recordings SET lost = loss.lost::jsonb
  FROM unnest(
    ${texts(losses.map(({ taskId }) => taskId))},
    ${moments(losses.map(({ startedAt }) => startedAt))},
    ${texts(losses.map(({ lost }) => json(lost)))}
  ) AS loss (task_id, started_at, lost)
  WHERE recordings.task_id = loss.task_id AND recordings.started_at = loss.started_at`

/** Keeps what recordings are of. */
export const writeTitles = (sql: SqlClient.SqlClient, titles: ReadonlyArray<TitleFacts>): Write => sql`
  UPDATE recordings SET title = told.title, author = told.author
  FROM unnest(
    ${texts(titles.map(({ taskId }) => taskId))},
    ${moments(titles.map(({ startedAt }) => startedAt))},
    ${texts(titles.map(({ about }) => about.title))},
    ${texts(titles.map(({ about }) => about.author))}
  ) AS told (task_id, started_at, title, author)
  WHERE recordings.task_id = told.task_id AND recordings.started_at = told.started_at`

/** Adds events in their order; those that are stored already, or contradict how their run ended, are left out. */
export const writeEvents = (sql: SqlClient.SqlClient, facts: ReadonlyArray<EventFacts>): Write => {
  const events = facts.map(({ event }) => event)
  const ends = texts(endEvents)
  return sql`
  INSERT INTO worker_events (source_id, pid, event_type, exit_code, task_id, detail, ts, asked, cause)
  SELECT source_id, coalesce(pid, 0), event_type, CASE event_type WHEN 'exited' THEN exit_code END, task_id, detail, ts,
    asked, cause::jsonb
  FROM unnest(
    ${ids(events.map((event) => event.sourceId))},
    ${ints(events.map((event) => event.pid))},
    ${texts(events.map((event) => event.type))},
    ${ints(events.map((event) => event.exitCode))},
    ${texts(events.map((event) => event.taskId))},
    ${texts(events.map((event) => event.detail))},
    ${moments(events.map((event) => event.at))},
    ${ints(facts.map(({ asked = 0 }) => asked))},
    ${texts(events.map(({ cause = null }) => (cause === null ? null : json(cause))))}
  ) WITH ORDINALITY AS event (source_id, pid, event_type, exit_code, task_id, detail, ts, asked, cause, place)
  WHERE EXISTS (SELECT FROM sources WHERE id = event.source_id) AND NOT EXISTS (
    SELECT FROM runs WHERE runs.task_id = event.task_id AND runs.ending <> event.event_type
      AND runs.ending = ANY (${ends}) AND event.event_type = ANY (${ends})
  )
  ORDER BY place
  ON CONFLICT DO NOTHING`
}

/**
 * Ends the outages that stand no longer, and begins those that are new. Both parts see what was stored before, by an earlier look as well,
 * for the first statement waits for whoever is writing of outages; it must be in one transaction with the second. What an earlier leader
 * tells is left out, and what the same one told before; the next term begins no sooner than what is being written is.
 */
export const writeOutages = (
  sql: SqlClient.SqlClient,
  { at, look, standing, term }: OutageFacts
): ReadonlyArray<Write> => [
  sql`UPDATE installation SET outages_look = ${look}::int WHERE term <= ${term}::int AND outages_look <= ${look}::int`,
  sql`
  WITH latest AS (
    SELECT id FROM installation WHERE term <= ${term}::int AND outages_look = ${look}::int
  ), standing AS (
    SELECT outage.* FROM latest, unnest(
      ${texts(standing.map(({ kind }) => kind))},
      ${texts(standing.map(({ subject }) => subject))},
      ${moments(standing.map(({ since }) => since))}
    ) AS outage (kind, subject, began_at)
  ), ended AS (
    UPDATE outages SET ended_at = greatest(began_at, ${moment(at)})
    WHERE ended_at IS NULL AND EXISTS (SELECT FROM latest)
      AND NOT EXISTS (SELECT FROM standing WHERE kind = outages.kind AND subject = outages.subject)
  )
  INSERT INTO outages (kind, subject, began_at) SELECT kind, subject, began_at FROM standing
  ON CONFLICT (kind, subject) WHERE ended_at IS NULL DO NOTHING`
]
