import type { OverseerEvent, TaskRow } from "../../../src/domain/supervision/OverseerEvent.ts"
import { type Run, sentRun } from "../../../src/domain/supervision/Run.ts"
import { reduceRun, stopSent } from "../../../src/domain/supervision/RunReducer.ts"
import { InstallationId, type TaskId, taskId, ulid } from "../../../src/domain/supervision/TaskId.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import { Instant } from "../../../src/domain/values/Time.ts"

/** A fixed moment, 2026-01-01T00:00:00Z, and moments counted from it in milliseconds. */
export const t0 = Instant.make(1_767_225_600_000)
export const at = (ms: number): Instant => Instant.make(t0 + ms)

export const installation = InstallationId.make("0badcafe")
export const source = SourceId.make(7)

export const task = (number = 1, sourceId = source): TaskId =>
  taskId(
    installation,
    sourceId,
    ulid(
      t0,
      Array.from({ length: 16 }, (_, i) => Math.floor(number / 32 ** (15 - i)) % 32)
    )
  )

export const sent = (ms: number, connection = 1) => ({ at: at(ms), connection, lostAt: null })

type Told = OverseerEvent extends infer E ? (E extends { readonly taskId: TaskId } ? Omit<E, "taskId"> : never) : never

/** Events about one task, told at `ms`. */
export const started = (ms: number, pid = 100): Told => ({ _tag: "started", pid, at: at(ms) })
export const queued = (ms: number, position = 1): Told => ({ _tag: "queued", position, at: at(ms) })
export const dequeued = (ms: number, reason = "pool: displaced by incoming task"): Told => ({
  _tag: "dequeued",
  reason,
  at: at(ms)
})
export const exited = (ms: number, exitCode = 1, intentional = false, pid = 100): Told => ({
  _tag: "exited",
  pid,
  exitCode,
  intentional,
  at: at(ms)
})
export const said = (ms: number, line: string, pid = 100): Told => ({
  _tag: "output",
  pid,
  stream: "stdout",
  line,
  seq: null,
  at: at(ms)
})

export const told = (run: Run, ...events: ReadonlyArray<Told>): Run =>
  events.reduce((now, event) => reduceRun(now, { ...event, taskId: run.taskId }, event.at), run)

/** One run in each situation that a backend can be in with it, made by living through it. */
export const fresh = (number = 1, sourceId = source, ms = 0): Run => sentRun(task(number, sourceId), sourceId, sent(ms))
export const inQueue = (number = 1, sourceId = source, ms = 0): Run =>
  told(fresh(number, sourceId, ms), queued(ms + 10))
export const alive = (number = 1, sourceId = source, ms = 0): Run => told(fresh(number, sourceId, ms), started(ms + 10))
export const stopping = (run: Run, ms = 50): Run => stopSent(run, sent(ms), "unwanted")

export const row = (run: Run, facts: Partial<TaskRow> = {}): TaskRow => ({
  taskId: run.taskId,
  action: "hls",
  params: {},
  state: "active",
  workerState: "running",
  pid: 100,
  startedAt: at(10),
  exitedAt: null,
  exitCode: null,
  queuePosition: null,
  ...facts
})

/** A list asked for at `ms`, without its rows. */
export const asked = (ms: number, connection = 1, livesSince = 0) => ({
  connection,
  openedAt: at(0),
  askedAt: at(ms),
  livesSince: at(livesSince)
})

export const recorderLine = (event: string, fields: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({ event, ...fields })
