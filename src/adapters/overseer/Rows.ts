import { Option, Schema } from "effect"
import type { TaskRow } from "../../domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import { entries, instant, Loose, TaskIdField, whole } from "./Fields.ts"

const Row = Schema.Struct({
  task_id: TaskIdField,
  action: Loose,
  params: Loose,
  state: Loose,
  worker_state: Loose,
  current_pid: Loose,
  last_started_at: Loose,
  last_exited_at: Loose,
  last_exit_code: Loose,
  queued_at: Loose
})
type Row = typeof Row.Type

const decode = Schema.decodeUnknownOption(Row)
const isState = Schema.is(Schema.Literals(["active", "stopped", "errored", "queued"]))
const isWorkerState = Schema.is(Schema.Literals(["running", "exited"]))

const param = (value: unknown) => (typeof value === "string" ? value : null)

/** The places of the queued tasks among those of their action, from 1; the protocol lists them in any order. */
const positions = (rows: ReadonlyArray<Row>): ReadonlyMap<TaskId, number> => {
  const places = new Map<TaskId, number>()
  const lengths = new Map<unknown, number>()
  const queued = rows.filter(({ state }) => state === "queued")
  queued.sort((a, b) => (instant(a.queued_at) ?? 0) - (instant(b.queued_at) ?? 0))
  for (const { action, task_id } of queued) {
    const place = (lengths.get(action) ?? 0) + 1
    lengths.set(action, place)
    places.set(task_id, place)
  }
  return places
}

/**
 * The tasks of a list. A row is passed over only when it names no task; whatever else of it can't be read counts as absent, so
 * that no task seems to be gone for the sake of one odd field.
 */
export const rows = (tasks: ReadonlyArray<unknown>): ReadonlyArray<TaskRow> => {
  const decoded = tasks.flatMap((task) => Option.toArray(decode(task)))
  const places = positions(decoded)
  return decoded.map((row) => ({
    taskId: row.task_id,
    action: typeof row.action === "string" ? row.action : "",
    params: entries(row.params, param),
    state: isState(row.state) ? row.state : "active",
    workerState: isWorkerState(row.worker_state) ? row.worker_state : null,
    pid: whole(row.current_pid),
    startedAt: instant(row.last_started_at),
    exitedAt: instant(row.last_exited_at),
    exitCode: whole(row.last_exit_code),
    queuePosition: places.get(row.task_id) ?? null
  }))
}
