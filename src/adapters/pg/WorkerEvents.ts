import { Clock, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { RecordingId, SourceId } from "../../domain/Ids.ts"
import { TaskId } from "../../domain/TaskId.ts"
import { Instant } from "../../domain/Time.ts"
import { WorkerEventType } from "../../domain/WorkerEvent.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import { moment } from "./parameters.ts"
import { prune } from "./prune.ts"
import { rows } from "./rows.ts"
import { stored } from "./stored.ts"

const events = rows(
  Schema.Struct({
    id: Schema.Int,
    sourceId: SourceId,
    type: WorkerEventType,
    pid: Schema.NullOr(Schema.Int),
    exitCode: Schema.NullOr(Schema.Int),
    taskId: Schema.NullOr(TaskId),
    detail: Schema.NullOr(Schema.String),
    at: Instant
  })
)

const runs = rows(
  Schema.Struct({
    taskId: TaskId,
    createdAt: Instant,
    startedAt: Schema.NullOr(Instant),
    endedAt: Schema.NullOr(Instant),
    ending: Schema.NullOr(Schema.Literals(["exited", "stopped", "lost", "dequeued", "refused", "unsent"])),
    exitCode: Schema.NullOr(Schema.Int)
  })
)

const recordings = rows(
  Schema.Struct({
    id: RecordingId,
    sourceId: SourceId,
    taskId: TaskId,
    startedAt: Instant,
    endedAt: Schema.NullOr(Instant),
    bytes: Schema.Int
  })
)

export const layer = Layer.effect(
  WorkerEvents,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const event = sql.literal(
      "id, source_id, event_type AS type, nullif(pid, 0) AS pid, exit_code, task_id, detail, ts AS at"
    )
    return WorkerEvents.of({
      ofSource: (id, { after, limit }) =>
        after === null
          ? sql`SELECT ${event} FROM worker_events WHERE source_id = ${id} ORDER BY id DESC LIMIT ${limit}`.pipe(
              events.all,
              Effect.map((newest) => newest.toReversed()),
              stored
            )
          : sql`SELECT ${event} FROM worker_events WHERE source_id = ${id} AND id > ${after} ORDER BY id LIMIT ${limit}`.pipe(
              events.all,
              stored
            ),
      past: (id, from, to) =>
        Effect.all(
          {
            runs: runs.all(sql`
              SELECT task_id, created_at, started_at, ended_at, ending, exit_code FROM runs
              WHERE source_id = ${id} AND created_at <= ${moment(to)} AND (ended_at IS NULL OR ended_at >= ${moment(from)})
              ORDER BY created_at, task_id COLLATE "C"`),
            recordings: recordings.all(sql`
              SELECT id, source_id, task_id, started_at, ended_at, bytes FROM recordings
              WHERE source_id = ${id} AND started_at <= ${moment(to)} AND (ended_at IS NULL OR ended_at >= ${moment(from)})
              ORDER BY started_at, id`),
            events: events.all(sql`
              SELECT ${event} FROM worker_events
              WHERE source_id = ${id} AND ts BETWEEN ${moment(from)} AND ${moment(to)} ORDER BY ts, id`)
          },
          { concurrency: 3 }
        ).pipe(stored),
      prune: (before) => Effect.flatMap(Clock.currentTimeMillis, (now) => prune(sql, before, Instant.make(now)))
    })
  })
)
