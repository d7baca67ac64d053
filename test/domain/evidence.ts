import type { Evidence } from "../../src/domain/Evidence.ts"
import type { Ending } from "../../src/domain/Run.ts"
import type { WorkerEventType } from "../../src/domain/WorkerEvent.ts"
import { at, task } from "./given.ts"

export const minute = 60_000
export const m = (minutes: number) => at(minutes * minute)

export const run = (
  number: number,
  from: number,
  start: number | null,
  end: number | null,
  ending: Ending | null = null,
  exitCode: number | null = null
) => ({
  taskId: task(number),
  createdAt: m(from),
  startedAt: start === null ? null : m(start),
  endedAt: end === null ? null : m(end),
  ending,
  exitCode
})
export const recording = (number: number, from: number, to: number | null) => ({
  taskId: task(number),
  startedAt: m(from),
  endedAt: to === null ? null : m(to)
})
export const event = (type: WorkerEventType, ms: number, number: number | null = null) => ({
  type,
  at: m(ms),
  taskId: number === null ? null : task(number)
})
export const nothing: Evidence = { runs: [], recordings: [], events: [], knownSince: m(0), unwantedSince: null }
