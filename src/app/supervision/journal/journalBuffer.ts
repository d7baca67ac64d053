import type { TaskId } from "../../../domain/supervision/TaskId.ts"
import type { NewWorkerEvent } from "../../../domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { Instant } from "../../../domain/values/Time.ts"
import type { JournalEntry } from "../../../ports/Journal.ts"

const sourceOf = (entry: JournalEntry): SourceId | null => {
  if (entry._tag === "outages") return null
  if (entry._tag === "event") return entry.event.sourceId
  return entry._tag === "run" ? entry.run.sourceId : entry.sourceId
}

const isIn = (tasks: ReadonlySet<TaskId>, task: TaskId | null): boolean => task !== null && tasks.has(task)

/** The task of a run that this tells to have ended, or to go on. */
const taskOf = (entry: JournalEntry, hasEnded: boolean): TaskId | null =>
  entry._tag === "run" && (entry.run.endedAt !== null) === hasEnded ? entry.run.taskId : null

const gap = (sourceId: SourceId, count: number, at: Instant): NewWorkerEvent => ({
  sourceId,
  type: "gap",
  pid: null,
  exitCode: null,
  taskId: null,
  detail: `${count} ${count === 1 ? "fact" : "facts"} could not be kept while the database was away`,
  at
})

/**
 * Facts on their way to the store, in order. `due` ones are to be stored; `kept` ones happened while another backend led, or nobody,
 * and become due should this one lead. What is more than `size` of either is only counted, by source, and told as a `gap`.
 */
export const journalBuffer = (size: number) => {
  let due: Array<JournalEntry> = []
  let kept: Array<{ readonly entry: JournalEntry; readonly at: Instant }> = []
  const missed = new Map<SourceId, number>()

  const miss = (entry: JournalEntry): void => {
    const id = sourceOf(entry)
    if (id !== null) missed.set(id, (missed.get(id) ?? 0) + 1)
  }

  return {
    isEmpty: (): boolean => due.length === 0 && missed.size === 0,
    waiting: (): number => due.length,
    add: (entries: ReadonlyArray<JournalEntry>): void => {
      for (const entry of entries) {
        if (due.length < size) due.push(entry)
        else miss(entry)
      }
    },
    keep: (entries: ReadonlyArray<JournalEntry>, at: Instant): void => {
      const open = new Set(entries.flatMap((entry) => taskOf(entry, false) ?? []))
      // That it had ended was a conclusion, which what is heard of it now refutes.
      if (open.size > 0) kept = kept.filter(({ entry }) => !isIn(open, taskOf(entry, true)))
      for (const entry of entries) if (kept.length < size) kept.push({ entry, at })
    },
    /** What was kept becomes due. */
    lead: (): void => {
      const entries = kept.map(({ entry }) => entry)
      kept = []
      due = [...due, ...entries]
    },
    /** Another backend leads: what it has written by now need not be kept, and of outages it tells itself. */
    follow: (writtenUntil: Instant): void => {
      kept = kept.filter(({ at }) => at > writtenUntil)
    },
    /** Only whoever leads tells of outages. */
    dropOutages: (): void => {
      due = due.filter(({ _tag }) => _tag !== "outages")
    },
    /** The first facts that are due, at most so many; after the last of them, what could not be kept. */
    next: (most: number, at: Instant): ReadonlyArray<JournalEntry> =>
      due.length > 0
        ? due.slice(0, most)
        : [...missed].map(([id, count]) => ({ _tag: "event", event: gap(id, count, at) }) as const),
    /** These, which `next` gave, are stored. */
    done: (entries: ReadonlyArray<JournalEntry>): void => {
      const stored = new Set(entries)
      due = due.filter((entry) => !stored.has(entry))
      for (const entry of entries)
        if (entry._tag === "event" && entry.event.type === "gap") missed.delete(entry.event.sourceId)
    }
  }
}
