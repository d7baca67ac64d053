import { Effect, HashMap, Layer } from "effect"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { latest } from "../../domain/values/Time.ts"
import { Journal, type JournalEntry } from "../../ports/Journal.ts"
import { applyEntry, enterRun } from "./applyEntry.ts"
import { Database, type Written } from "./Database.ts"
import type { RunRow, Tables } from "./Tables.ts"

const sourceOf = (entry: JournalEntry): ReadonlyArray<SourceId> => {
  if (entry._tag === "outages") return []
  if (entry._tag === "event") return [entry.event.sourceId]
  return [entry._tag === "run" ? entry.run.sourceId : entry.sourceId]
}

/** Whether the entry may change what anybody keeps of its source: a recording that merely grows does not. */
const isNews = (tables: Tables, entry: JournalEntry): boolean => {
  const source = sourceOf(entry)[0]
  if (source === undefined || !HashMap.has(tables.sources, source)) return false
  if (entry._tag !== "recording") return true
  const { endedAt, startedAt, taskId } = entry
  const known = HashMap.getUnsafe(tables.sources, source).recordings.find(
    (one) => one.taskId === taskId && one.startedAt === startedAt
  )
  return known === undefined || (known.endedAt === null && endedAt !== null)
}

/** The tables with each of these runs as `change` makes it, and the sources they belong to. Unknown runs are left out. */
const withRuns = (
  tables: Tables,
  taskIds: ReadonlyArray<TaskId>,
  change: (row: RunRow) => RunRow
): { readonly tables: Tables; readonly ids: ReadonlyArray<SourceId> } => {
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
  return { tables: { ...tables, sources }, ids }
}

export const layer = Layer.effect(
  Journal,
  Effect.map(Database, (database) => {
    const written = (tables: Tables, ids: Iterable<SourceId>): Written<void> => {
      const distinct = [...new Set(ids)]
      const notices = distinct.length === 0 ? [] : [{ _tag: "sources", ids: distinct, by: database } as const]
      return { answer: undefined, tables, notices }
    }
    const { write } = database
    return Journal.of({
      write: (entries) =>
        write((tables) =>
          written(
            entries.reduce(applyEntry, tables),
            entries.filter((entry) => isNews(tables, entry)).flatMap(sourceOf)
          )
        ),
      begin: (runs) =>
        write((tables) => {
          const unknown = runs.find((run) => !HashMap.has(tables.sources, run.sourceId))
          if (unknown !== undefined) throw new Error(`there is no source ${unknown.sourceId}`)
          return written(
            runs.reduce((sofar, run) => enterRun(sofar, run), tables),
            runs.map((run) => run.sourceId)
          )
        }),
      alive: (tasks, at) =>
        write((tables) => {
          const living = withRuns(tables, tasks, (row) => ({ ...row, livedAt: latest(row.livedAt ?? at, at) }))
          return written(living.tables, [])
        }),
      stopping: (stops, at) => {
        const reasons = new Map(stops.map(({ taskId, why }) => [taskId, why]))
        return write((tables) => {
          const stopping = withRuns(tables, [...reasons.keys()], (row) => ({
            ...row,
            stopSentAt: at,
            stopReason: reasons.get(row.taskId) ?? null
          }))
          return written(stopping.tables, stopping.ids)
        })
      }
    })
  })
)
