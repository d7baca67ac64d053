import type { SqlClient, Statement } from "effect/sql"
import { tolerance } from "../../domain/recordings/OnDisk.ts"
import type { SettledFacts } from "./mergeEntries.ts"
import { counts, ids, moments, texts } from "./parameters.ts"

/**
 * Settles recordings by what the disk has of them, each the one on record that `paired` of the domain says; those that are not on record
 * are added, and what was told twice is removed.
 */
export const settleRecordings = (
  sql: SqlClient.SqlClient,
  settled: ReadonlyArray<SettledFacts>
): Statement.Statement<unknown> => sql`
  WITH disk AS (
    SELECT source_id, task_id, started_at, ended_at, bytes, place, ${tolerance} * interval '1 millisecond' AS slack FROM unnest(
      ${ids(settled.map((one) => one.sourceId))},
      ${texts(settled.map((one) => one.taskId))},
      ${moments(settled.map((one) => one.startedAt))},
      ${moments(settled.map((one) => one.endedAt))},
      ${counts(settled.map((one) => one.bytes))}
    ) WITH ORDINALITY AS disk (source_id, task_id, started_at, ended_at, bytes, place)
  ), near AS (
    SELECT DISTINCT ON (disk.place) disk.*, recordings.id, recordings.task_id <> disk.task_id AS foreign_run,
      abs(extract(epoch FROM recordings.started_at - disk.started_at)) AS off
    FROM disk JOIN recordings ON recordings.source_id = disk.source_id AND CASE
      WHEN recordings.task_id = disk.task_id THEN
        recordings.started_at <= coalesce(disk.ended_at, 'infinity') + slack AND coalesce(recordings.ended_at, 'infinity') >= disk.started_at - slack
      ELSE recordings.started_at BETWEEN disk.started_at - slack AND disk.started_at + slack
    END
    ORDER BY disk.place, off, foreign_run, recordings.id
  ), paired AS (
    SELECT DISTINCT ON (id) * FROM near WHERE NOT foreign_run ORDER BY id, off, place
  ), updated AS (
    UPDATE recordings SET
      bytes = paired.bytes,
      ended_at = CASE
        WHEN paired.ended_at IS NULL OR recordings.ended_at BETWEEN paired.ended_at - slack AND paired.ended_at + slack
        THEN recordings.ended_at
        ELSE paired.ended_at
      END,
      started_at = CASE
        WHEN recordings.started_at BETWEEN paired.started_at - slack AND paired.started_at + slack THEN recordings.started_at
        ELSE paired.started_at
      END
    FROM paired WHERE recordings.id = paired.id AND (
      recordings.bytes <> paired.bytes
      OR recordings.started_at NOT BETWEEN paired.started_at - slack AND paired.started_at + slack
      OR coalesce(recordings.ended_at, 'infinity') NOT BETWEEN paired.ended_at - slack AND paired.ended_at + slack
    )
  ), removed AS (
    DELETE FROM recordings USING disk
    WHERE recordings.task_id = disk.task_id AND disk.ended_at IS NOT NULL
      AND disk.place NOT IN (SELECT place FROM near WHERE foreign_run)
      AND (
        recordings.started_at BETWEEN disk.started_at - slack AND disk.started_at + slack
        OR recordings.started_at >= disk.started_at AND recordings.started_at < disk.ended_at - slack
      )
      AND recordings.id NOT IN (SELECT id FROM paired)
  )
  INSERT INTO recordings (source_id, task_id, started_at, ended_at, bytes)
  SELECT source_id, task_id, started_at, ended_at, bytes FROM disk
  WHERE place NOT IN (SELECT place FROM paired UNION ALL SELECT place FROM near WHERE foreign_run) AND EXISTS (SELECT FROM runs WHERE runs.task_id = disk.task_id)
  ON CONFLICT DO NOTHING`
