import type { RecordingRow, SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"

/** Whether a source is tripped, told from what is stored; unclear where its reset may have met the trip on its way. */
export type Tripped = "yes" | "no" | "unclear"

/** A trip that was decided before a reset may be stored this much later. */
const onItsWay = 60_000

const words = ({ bytes, endedAt, startedAt, taskId }: RecordingRow): string => {
  const second = (at: number) => (at % 1_000_000) / 1_000
  return `${taskId} recorded from ${second(startedAt)} to ${endedAt === null ? "-" : second(endedAt)}, ${bytes} bytes`
}

/** Watches what is stored, and remembers since when, in time that nobody sets. */
export const makeLedger = (world: () => World, record: Record, note: (text: () => string) => void) => {
  const seen = new Map<SourceId, SourceRow>()
  const storedAt = new Map<number, number>()
  const wishedAt = new Map<SourceId, number>()
  const madeAt = new Map<TaskId, number>()
  const endedAt = new Map<TaskId, number>()

  const times = (source: SourceRow, known: number): ReadonlyArray<readonly [string, number | null]> => [
    ...source.events.slice(known).map(({ at, type }) => [type, at] as const),
    ...source.runs.flatMap(({ createdAt, endedAt, startedAt, taskId }) => [
      [`${taskId} made`, createdAt] as const,
      [`${taskId} started`, startedAt] as const,
      [`${taskId} ended`, endedAt] as const
    ])
  ]

  return {
    /** When the event was stored. */
    storedAt: (event: { readonly id: number }): number => storedAt.get(event.id) ?? 0,
    /** When a run was stored first, when its end was, and when a wish for the source last was. */
    madeAt: (taskId: TaskId): number => madeAt.get(taskId) ?? Number.NEGATIVE_INFINITY,
    endedAt: (taskId: TaskId): number => endedAt.get(taskId) ?? Number.POSITIVE_INFINITY,
    wishedAt: (id: SourceId): number => wishedAt.get(id) ?? Number.NEGATIVE_INFINITY,
    tripped: ({ events, id }: SourceRow): Tripped => {
      const last = events.findLast(({ type }) => type === "errored")
      if (last === undefined) return "no"
      const after = (storedAt.get(last.id) ?? 0) - world().people.resetAt(id)
      return after < 0 ? "no" : after > onItsWay ? "yes" : "unclear"
    },
    committed: (): void => {
      const { timeline } = world()
      const now = timeline.furthest()
      for (const source of world().sources()) {
        const before = seen.get(source.id)
        if (before === source) continue
        seen.set(source.id, source)
        const known = before?.events.length ?? 0
        if (source.wishes.length !== before?.wishes.length) wishedAt.set(source.id, timeline.now())
        for (const run of source.runs) {
          if (!madeAt.has(run.taskId)) madeAt.set(run.taskId, timeline.now())
          if (run.endedAt === null || endedAt.has(run.taskId)) continue
          endedAt.set(run.taskId, timeline.now())
          note(() => `stored: ${run.taskId} is ${run.ending}`)
        }
        for (const recording of source.recordings) {
          if (before?.recordings.includes(recording) !== true) note(() => `stored: ${words(recording)}`)
        }
        for (const event of source.events.slice(known)) {
          storedAt.set(event.id, timeline.now())
          note(() => `stored: ${source.username} ${event.type} ${event.taskId ?? ""} ${event.detail ?? ""}`)
        }
        const late = times(source, known).find(([, at]) => at !== null && at > now)
        record.hold("nothing stored lies in the future", late === undefined, () => {
          return `${source.username}: ${late?.[0]} is ${(late?.[1] ?? 0) - now} ms ahead`
        })
      }
    }
  }
}

export type Ledger = ReturnType<typeof makeLedger>
