import type { Overrides } from "../../domain/settings/Settings.ts"
import { shownPlace } from "../../domain/subscriptions/Address.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import { canonicalUrl } from "../../domain/subscriptions/UrlPattern.ts"
import { isHeld, isOpen, type Run } from "../../domain/supervision/Run.ts"
import { type Facts, ofSource, resolve, stateOf } from "../../domain/supervision/Status.ts"
import { shiftedFacts } from "../../domain/supervision/translated.ts"
import type { State } from "../../domain/supervision/Verdict.ts"
import type { SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import { type Instant, later, latestKnown, type Millis } from "../../domain/values/Time.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import type { Measured } from "../supervision/live/LiveState.ts"
import { reportOf, type StatusReport } from "./StatusReport.ts"

/** What every view of a source tells of it, whoever looks. No field depends on the moment of asking. */
interface SeenByAll extends StatusReport {
  readonly driver: string
  readonly username: string
  readonly state: State
  readonly pid: number | null
  readonly sessionStartedAt: Instant | null
  readonly sessionBytes: number
  readonly lastHeartbeat: Instant | null
  readonly lastRecordingAt: Instant | null
  readonly queuePosition: number | null
  readonly canonicalUrl: string | null
}

/**
 * What all subscribers of a source whose posture is the same see of it. The object stays the same one until something in it
 * changes, so identity tells whether there is anything new.
 */
export interface SharedView extends SeenByAll {
  readonly sourceId: SourceId
  readonly workerState: "queued" | "starting" | "running" | "exited" | null
  readonly recordingState: "recording" | "idle" | "sleeping" | null
  readonly sessionActive: boolean
  /** Of its address; null without one. */
  readonly host: string | null
}

/** One subscription as a page shows it. */
export interface SubscriptionView extends SharedView {
  readonly subId: SubscriptionId
  readonly userId: UserId
  readonly owner: string
  readonly posture: Posture
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** One subscription in a list: what it shares with others, and what is its own. Together they are its view. */
export interface SubscriptionRow {
  readonly shared: SharedView
  readonly own: Subscription
}

/**
 * One source as an admin's list shows it. `status` is that of those who actively want it. The object stays the same one until
 * something in it changes.
 */
export interface SourceView extends SeenByAll {
  readonly id: SourceId
  /** Where it is, without secrets. */
  readonly address: string | null
  readonly overrides: Overrides
  /** The recorder runs with settings that are no longer in force. */
  readonly outdated: boolean
  readonly subscribers: ReadonlyArray<{ readonly userId: UserId; readonly owner: string; readonly posture: Posture }>
  readonly createdAt: Instant
}

/** What the views of one source have in common. */
export interface Shown {
  readonly stored: StoredSource
  readonly facts: Facts
  readonly measured: Measured | undefined
  readonly driverUrls: Readonly<Record<string, string>>
  readonly outdated: boolean
}

/** The same as it stands by a wall clock that is ahead by so much of the timeline on which it was judged. */
export const byWallClock = (shown: Shown, ahead: Millis): Shown => {
  if (ahead === 0) return shown
  const { stored } = shown
  const lastRecordingAt = stored.lastRecordingAt === null ? null : later(stored.lastRecordingAt, ahead)
  return {
    ...shown,
    stored: { ...stored, lastRecordingAt },
    facts: shiftedFacts(shown.facts, ahead)
  }
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

/** What everybody sees of a source, whatever they wish. */
const seenByAll = (shown: Shown) => {
  const { stored, facts } = shown
  const run = facts.run
  const capture = run?.capture ?? null
  const { driver, username } = stored
  return {
    driver,
    username,
    state: stateOf(facts),
    pid: run !== null && isHeld(run) ? run.pid : null,
    sessionStartedAt: capture?.sessionSince ?? null,
    sessionBytes: sessionBytes(shown),
    lastHeartbeat: capture?.lastHeartbeatAt ?? null,
    lastRecordingAt: latestKnown(capture?.lastRecordingAt ?? null, stored.lastRecordingAt),
    queuePosition: run?.phase === "queued" ? run.queuePosition : null,
    canonicalUrl: canonicalUrl(shown.driverUrls, driver, username)
  }
}

/**
 * The views of one source: an admin's, and what all its subscribers with one posture see. There are hundreds of thousands, so each is laid
 * out as one object whose fields are known from the beginning: one that is spread together takes half as much again.
 */
export const viewsOf = (shown: Shown) => {
  const { stored, facts, outdated } = shown
  const { run } = facts
  const { address, createdAt, id, overrides, subscriptions } = stored
  const place = address === null ? null : shownPlace(address.url)
  const seen = seenByAll(shown)
  const by = reportOf(ofSource(facts), run)
  const source: SourceView = {
    driver: seen.driver,
    username: seen.username,
    status: by.status,
    cause: by.cause,
    reason: by.reason,
    forMembers: by.forMembers,
    state: seen.state,
    errorMessage: by.errorMessage,
    pid: seen.pid,
    sessionStartedAt: seen.sessionStartedAt,
    sessionBytes: seen.sessionBytes,
    lastHeartbeat: seen.lastHeartbeat,
    lastRecordingAt: seen.lastRecordingAt,
    nextStartAt: by.nextStartAt,
    queuePosition: seen.queuePosition,
    canonicalUrl: seen.canonicalUrl,
    id,
    address: place?.address ?? null,
    overrides,
    outdated,
    subscribers: subscriptions,
    createdAt
  }
  const shared = (posture: Posture): SharedView => {
    const by = reportOf(resolve(facts, posture), run)
    return {
      driver: seen.driver,
      username: seen.username,
      status: by.status,
      cause: by.cause,
      reason: by.reason,
      forMembers: by.forMembers,
      state: seen.state,
      errorMessage: by.errorMessage,
      pid: seen.pid,
      sessionStartedAt: seen.sessionStartedAt,
      sessionBytes: seen.sessionBytes,
      lastHeartbeat: seen.lastHeartbeat,
      lastRecordingAt: seen.lastRecordingAt,
      nextStartAt: by.nextStartAt,
      queuePosition: seen.queuePosition,
      canonicalUrl: seen.canonicalUrl,
      sourceId: id,
      workerState: workerState(run),
      recordingState: run !== null && isOpen(run) ? run.capture.state : null,
      sessionActive: run !== null && run.capture.sessionSince !== null,
      host: place?.host ?? null
    }
  }
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
