import { Effect, HashMap, Layer } from "effect"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { Journal, type JournalEntry } from "../../ports/Journal.ts"
import { applyEntry } from "./applyEntry.ts"
import { Database, type Written } from "./Database.ts"
import type { RunRow, Tables } from "./Tables.ts"

const told = (ids: Iterable<SourceId>): Written<void>["told"] => {
  const distinct = [...new Set(ids)]
  return distinct.length === 0 ? [] : [{ _tag: "sources", ids: distinct }]
}

const sourceOf = (entry: JournalEntry): ReadonlyArray<SourceId> => {
  if (entry._tag === "outages") return []
  if (entry._tag === "event") return [entry.event.sourceId]
  return [entry._tag === "run" ? entry.run.sourceId : entry.sourceId]
}

/** The tables with each of these runs as `change` makes it, and the sources they belong to. Unknown runs are left out. */
const withRuns = (tables: Tables, taskIds: ReadonlyArray<TaskId>, change: (row: RunRow) => RunRow): Written<void> => {
  const ids: Array<SourceId> = []
  let sources = tables.sources
  for (const taskId of taskIds) {
    const id = HashMap.get(tables.ran, taskId)
    if (id._tag === "None") continue
    const source = HashMap.getUnsafe(sources, id.value)
    sources = HashMap.set(sources, id.value, {
      ...source,
      runs: source.runs.map((row) => (row.taskId === taskId ? change(row) : row))
    })
    ids.push(id.value)
  }
  return { answer: undefined, tables: { ...tables, sources }, told: told(ids) }
}

export const layer = Layer.effect(
  Journal,
  Effect.map(Database, ({ write }) =>
    Journal.of({
      write: (entries) =>
        write((tables) => ({
          answer: undefined,
          tables: entries.reduce(applyEntry, tables),
          told: told(entries.flatMap(sourceOf).filter((id) => HashMap.has(tables.sources, id)))
        })),
      begin: (runs) =>
        write((tables) => {
          const unknown = runs.find((run) => !HashMap.has(tables.sources, run.sourceId))
          if (unknown !== undefined) throw new Error(`there is no source ${unknown.sourceId}`)
          return {
            answer: undefined,
            tables: runs.reduce((now, run) => applyEntry(now, { _tag: "run", run }), tables),
            told: told(runs.map((run) => run.sourceId))
          }
        }),
      stopping: (stops, at) => {
        const reasons = new Map(stops.map(({ taskId, why }) => [taskId, why]))
        return write((tables) =>
          withRuns(tables, [...reasons.keys()], (row) => ({
            ...row,
            stopSentAt: at,
            stopReason: reasons.get(row.taskId) ?? null
          }))
        )
      }
    })
  )
)
