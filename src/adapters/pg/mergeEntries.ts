import type { OnDisk } from "../../domain/recordings/OnDisk.ts"
import { grown, type Recording, type RecordingFacts } from "../../domain/recordings/Recording.ts"
import { foundRun, isSeen } from "../../domain/supervision/Run.ts"
import { comeApart, filledIn, type RunFacts } from "../../domain/supervision/RunFacts.ts"
import type { JournalEntry } from "../../ports/Journal.ts"

export type EventFacts = Extract<JournalEntry, { readonly _tag: "event" }>
export type OutageFacts = Extract<JournalEntry, { readonly _tag: "outages" }>

export type LossFacts = Extract<JournalEntry, { readonly _tag: "lost" }>

export type TitleFacts = Extract<JournalEntry, { readonly _tag: "titled" }>

/** A recording as the disk has it. */
export type SettledFacts = OnDisk & Pick<Recording, "taskId" | "sourceId">

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1)

/**
 * What entries say together: each run and each recording once, as one statement must have them, in the order of their keys, so
 * that writers that overlap wait for each other's rows in the same order; events and outages in the order given. What can't be said of
 * a run at once comes in rounds, one after the other.
 */
export const mergeEntries = (entries: ReadonlyArray<JournalEntry>) => {
  const rounds: Array<Map<string, RunFacts>> = []
  const roundOf = new Map<string, number>()
  const recordings = new Map<string, RecordingFacts>()
  const events: Array<EventFacts> = []
  const outages: Array<OutageFacts> = []
  const settled = new Map<string, SettledFacts>()
  const losses = new Map<string, LossFacts>()
  const titles = new Map<string, TitleFacts>()

  const addRun = (facts: RunFacts) => {
    const { taskId } = facts
    const last = roundOf.get(taskId) ?? 0
    const before = rounds[last]?.get(taskId)
    const isApart = before !== undefined && comeApart(before, facts)
    const known = isApart ? undefined : before
    const at = isApart ? last + 1 : last
    const round = rounds[at] ?? new Map<string, RunFacts>()
    const phase = known === undefined || isSeen(facts) ? facts.phase : known.phase
    rounds[at] = round.set(taskId, { ...(known === undefined ? facts : filledIn(known, facts)), phase })
    roundOf.set(taskId, at)
  }
  const addRecording = (facts: RecordingFacts) => {
    addRun(foundRun(facts.taskId, facts.sourceId, facts.startedAt))
    const key = `${facts.taskId} ${facts.startedAt}`
    const known = recordings.get(key)
    recordings.set(key, known === undefined ? facts : grown(known, facts))
  }

  /** What the disk had last. */
  const addSettled = ({ recordings, sourceId, taskId }: Extract<JournalEntry, { readonly _tag: "settled" }>) => {
    for (const recording of recordings)
      settled.set(`${taskId} ${recording.startedAt}`, { ...recording, sourceId, taskId })
  }

  for (const entry of entries) {
    if (entry._tag === "event") events.push(entry)
    else if (entry._tag === "run") addRun(entry.run)
    else if (entry._tag === "recording") addRecording({ ...entry, sessionSince: null })
    else if (entry._tag === "outages") outages.push(entry)
    else if (entry._tag === "lost") losses.set(`${entry.taskId} ${entry.startedAt}`, entry)
    else if (entry._tag === "titled") titles.set(`${entry.taskId} ${entry.startedAt}`, entry)
    else if (entry._tag === "settled") addSettled(entry)
    else addRecording({ ...entry, startedAt: entry.at, endedAt: null, bytes: 0 })
  }
  return {
    rounds: rounds.map((runs) => [...runs].sort(byKey).map(([, run]) => run)),
    recordings: [...recordings].sort(byKey).map(([, recording]) => recording),
    losses: [...losses].sort(byKey).map(([, loss]) => loss),
    titles: [...titles].sort(byKey).map(([, title]) => title),
    events,
    settled: [...settled.values()],
    outages
  }
}
