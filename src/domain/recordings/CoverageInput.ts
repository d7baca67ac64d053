import type { PostureChange } from "../subscriptions/Demand.ts"
import type { Outage } from "../supervision/Outage.ts"
import type { Run } from "../supervision/Run.ts"
import type { WorkerEvent } from "../supervision/WorkerEvent.ts"
import type { Instant } from "../values/Time.ts"
import type { Recording } from "./Recording.ts"

/**
 * Why a source was not recorded, as far as stored facts tell. `link`: the overseer or the way to it failed; `queue`: no slot; `limit`: as many recorders ran as may at once, `user_limit`: as each who wanted it may have at once;
 * `starting`: a start was on its way; `blocked`: the site blocked the recorder, or so many of its driver that it was held back;
 * `denied`: it ran, and the site refused it; `hindered`: it ran, and something else stood in its way; `failure`: the recorder failed, with the wait that followed; `ended`: its broadcast was over, and it was to
 * be looked at again; `stalled`: it ran and its recording did not grow; `disk`: too
 * little free space; `storage`: nothing could be written where recordings go; `restart`: it was replaced on request; `error`: tripped; `refused`: the overseer refused the start;
 * `not_running`: nothing proves that anything of the product ran; `stopped`: stopped by somebody else; `unwanted`: nobody's subscription was active; `forgotten`: the facts of that time could not
 * be kept; `unknown`: nothing tells; `before`: the source was not known yet.
 */
export const gapCauses = [
  "link",
  "queue",
  "limit",
  "user_limit",
  "starting",
  "blocked",
  "denied",
  "hindered",
  "failure",
  "ended",
  "stalled",
  "disk",
  "storage",
  "restart",
  "error",
  "refused",
  "not_running",
  "stopped",
  "unwanted",
  "forgotten",
  "unknown",
  "before"
] as const
export type GapCause = (typeof gapCauses)[number]

/** A run as its past is told. */
export interface PastRun
  extends Pick<Run, "taskId" | "createdAt" | "startedAt" | "endedAt" | "ending" | "exitCode" | "stopReason"> {
  /** When it was last known to live; null where that was never written down. */
  readonly livedAt: Instant | null
}

/** What is stored of a source's past, in any order but for the wishes. Facts from before the stretch that is asked about help. */
export interface CoverageInput {
  readonly runs: ReadonlyArray<PastRun>
  readonly recordings: ReadonlyArray<Pick<Recording, "taskId" | "startedAt" | "endedAt">>
  readonly events: ReadonlyArray<Pick<WorkerEvent, "type" | "taskId" | "at" | "cause">>
  /** All changes of the source's subscriptions, in the order in which they were made. */
  readonly wishes: ReadonlyArray<PostureChange>
  /** What stood in the way of many sources, this one among them. */
  readonly outages: ReadonlyArray<Outage>
  /** When the source was first known. */
  readonly knownSince: Instant
  /** Since when all changes of its subscriptions are on record; left out where that is not known. */
  readonly wishesSince?: Instant
}
