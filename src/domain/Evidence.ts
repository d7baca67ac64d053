import type { Recording } from "./Recording.ts"
import type { Run } from "./Run.ts"
import type { Instant } from "./Time.ts"
import { blockedExitCode, type WorkerEvent } from "./WorkerEvent.ts"

/**
 * Why a source was not recorded, as far as stored facts tell. `link`: the overseer or the way to it failed; `queue`: no slot;
 * `starting`: a start was on its way; `blocked`: the site blocked the recorder; `failure`: the recorder failed, with the wait that
 * followed; `error`: tripped; `refused`: the overseer refused the start; `stopped`: stopped on request, be it by a pause, a
 * restart or a full disk; `unwanted`: nobody's subscription was active; `forgotten`: the facts of that time could not be kept;
 * `unknown`: nothing tells; `before`: the source was not known yet.
 */
export const gapCauses = [
  "link",
  "queue",
  "starting",
  "blocked",
  "failure",
  "error",
  "refused",
  "stopped",
  "unwanted",
  "forgotten",
  "unknown",
  "before"
] as const
export type GapCause = (typeof gapCauses)[number]

/** What is stored of a source's past, in any order. Facts from before the stretch that is asked about help. */
export interface Evidence {
  readonly runs: ReadonlyArray<Pick<Run, "taskId" | "createdAt" | "startedAt" | "endedAt" | "ending" | "exitCode">>
  readonly recordings: ReadonlyArray<Pick<Recording, "taskId" | "startedAt" | "endedAt">>
  readonly events: ReadonlyArray<Pick<WorkerEvent, "type" | "taskId" | "at">>
  /** When the source was first known. */
  readonly knownSince: Instant
  /** Since when nobody's subscription has been active; null while one is. Earlier pauses leave no trace. */
  readonly unwantedSince: Instant | null
}

/** How many recordings and recorders there are, how many starts are pending and how many of those queued. Doubles overlap. */
export interface Counts {
  readonly recording: number
  readonly live: number
  readonly pending: number
  readonly queued: number
}

export interface Circumstances {
  readonly tripped: boolean
  readonly unwanted: boolean
  readonly known: boolean
  /** What the last run's end, or the lack of facts, leaves as the cause. */
  readonly last: GapCause
}

/** What the evidence says of one moment. */
export type Moment = Counts & Circumstances

export const firstMoment: Moment = {
  recording: 0,
  live: 0,
  pending: 0,
  queued: 0,
  tripped: false,
  unwanted: false,
  known: false,
  last: "unknown"
}

/** One fact that makes the moments from `at` on differ from those before. */
export interface Change {
  readonly at: Instant
  readonly add?: Partial<Counts>
  readonly set?: Partial<Circumstances>
}

export const changed = (moment: Moment, { add, set }: Change): Moment => ({
  ...moment,
  recording: moment.recording + (add?.recording ?? 0),
  live: moment.live + (add?.live ?? 0),
  pending: moment.pending + (add?.pending ?? 0),
  queued: moment.queued + (add?.queued ?? 0),
  ...set
})

type PastRun = Evidence["runs"][number]

const causeOfEnd = (run: PastRun): GapCause => {
  switch (run.ending) {
    case "exited":
      return run.exitCode === blockedExitCode ? "blocked" : "failure"
    case "dequeued":
      return "queue"
    case "refused":
      return "refused"
    case "stopped":
      return "stopped"
    default:
      return "link"
  }
}

const latest = (a: Instant, b: Instant): Instant => (a > b ? a : b)

const ofRun = (run: PastRun, queuedAt: Instant | undefined): ReadonlyArray<Change> => {
  const end = run.endedAt === null ? null : latest(run.endedAt, run.createdAt)
  const told = run.startedAt === null ? null : latest(run.startedAt, run.createdAt)
  const start = told !== null && end !== null && told > end ? end : told
  const begun = start ?? end
  const changes: Array<Change> = [{ at: run.createdAt, add: { pending: 1 } }]
  if (queuedAt !== undefined && (begun === null || queuedAt < begun)) {
    changes.push({ at: latest(queuedAt, run.createdAt), add: { queued: 1 } })
    if (begun !== null) changes.push({ at: begun, add: { queued: -1 } })
  }
  if (begun !== null) changes.push({ at: begun, add: { pending: -1, live: start === null ? 0 : 1 } })
  if (end !== null) changes.push({ at: end, add: { live: start === null ? 0 : -1 }, set: { last: causeOfEnd(run) } })
  return changes
}

/** All changes that the evidence tells of, ascending. A recording without an end ended with its run. */
export const changesOf = (evidence: Evidence): ReadonlyArray<Change> => {
  const { events, knownSince, recordings, runs, unwantedSince } = evidence
  const queued = new Map(events.flatMap((event) => (event.type === "queued" ? [[event.taskId, event.at]] : [])))
  const changes: Array<Change> = runs.flatMap((run) => ofRun(run, queued.get(run.taskId)))
  const ends = new Map(runs.map((run) => [run.taskId, run.endedAt]))
  for (const { endedAt, startedAt, taskId } of recordings) {
    const end = endedAt ?? ends.get(taskId) ?? null
    changes.push({ at: startedAt, add: { recording: 1 } })
    if (end !== null) changes.push({ at: latest(end, startedAt), add: { recording: -1 } })
  }
  for (const { at, type } of events) {
    if (type === "errored" || type === "reset") changes.push({ at, set: { tripped: type === "errored" } })
  }
  changes.push({ at: knownSince, set: { known: true } })
  if (unwantedSince !== null) changes.push({ at: unwantedSince, set: { unwanted: true } })
  changes.push(...forgotten(events, changes))
  return changes.sort((a, b) => a.at - b.at)
}

/** A gap event stands at the end of the time that nothing is known of, which began with the last fact before it. */
const forgotten = (events: Evidence["events"], changes: ReadonlyArray<Change>): ReadonlyArray<Change> => {
  const facts = changes.map(({ at }) => at).sort((a, b) => a - b)
  return events.flatMap(({ at, type }): ReadonlyArray<Change> => {
    if (type !== "gap") return []
    const since = facts.findLast((one) => one < at) ?? at
    return [
      { at: since, set: { last: "forgotten" } },
      { at, set: { last: "unknown" } }
    ]
  })
}
