import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { isSeen } from "../../domain/supervision/Run.ts"
import { Journal } from "../../ports/Journal.ts"
import {
  reopenRuns,
  writeEvents,
  writeLosses,
  writeOutages,
  writeRecordings,
  writeRuns,
  writeTitles
} from "./journalSql.ts"
import { mergeEntries } from "./mergeEntries.ts"
import { moment, texts } from "./parameters.ts"
import { settleRecordings } from "./settleSql.ts"
import { withDeadline } from "./withDeadline.ts"

export const layer = Layer.effect(
  Journal,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Journal.of({
      write: (entries) => {
        const { events, losses, outages, recordings, rounds, settled, titles } = mergeEntries(entries)
        const statements = [
          ...rounds.flatMap((runs) => {
            const seen = runs.filter(isSeen)
            return [...(seen.length === 0 ? [] : [reopenRuns(sql, seen)]), writeRuns(sql, runs, "known")]
          }),
          ...(recordings.length === 0 ? [] : [writeRecordings(sql, recordings)]),
          ...(losses.length === 0 ? [] : [writeLosses(sql, losses)]),
          ...(titles.length === 0 ? [] : [writeTitles(sql, titles)]),
          ...(settled.length === 0 ? [] : [settleRecordings(sql, settled)]),
          ...(events.length === 0 ? [] : [writeEvents(sql, events)]),
          ...outages.flatMap((standing) => writeOutages(sql, standing))
        ]
        const all = Effect.all(statements, { discard: true })
        return withDeadline(statements.length > 1 ? sql.withTransaction(all) : all)
      },
      begin: (runs) => {
        const { rounds } = mergeEntries(runs.map((run) => ({ _tag: "run", run })))
        return withDeadline(Effect.forEach(rounds, (some) => writeRuns(sql, some, "any"), { discard: true }))
      },
      alive: (tasks, at) =>
        sql`
          INSERT INTO signs_of_life (task_id, at)
          SELECT task_id, ${moment(at)} FROM runs WHERE task_id = ANY (${texts(tasks)}) ORDER BY task_id
          ON CONFLICT (task_id) DO UPDATE SET at = greatest(signs_of_life.at, EXCLUDED.at)`.pipe(
          Effect.asVoid,
          withDeadline
        ),
      stopping: (stops, at) =>
        sql`
          WITH locked AS (
            SELECT task_id FROM runs WHERE task_id = ANY (${texts(stops.map(({ taskId }) => taskId))})
            ORDER BY task_id FOR UPDATE
          )
          UPDATE runs SET stop_sent_at = ${moment(at)}, stop_reason = stop.why
          FROM locked JOIN unnest(
            ${texts(stops.map(({ taskId }) => taskId))},
            ${texts(stops.map(({ why }) => why))}
          ) AS stop (task_id, why) USING (task_id)
          WHERE runs.task_id = locked.task_id`.pipe(Effect.asVoid, withDeadline)
    })
  )
)
