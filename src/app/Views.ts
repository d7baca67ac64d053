import { isHeld, isOpen, type Run } from "../domain/Run.ts"
import { type Facts, ofSource, resolve, stateOf, type Verdict } from "../domain/Status.ts"
import type { Subscription } from "../domain/Subscription.ts"
import type { Instant } from "../domain/Time.ts"
import { canonicalUrl } from "../domain/UrlPattern.ts"
import type { SourceView, SubscriptionView } from "./Overview.ts"
import type { Measured, SourceEntry } from "./Picture.ts"

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

const live = (shown: Shown, verdict: Verdict) => {
  const { entry, facts } = shown
  const run = facts.run
  const capture = run?.capture ?? null
  const { driver, username } = entry.stored
  return {
    driver,
    username,
    status: verdict.status,
    reason: verdict.reason,
    state: stateOf(facts),
    errorMessage: verdict.trouble,
    pid: run !== null && isHeld(run) ? run.pid : null,
    sessionStartedAt: capture?.sessionSince ?? null,
    sessionBytes: sessionBytes(shown),
    lastHeartbeat: capture?.lastHeartbeatAt ?? null,
    lastRecordingAt: latest(capture?.lastRecordingAt ?? null, entry.stored.lastRecordingAt),
    nextStartAt: verdict.nextStartAt,
    queuePosition: run?.phase === "queued" ? run.queuePosition : null,
    canonicalUrl: canonicalUrl(shown.driverUrls, driver, username)
  }
}

/** A subscription as its owner sees it. */
export const subscriptionView = (shown: Shown, subscription: Subscription): SubscriptionView => {
  const { run } = shown.facts
  return {
    ...live(shown, resolve(shown.facts, subscription.posture)),
    sourceId: subscription.sourceId,
    subId: subscription.id,
    userId: subscription.userId,
    owner: subscription.owner,
    posture: subscription.posture,
    workerState: workerState(run),
    recordingState: run !== null && isOpen(run) ? run.capture.state : null,
    sessionActive: run?.capture.sessionSince !== null && run !== null,
    createdAt: subscription.createdAt,
    updatedAt: subscription.updatedAt
  }
}

/** A source as an admin sees it; one that nobody wants and nothing runs for is shown as inactive. */
export const sourceView = (shown: Shown): SourceView => {
  const { entry, facts } = shown
  const resting = !facts.wanted && (facts.run === null || !isOpen(facts.run))
  const verdict: Verdict = resting
    ? {
        status: "inactive",
        reason: "Nobody's subscription is active; nothing is recorded.",
        trouble: null,
        nextStartAt: null
      }
    : ofSource(facts)
  return {
    ...live(shown, verdict),
    id: entry.stored.id,
    overrides: entry.stored.overrides,
    outdated: shown.outdated,
    subscribers: entry.stored.subscriptions.map(({ owner, posture, userId }) => ({ userId, owner, posture })),
    createdAt: entry.stored.createdAt
  }
}

/** Whether two views say the same; `b` is then not worth replacing `a`. */
export const sameView = <A extends object>(a: A, b: A): boolean => {
  for (const key of Object.keys(b)) {
    const [left, right] = [Reflect.get(a, key), Reflect.get(b, key)]
    if (left === right) continue
    if (typeof left !== "object" || typeof right !== "object" || JSON.stringify(left) !== JSON.stringify(right))
      return false
  }
  return true
}
