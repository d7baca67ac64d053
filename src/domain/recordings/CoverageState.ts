import type { Hindrance } from "../supervision/Cause.ts"
import type { Instant } from "../values/Time.ts"
import type { GapCause } from "./CoverageInput.ts"

/** How many there are at one moment. Doubles overlap, so that a state would not do. */
export interface Counts {
  readonly recording: number
  /** Recordings that do not grow; they are among those counted as recording. */
  readonly stalled: number
  readonly live: number
  /** Recorders that something keeps from recording; they are among the live ones. */
  readonly hindered: number
  readonly pending: number
  /** Starts that wait for a slot; they are among the pending ones. */
  readonly queued: number
  readonly linkOutages: number
  readonly diskOutages: number
  readonly storageOutages: number
  readonly driverOutages: number
  readonly limitOutages: number
  /** Whether all who want the source have reached their own limit. */
  readonly userLimits: number
}

export interface Circumstances {
  readonly tripped: boolean
  readonly unwanted: boolean
  /** Whether anything is on record of the source by then. */
  readonly isKnown: boolean
  /** What the last run's end, or the lack of facts, leaves as the cause. */
  readonly last: GapCause
  /** What keeps a recorder from recording, while one is hindered. */
  readonly hindrance: Hindrance | null
}

/** What the evidence says of one moment. */
export type CoverageState = Counts & Circumstances

export const initialState: CoverageState = {
  recording: 0,
  stalled: 0,
  live: 0,
  hindered: 0,
  pending: 0,
  queued: 0,
  linkOutages: 0,
  diskOutages: 0,
  storageOutages: 0,
  driverOutages: 0,
  limitOutages: 0,
  userLimits: 0,
  tripped: false,
  unwanted: false,
  isKnown: false,
  last: "unknown",
  hindrance: null
}

/** One fact that makes the moments from `at` on differ from those before. */
export interface Change {
  readonly at: Instant
  readonly add?: Partial<Counts>
  readonly set?: Partial<Circumstances>
}

export const changed = (moment: CoverageState, { add, set }: Change): CoverageState => {
  const next: CoverageState = {
    ...moment,
    recording: moment.recording + (add?.recording ?? 0),
    stalled: moment.stalled + (add?.stalled ?? 0),
    live: moment.live + (add?.live ?? 0),
    hindered: moment.hindered + (add?.hindered ?? 0),
    pending: moment.pending + (add?.pending ?? 0),
    queued: moment.queued + (add?.queued ?? 0),
    linkOutages: moment.linkOutages + (add?.linkOutages ?? 0),
    diskOutages: moment.diskOutages + (add?.diskOutages ?? 0),
    storageOutages: moment.storageOutages + (add?.storageOutages ?? 0),
    driverOutages: moment.driverOutages + (add?.driverOutages ?? 0),
    limitOutages: moment.limitOutages + (add?.limitOutages ?? 0),
    userLimits: moment.userLimits + (add?.userLimits ?? 0),
    ...set
  }
  // A source that is wanted again is about to be started: the stop that it was unwanted for explains no more.
  return set?.unwanted === false && next.last === "unwanted" ? { ...next, last: "starting" } : next
}

/** What waits for one of these does not wait for room. */
const ownReasons: ReadonlySet<GapCause> = new Set(["failure", "blocked", "ended", "refused", "stopped", "forgotten"])

/** Whether something is being recorded. */
export const isRecording = (moment: CoverageState): boolean => moment.recording > moment.stalled

/** Why nothing is being recorded, the weightiest reason where there are several. */
export const causeAt = (moment: CoverageState): GapCause => {
  if (moment.stalled > 0) return "stalled"
  if (!moment.isKnown) return "before"
  if (moment.unwanted) return "unwanted"
  if (moment.tripped) return "error"
  if (moment.storageOutages > 0) return "storage"
  if (moment.diskOutages > 0) return "disk"
  if (moment.queued > 0) return "queue"
  if (moment.linkOutages > 0) return "link"
  if (moment.pending > 0) return "starting"
  if (!ownReasons.has(moment.last)) {
    if (moment.limitOutages > 0) return "limit"
    if (moment.userLimits > 0) return "user_limit"
  }
  return moment.driverOutages > 0 ? "blocked" : moment.last
}
