import { Clock, Effect, HashMap, Layer, Option } from "effect"
import { Instant } from "../../domain/Time.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import { Database } from "./Database.ts"
import { pruned } from "./prune.ts"

export const layer = Layer.effect(
  WorkerEvents,
  Effect.map(Database, ({ read, write }) =>
    WorkerEvents.of({
      ofSource: (id, { after, limit }) =>
        read((tables) => {
          const events = Option.match(HashMap.get(tables.sources, id), {
            onNone: () => [],
            onSome: (row) => row.events
          })
          if (after === null) return limit === 0 ? [] : events.slice(-limit)
          return events.filter((event) => event.id > after).slice(0, limit)
        }),
      past: (id, from, to) =>
        read((tables) => {
          const row = Option.getOrUndefined(HashMap.get(tables.sources, id))
          if (row === undefined) return { runs: [], recordings: [], events: [] }
          const overlaps = (start: Instant, end: Instant | null) => start <= to && (end === null || end >= from)
          return {
            runs: row.runs
              .filter((run) => overlaps(run.createdAt, run.endedAt))
              .sort((a, b) => a.createdAt - b.createdAt || (a.taskId < b.taskId ? -1 : 1))
              .map(({ createdAt, endedAt, ending, exitCode, startedAt, taskId }) => ({
                taskId,
                createdAt,
                startedAt,
                endedAt,
                ending,
                exitCode
              })),
            recordings: row.recordings
              .filter((recording) => overlaps(recording.startedAt, recording.endedAt))
              .sort((a, b) => a.startedAt - b.startedAt || a.id - b.id),
            events: row.events
              .filter((event) => overlaps(event.at, event.at))
              .sort((a, b) => a.at - b.at || a.id - b.id)
          }
        }),
      prune: (before) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => write((tables) => pruned(tables, before, Instant.make(now))))
    })
  )
)
