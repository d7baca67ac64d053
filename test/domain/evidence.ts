import type { Evidence } from "../../src/domain/Evidence.ts"
import { SubscriptionId } from "../../src/domain/Ids.ts"
import type { Outage, OutageKind } from "../../src/domain/Outage.ts"
import type { Posture } from "../../src/domain/Posture.ts"
import type { Ending, StopReason } from "../../src/domain/Run.ts"
import type { WishChange } from "../../src/domain/Wishing.ts"
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
  exitCode: number | null = null,
  stopReason: StopReason | null = null
) => ({
  taskId: task(number),
  createdAt: m(from),
  startedAt: start === null ? null : m(start),
  endedAt: end === null ? null : m(end),
  ending,
  exitCode,
  stopReason
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
export const wish = (posture: Posture | null, ms: number, number = 1): WishChange => ({
  subscriptionId: SubscriptionId.make(number),
  posture,
  at: m(ms)
})
export const outage = (kind: OutageKind, from: number, to: number | null): Outage => ({
  kind,
  beganAt: m(from),
  endedAt: to === null ? null : m(to)
})
export const nothing: Evidence = {
  runs: [],
  recordings: [],
  events: [],
  wishes: [],
  outages: [],
  knownSince: m(0)
}
