import type { Posture } from "../domain/Posture.ts"
import { isHeld, isOpen, type Run } from "../domain/Run.ts"
import { type Facts, ofSource, resolve, stateOf, type Verdict } from "../domain/Status.ts"
import type { Instant } from "../domain/Time.ts"
import { canonicalUrl } from "../domain/UrlPattern.ts"
import type { SharedView, SourceView, SubscriptionRow, SubscriptionView } from "./Overview.ts"
import type { Measured, SourceEntry } from "./Picture.ts"
import { shortened } from "./shortened.ts"

/** What the views of one source have in common. */
export interface Shown {
  readonly entry: SourceEntry
  readonly facts: Facts
  readonly measured: Measured | undefined
  readonly driverUrls: Readonly<Record<string, string>>
  readonly outdated: boolean
}

const sessionBytes = ({ facts, measured }: Shown): number => {
  const capture = facts.run?.capture
  if (capture === undefined || capture.sessionSince === null) return 0
  if (measured === undefined) return capture.fileBytes
  return measured.session + (measured.file === capture.file ? Math.max(measured.own, capture.fileBytes) : measured.own)
}

const workerState = (run: Run | null): SubscriptionView["workerState"] => {
  if (run === null) return null
  if (run.phase === "running") return "running"
  return run.phase === "queued" ? "queued" : run.phase === "sent" ? "starting" : "exited"
}

const latest = (a: Instant | null, b: Instant | null): Instant | null => (a === null ? b : b === null || a >= b ? a : b)

/** What everybody sees of a source, whatever they wish. */
const seenByAll = (shown: Shown) => {
  const { entry, facts } = shown
  const run = facts.run
  const capture = run?.capture ?? null
  const { driver, username } = entry.stored
  return {
    driver,
    username,
    state: stateOf(facts),
    pid: run !== null && isHeld(run) ? run.pid : null,
    sessionStartedAt: capture?.sessionSince ?? null,
    sessionBytes: sessionBytes(shown),
    lastHeartbeat: capture?.lastHeartbeatAt ?? null,
    lastRecordingAt: latest(capture?.lastRecordingAt ?? null, entry.stored.lastRecordingAt),
    queuePosition: run?.phase === "queued" ? run.queuePosition : null,
    canonicalUrl: canonicalUrl(shown.driverUrls, driver, username)
  }
}

const told = ({ nextStartAt, reason, status, trouble }: Verdict) => {
  const errorMessage = trouble === null ? null : shortened(trouble)
  return {
    status,
    reason:
      trouble === null || errorMessage === null
        ? reason
        : reason.replace(trouble, () => errorMessage).replace("….", "…"),
    errorMessage,
    nextStartAt
  }
}

const resting: Verdict = {
  status: "inactive",
  reason: "Nobody's subscription is active; nothing is recorded.",
  trouble: null,
  nextStartAt: null
}

/** The views of one source: an admin's, and what all its subscribers with one posture see. */
export const viewsOf = (shown: Shown) => {
  const { entry, facts, outdated } = shown
  const { run } = facts
  const { createdAt, id, overrides, subscriptions } = entry.stored
  const seen = seenByAll(shown)
  const isResting = !facts.wanted && (run === null || !isOpen(run))
  const source: SourceView = {
    ...seen,
    ...told(isResting ? resting : ofSource(facts)),
    id,
    overrides,
    outdated,
    subscribers: subscriptions,
    createdAt
  }
  const shared = (posture: Posture): SharedView => ({
    ...seen,
    ...told(resolve(facts, posture)),
    sourceId: id,
    workerState: workerState(run),
    recordingState: run !== null && isOpen(run) ? run.capture.state : null,
    sessionActive: run !== null && run.capture.sessionSince !== null
  })
  return { source, shared }
}

/** A subscription as its owner sees it. */
export const subscriptionView = ({ own, shared }: SubscriptionRow): SubscriptionView => ({
  ...shared,
  subId: own.id,
  userId: own.userId,
  owner: own.owner,
  posture: own.posture,
  createdAt: own.createdAt,
  updatedAt: own.updatedAt
})

const isSame = (left: unknown, right: unknown): boolean =>
  left === right ||
  (typeof left === "object" && typeof right === "object" && JSON.stringify(left) === JSON.stringify(right))

/** Whether two views say the same; `b` is then not worth replacing `a`. */
export const sameView = <A extends object>(a: A, b: A): boolean => {
  for (const key in b) if (!isSame(a[key], b[key])) return false
  return true
}
