import { turns } from "../subscriptions/Demand.ts"
import type { Outage, OutageKind } from "../supervision/Outage.ts"
import { blockedExitCode } from "../supervision/WorkerEvent.ts"
import { type Instant, latest } from "../values/Time.ts"
import type { CoverageInput, GapCause } from "./CoverageInput.ts"
import type { Change, Counts } from "./CoverageState.ts"
import type { ProvenInput, ProvenRun } from "./CoverageTrim.ts"
import { hindrances } from "./Hindrances.ts"
import { stalls } from "./Stalls.ts"
import { userLimits } from "./UserLimits.ts"

const causeOfEnd = (run: ProvenRun): GapCause => {
  if (run.cut) return "not_running"
  switch (run.ending) {
    case "exited":
      return run.exitCode === blockedExitCode ? "blocked" : "failure"
    case "finished":
      return "ended"
    case "dequeued":
      return "queue"
    case "refused":
      return "refused"
    case "stopped":
      return run.stopReason === null || run.stopReason === "double" ? "stopped" : run.stopReason
    default:
      return "link"
  }
}

const ofRun = (run: ProvenRun, queuedAt: Instant | undefined): ReadonlyArray<Change> => {
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

/** One more of something from `from` until `to`, or for ever. */
const during = (count: keyof Counts, from: Instant, to: Instant | null): ReadonlyArray<Change> => {
  const begin: Change = { at: from, add: { [count]: 1 } }
  return to === null ? [begin] : [begin, { at: latest(to, from), add: { [count]: -1 } }]
}

const outageCounts = {
  link: "linkOutages",
  disk: "diskOutages",
  storage: "storageOutages",
  driver: "driverOutages",
  limit: "limitOutages"
} as const satisfies Record<OutageKind, keyof Counts>

/** One user's limit says nothing by itself: others may want the source. */
const ofOutage = ({ beganAt, endedAt, kind, userId }: Outage) =>
  userId === null ? during(outageCounts[kind], beganAt, endedAt) : []

/** All changes that the evidence tells of, ascending. A recording without an end ended with its run. */
export const timelineOf = (evidence: ProvenInput): ReadonlyArray<Change> => {
  const { events, knownSince, outages, recordings, runs, wishes } = evidence
  const queued = new Map(events.flatMap((event) => (event.type === "queued" ? [[event.taskId, event.at]] : [])))
  const changes: Array<Change> = runs.flatMap((run) => ofRun(run, queued.get(run.taskId)))
  const ends = new Map(runs.map((run) => [run.taskId, run.endedAt]))
  for (const { endedAt, startedAt, taskId } of recordings) {
    changes.push(...during("recording", startedAt, endedAt ?? ends.get(taskId) ?? null))
  }
  for (const { from, to } of stalls(evidence)) changes.push(...during("stalled", from, to))
  for (const { from, hindrance, to } of hindrances(evidence)) {
    const [begin, ...end] = during("hindered", from, to)
    if (begin !== undefined) changes.push({ ...begin, set: { hindrance } }, ...end)
  }
  for (const { at, type } of events) {
    if (type === "errored" || type === "reset") changes.push({ at, set: { tripped: type === "errored" } })
  }
  // Whatever is on record of it proves that it was known.
  const [firstKnown = knownSince] = [knownSince, ...changes.map(({ at }) => at)].sort((a, b) => a - b)
  changes.push({ at: firstKnown, set: { isKnown: true } })
  const nobodySince = unwantedSince(evidence, firstKnown)
  if (nobodySince !== null) changes.push({ at: nobodySince, set: { unwanted: true, last: "unwanted" } })
  for (const { at, wanted } of turns(wishes)) changes.push({ at, set: { unwanted: !wanted } })
  changes.push(...forgotten(events, changes))
  changes.push(...outages.flatMap(ofOutage))
  changes.push(...userLimits(evidence).flatMap(({ from, to }) => during("userLimits", from, to)))
  return changes.sort((a, b) => a.at - b.at)
}

/**
 * Since when nobody wanted a source that somebody came to want later, or never: every wish of that time is on record, and no run tells of
 * an older one. Null where that can't be told.
 */
const unwantedSince = ({ runs, wishes, wishesSince }: ProvenInput, firstKnown: Instant): Instant | null => {
  if (wishesSince === undefined) return null
  const since = latest(firstKnown, wishesSince)
  const first = turns(wishes)[0]?.at
  const isOlder = (at: Instant) => first === undefined || at < first
  return (first !== undefined && first < since) || runs.some(({ createdAt }) => isOlder(createdAt)) ? null : since
}

/** A gap event stands at the end of the time that nothing is known of, which began with the last fact before it. */
const forgotten = (events: CoverageInput["events"], changes: ReadonlyArray<Change>): ReadonlyArray<Change> => {
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
