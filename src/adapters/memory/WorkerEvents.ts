import { Effect, HashMap, Layer, Option } from "effect"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import * as Time from "../../runtime/Time.ts"
import { Database } from "./Database.ts"
import { eventOf, past, recordingOf } from "./past.ts"
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
          const some =
            after === null
              ? events.slice(limit === 0 ? events.length : -limit)
              : events.filter((event) => event.id > after).slice(0, limit)
          return some.map(eventOf)
        }),
      past: (id, from, to) => read((tables) => past(tables, id, from, to)),
      recordings: (id, limit) =>
        read((tables) => {
          const row = Option.getOrUndefined(HashMap.get(tables.sources, id))
          return (row?.recordings ?? [])
            .toSorted((a, b) => b.startedAt - a.startedAt || b.id - a.id)
            .slice(0, limit)
            .map(recordingOf)
        }),
      prune: (before) => Effect.flatMap(Time.now, (now) => write((tables) => pruned(tables, before, now)))
    })
  )
)
