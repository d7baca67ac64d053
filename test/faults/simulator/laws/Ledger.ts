import type { SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"

/** Watches what is stored, and remembers since when. */
export const makeLedger = (world: () => World, record: Record, note: (text: () => string) => void) => {
  const seen = new Map<SourceId, SourceRow>()
  const storedAt = new Map<number, number>()

  const times = (source: SourceRow, known: number): ReadonlyArray<readonly [string, number | null]> => [
    ...source.events.slice(known).map(({ at, type }) => [type, at] as const),
    ...source.runs.flatMap(({ createdAt, endedAt, startedAt, taskId }) => [
      [`${taskId} made`, createdAt] as const,
      [`${taskId} started`, startedAt] as const,
      [`${taskId} ended`, endedAt] as const
    ])
  ]

  return {
    /** Milliseconds since the event was stored. */
    age: (event: { readonly id: number }): number => world().timeline.now() - (storedAt.get(event.id) ?? 0),
    committed: (): void => {
      const { timeline } = world()
      const now = timeline.wall()
      for (const source of world().sources()) {
        const before = seen.get(source.id)
        if (before === source) continue
        seen.set(source.id, source)
        const known = before?.events.length ?? 0
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
