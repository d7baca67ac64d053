import type { CoverageInput } from "../../../src/domain/recordings/CoverageInput.ts"
import type { PostureChange } from "../../../src/domain/subscriptions/Demand.ts"
import type { Posture } from "../../../src/domain/subscriptions/Posture.ts"
import type { Outage, OutageKind } from "../../../src/domain/supervision/Outage.ts"
import type { Ending, StopReason } from "../../../src/domain/supervision/Run.ts"
import type { WorkerEventType } from "../../../src/domain/supervision/WorkerEvent.ts"
import { SubscriptionId, UserId } from "../../../src/domain/values/Ids.ts"
import { at, task } from "../supervision/given.ts"

export const minute = 60_000
export const m = (minutes: number) => at(minutes * minute)

export const run = (
  number: number,
  from: number,
  start: number | null,
  end: number | null,
  ending: Ending | null = null,
  exitCode: number | null = null,
  stopReason: StopReason | null = null,
  lived: number | null = 1e6
) => ({
  taskId: task(number),
  createdAt: m(from),
  startedAt: start === null ? null : m(start),
  endedAt: end === null ? null : m(end),
  ending,
  exitCode,
  stopReason,
  livedAt: lived === null ? null : m(lived)
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
export const wish = (posture: Posture | null, ms: number, number = 1): PostureChange => ({
  subscriptionId: SubscriptionId.make(number),
  userId: UserId.make(number),
  posture,
  at: m(ms)
})
/** An outage; of a limit that of all recorders, or, with `user`, of that user's. */
export const outage = (kind: OutageKind, from: number, to: number | null, user: number | null = null): Outage => ({
  kind,
  userId: user === null ? null : UserId.make(user),
  beganAt: m(from),
  endedAt: to === null ? null : m(to)
})
export const nothing: CoverageInput = {
  runs: [],
  recordings: [],
  events: [],
  wishes: [],
  outages: [],
  knownSince: m(0)
}
