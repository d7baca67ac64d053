import { Option, Schema } from "effect"
import type { OverseerEvent, TaskRow } from "../../domain/supervision/OverseerEvent.ts"
import type { PoolInfo } from "../../domain/supervision/Room.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { Offer } from "../../ports/Overseer.ts"
import { offer } from "./Drivers.ts"
import { entries, instant, Loose, TaskIdField, text, whole } from "./Fields.ts"
import { rows } from "./Rows.ts"
import { dequeueRefusal } from "./startAnswer.ts"

/** One message of the overseer, as far as it matters here. `id` is the correlation id, "" where there is none. */
export type Frame =
  | { readonly _tag: "event"; readonly id: string; readonly event: OverseerEvent }
  | { readonly _tag: "error"; readonly id: string; readonly message: string; readonly existing: TaskId | null }
  | { readonly _tag: "tasks"; readonly id: string; readonly rows: ReadonlyArray<TaskRow> }
  | { readonly _tag: "actions"; readonly id: string; readonly offer: Offer }
  | { readonly _tag: "pool"; readonly id: string; readonly pool: PoolInfo }
  | { readonly _tag: "metrics"; readonly id: string; readonly counters: Readonly<Record<string, number>> }
  /** A message that tells nothing here, or of a type from another age of the protocol. */
  | { readonly _tag: "ignored" }
  /** A message that the protocol does not allow. */
  | { readonly _tag: "unreadable"; readonly type: string }

/** Lines longer than this are cut; no recorder's event comes near it. */
export const longestLine = 65_536

/** A copy, because a mere slice would keep the whole line in memory. */
const cut = (line: string): string =>
  line.length <= longestLine ? line : Buffer.from(line.slice(0, longestLine)).toString()

const Envelope = Schema.Struct({ type: Schema.String, id: Loose })
const Pid = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Started = Schema.Struct({ task_id: TaskIdField, pid: Pid, ts: Loose })
const Queued = Schema.Struct({ task_id: TaskIdField, position: Loose, ts: Loose })
const Dequeued = Schema.Struct({ task_id: TaskIdField, reason: Loose, ts: Loose })
const Output = Schema.Struct({
  task_id: TaskIdField,
  pid: Pid,
  stream: Schema.Literals(["stdout", "stderr"]),
  data: Schema.String,
  seq: Schema.optionalKey(Pid),
  ts: Loose
})
const Exited = Schema.Struct({
  task_id: TaskIdField,
  pid: Pid,
  exit_code: Schema.Int,
  intentional: Schema.Boolean,
  ts: Loose
})
const Failure = Schema.Struct({ message: Schema.String, existing_task_id: Schema.optionalKey(TaskIdField) })
const Tasks = Schema.Struct({ tasks: Schema.Array(Schema.Unknown) })
const Actions = Schema.Struct({ actions: Schema.Array(Schema.Unknown), faults: Loose })
const Pool = Schema.Struct({ pool: Schema.Struct({ limit: Schema.Int, running: Schema.Int, queue_depth: Schema.Int }) })
const Metrics = Schema.Struct({ global: Loose })

type Read = (raw: unknown, id: string, heardAt: Instant) => Option.Option<Frame>

const frame = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  make: (fields: S["Type"], id: string, heardAt: Instant) => Frame
): Read => {
  const decode = Schema.decodeUnknownOption(schema)
  return (raw, id, heardAt) => Option.map(decode(raw), (fields) => make(fields, id, heardAt))
}

const event = (id: string, told: OverseerEvent): Frame => ({ _tag: "event", id, event: told })

const kinds: ReadonlyMap<string, Read> = new Map([
  [
    "started",
    frame(Started, ({ pid, task_id, ts }, id, heardAt) =>
      event(id, { _tag: "started", taskId: task_id, pid, at: instant(ts) ?? heardAt })
    )
  ],
  [
    "queued",
    frame(Queued, ({ position, task_id, ts }, id, heardAt) =>
      event(id, { _tag: "queued", taskId: task_id, position: whole(position) ?? 1, at: instant(ts) ?? heardAt })
    )
  ],
  [
    "dequeued",
    frame(Dequeued, ({ reason, task_id, ts }, id, heardAt) => {
      const words = text(reason) ?? ""
      const refusal = dequeueRefusal(words)
      const told = { _tag: "dequeued", taskId: task_id, reason: words, at: instant(ts) ?? heardAt } as const
      return event(id, refusal === undefined ? told : { ...told, refusal })
    })
  ],
  [
    "output",
    frame(Output, ({ data, pid, seq, stream, task_id, ts }, id, heardAt) =>
      seq === undefined || seq === 0
        ? { _tag: "ignored" }
        : event(id, {
            _tag: "output",
            taskId: task_id,
            pid,
            stream,
            line: cut(data),
            seq,
            at: instant(ts) ?? heardAt
          })
    )
  ],
  [
    "exited",
    frame(Exited, ({ exit_code, intentional, pid, task_id, ts }, id, heardAt) =>
      event(id, {
        _tag: "exited",
        taskId: task_id,
        pid,
        exitCode: exit_code,
        intentional,
        at: instant(ts) ?? heardAt
      })
    )
  ],
  [
    "error",
    frame(Failure, ({ existing_task_id, message }, id) => ({
      _tag: "error",
      id,
      message: message.slice(0, 1_000),
      existing: existing_task_id ?? null
    }))
  ],
  ["tasks", frame(Tasks, ({ tasks }, id) => ({ _tag: "tasks", id, rows: rows(tasks) }))],
  ["actions", frame(Actions, (told, id) => ({ _tag: "actions", id, offer: offer(told.actions, told.faults) }))],
  [
    "pool_info",
    frame(Pool, ({ pool: { limit, queue_depth, running } }, id) => ({
      _tag: "pool",
      id,
      pool: { limit, running, queueDepth: queue_depth }
    }))
  ],
  ["metrics", frame(Metrics, ({ global }, id) => ({ _tag: "metrics", id, counters: entries(global, whole) }))]
])

const parse = Option.liftThrowable((message: string): unknown => JSON.parse(message))
const open = Schema.decodeUnknownOption(Envelope)

const unreadable = (type: string): Frame => ({ _tag: "unreadable", type })

/** Reads a message heard at `heardAt`, which stands in for a time that it should have carried and did not. Never throws. */
export const read = (message: string, heardAt: Instant): Frame => {
  const raw = parse(message)
  if (Option.isNone(raw)) return unreadable("no JSON")
  const envelope = open(raw.value)
  if (Option.isNone(envelope)) return unreadable("no type")
  const { id, type } = envelope.value
  const kind = kinds.get(type)
  if (kind === undefined) return { _tag: "ignored" }
  return Option.getOrElse(kind(raw.value, typeof id === "string" ? id : "", heardAt), () => unreadable(type))
}
