import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { EventCause } from "../../domain/supervision/EventCause.ts"
import { TaskId } from "../../domain/supervision/TaskId.ts"
import { WorkerEventType } from "../../domain/supervision/WorkerEvent.ts"
import { SourceId } from "../../domain/values/Ids.ts"
import { Instant } from "../../domain/values/Time.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import * as Time from "../../runtime/Time.ts"
import { past, pastEvents, recordingsOf } from "./past.ts"
import { prune } from "./prune.ts"
import { rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

const events = rows(
  Schema.Struct({
    id: Schema.Int,
    sourceId: SourceId,
    type: WorkerEventType,
    pid: Schema.NullOr(Schema.Int),
    exitCode: Schema.NullOr(Schema.Int),
    taskId: Schema.NullOr(TaskId),
    detail: Schema.NullOr(Schema.String),
    cause: Schema.NullOr(EventCause),
    at: Instant
  })
)

export const layer = Layer.effect(
  WorkerEvents,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const event = sql.literal(
      "id, source_id, event_type AS type, nullif(pid, 0) AS pid, exit_code, task_id, detail, cause, ts AS at"
    )
    return WorkerEvents.of({
      ofSource: (id, { after, limit }) =>
        after === null
          ? sql`SELECT ${event} FROM worker_events WHERE source_id = ${id} ORDER BY id DESC LIMIT ${limit}`.pipe(
              events.all,
              Effect.map((newest) => newest.toReversed()),
              withDeadline
            )
          : sql`SELECT ${event} FROM worker_events WHERE source_id = ${id} AND id > ${after} ORDER BY id LIMIT ${limit}`.pipe(
              events.all,
              withDeadline
            ),
      past: (id, from, to) =>
        Effect.all(
          [
            past(sql, id, from, to),
            events.all(sql`SELECT ${event} FROM worker_events WHERE ${pastEvents(sql, id, from, to)} ORDER BY ts, id`)
          ],
          { concurrency: 2 }
        ).pipe(
          Effect.map(([told, happened]) => ({ ...told, events: happened })),
          withDeadline
        ),
      recordings: (id, limit) => withDeadline(recordingsOf(sql, id, limit)),
      prune: (before) => Effect.flatMap(Time.now, (now) => prune(sql, before, now))
    })
  })
)
