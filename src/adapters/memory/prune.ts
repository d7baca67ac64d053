import { HashMap, HashSet } from "effect"
import { showKey } from "../../domain/subscriptions/Names.ts"
import { longestWindow } from "../../domain/supervision/Restore.ts"
import { type Instant, later } from "../../domain/values/Time.ts"
import type { Written } from "./Database.ts"
import { eventIdentity } from "./eventIdentity.ts"
import { lastRecording } from "./storedSource.ts"
import type { EventRow, SourceRow, Tables } from "./Tables.ts"

/** Whether the rules still need an old event: a trip that stands, or a failure that an error window may hold. */
const isNeeded = (row: SourceRow, event: EventRow, now: Instant): boolean => {
  if (event.asked < row.resetAsked) return false
  if (event.type === "errored") return true
  return event.type === "exited" && event.at >= later(now, -longestWindow)
}

/** What a subscription wishes stays; that it was removed stays until nothing else of it is left. */
const prunedWishes = (wishes: SourceRow["wishes"], before: Instant): SourceRow["wishes"] =>
  wishes.filter((wish, i) => {
    if (wish.at >= before) return true
    const isSame = (other: (typeof wishes)[number]) => other.subscriptionId === wish.subscriptionId
    if (wishes.slice(i + 1).some((other) => isSame(other) && other.at < before)) return false
    return wish.posture !== null || wishes.slice(0, i).some(isSame)
  })

const prunedSource = (row: SourceRow, before: Instant, now: Instant): SourceRow => {
  const last = lastRecording(row)
  const recordings = row.recordings.filter(
    (recording) => recording.endedAt === null || recording.endedAt >= before || recording === last
  )
  const kept = new Set(recordings.map(({ taskId }) => taskId))
  const events = row.events.filter((event) => event.at >= before || isNeeded(row, event, now))
  return {
    ...row,
    recordings,
    runs: row.runs.filter(({ endedAt, taskId }) => endedAt === null || endedAt >= before || kept.has(taskId)),
    events,
    wishes: prunedWishes(row.wishes, before),
    identities: HashSet.fromIterable(events.map(eventIdentity))
  }
}

/** Whether anything is left for which a source is to be known; what the file of channels names it would make again at once. */
const isNeededStill = ({ address, events, overrides, recordings, runs, subscriptions }: SourceRow): boolean =>
  address?.from === "channels" ||
  [subscriptions, runs, recordings, events, Object.keys(overrides)].some(({ length }) => length > 0)

/** The tables without what is older than `before` and no longer needed; the answer is the number of rows removed. */
export const pruned = (tables: Tables, before: Instant, now: Instant): Written<number> => {
  const audit = tables.audit.filter((entry) => entry.at >= before)
  const outages = tables.outages.filter(({ endedAt }) => endedAt === null || endedAt >= before)
  let removed = tables.audit.length - audit.length + (tables.outages.length - outages.length)
  let ran = tables.ran
  const kept = HashMap.map(tables.sources, (row) => {
    const left = prunedSource(row, before, now)
    const runs = new Set(left.runs)
    for (const run of row.runs) if (!runs.has(run)) ran = HashMap.remove(ran, run.taskId)
    removed +=
      row.events.length -
      left.events.length +
      (row.wishes.length - left.wishes.length) +
      (row.runs.length - left.runs.length) +
      (row.recordings.length - left.recordings.length)
    return left
  })
  const library = HashMap.filter(
    tables.library,
    ({ goneAt, keptAt }) => goneAt === null || goneAt >= before || keptAt !== null
  )
  removed += HashMap.size(tables.library) - HashMap.size(library)
  const shelved = new Set(
    [...HashMap.toValues(library), ...HashMap.toValues(tables.exports)].map(({ sourceId }) => sourceId)
  )
  const gone = HashMap.toValues(kept).filter((row) => !isNeededStill(row) && !shelved.has(row.id))
  const sources = HashMap.removeMany(
    kept,
    gone.map(({ id }) => id)
  )
  const sourceIds = HashMap.removeMany(tables.sourceIds, gone.map(showKey))
  return {
    answer: removed + gone.length,
    tables: { ...tables, library, sources, sourceIds, ran, audit, outages },
    notices: gone.length === 0 ? [] : [{ _tag: "sources", ids: gone.map(({ id }) => id) }]
  }
}
