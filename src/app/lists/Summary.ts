import type { StorageObstacle } from "../../domain/supervision/StorageObstacle.ts"
import type { Status } from "../../domain/supervision/Verdict.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"
import type { SourceView } from "./Views.ts"

/** What the rows of all sources add up to. */
export interface Counts {
  readonly sources: number
  readonly subscriptions: number
  /** Sources by the status that those who want them see; unwanted ones are not counted. */
  readonly status: Readonly<Partial<Record<Status, number>>>
  readonly outdatedRuns: number
}

/** What is known of the whole, for health, dashboard and metrics. */
export interface Summary extends Counts {
  readonly connected: boolean
  readonly linkSince: Instant
  readonly lastHeardAt: Instant | null
  readonly leading: boolean
  readonly freeSpace: number | null
  /** Why nothing is to be recorded where recordings go, and since when; null while it is. */
  readonly storageObstacle: StorageObstacle | null
  readonly storageSince: Instant | null
}

export const counted = (
  rows: Iterable<{ readonly view: Pick<SourceView, "outdated" | "status"> }>,
  subscriptions: number
): Counts => {
  const status: Partial<Record<Status, number>> = {}
  let [sources, outdatedRuns] = [0, 0]
  for (const { view } of rows) {
    sources += 1
    if (view.outdated) outdatedRuns += 1
    if (view.status !== "inactive") status[view.status] = (status[view.status] ?? 0) + 1
  }
  return { sources, subscriptions, status, outdatedRuns }
}

/** The counts beside what the live state knows, by a wall clock that is ahead by so much. */
export const summaryOf = (live: LiveState["Service"], counts: Counts, ahead: Millis): Summary => {
  const link = live.link()
  const storage = live.storage()
  return {
    ...counts,
    connected: link.connection !== null,
    linkSince: later(link.since, ahead),
    lastHeardAt: link.lastHeardAt === null ? null : later(link.lastHeardAt, ahead),
    leading: live.leading(),
    freeSpace: storage.free,
    storageObstacle: storage.obstacle,
    storageSince: storage.since === null ? null : later(storage.since, ahead)
  }
}
