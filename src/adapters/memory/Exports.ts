import { Effect, HashMap, Layer, Option } from "effect"
import type { Export } from "../../domain/recordings/Export.ts"
import { ExportId } from "../../domain/values/Ids.ts"
import { type ExportOutcome, Exports } from "../../ports/Exports.ts"
import { Database, type Written } from "./Database.ts"
import { storable } from "./storable.ts"
import type { ExportRow, Tables } from "./Tables.ts"

const shown = (tables: Tables, { attempt: _, ...row }: ExportRow): Export => {
  const { driver, username } = HashMap.getUnsafe(tables.sources, row.sourceId)
  return { ...row, driver, username, owner: HashMap.getUnsafe(tables.users, row.userId).user.username }
}

const ordered = (tables: Tables): ReadonlyArray<ExportRow> =>
  HashMap.toValues(tables.exports).sort((a, b) => a.id - b.id)

const unmade = { attempt: null, duration: 0, made: 0, bytes: 0 }

const ended = (row: ExportRow, told: ExportOutcome, at: Export["askedAt"]): ExportRow => {
  switch (told._tag) {
    case "again":
      return { ...row, ...unmade, state: "queued" }
    case "failed":
      return { ...row, attempt: null, bytes: 0, state: "failed", error: storable(told.error), endedAt: at }
    case "done":
      return {
        ...row,
        attempt: null,
        state: "done",
        made: row.duration,
        bytes: told.bytes,
        file: told.file,
        endedAt: at
      }
  }
}

const stored = (tables: Tables, row: ExportRow): Tables => ({
  ...tables,
  exports: HashMap.set(tables.exports, row.id, row)
})

/** Changes what an attempt is under way at, and answers whether it is. */
const changing =
  (id: ExportId, attempt: string, change: (row: ExportRow) => ExportRow) =>
  (tables: Tables): Written<boolean> => {
    const row = Option.getOrUndefined(HashMap.get(tables.exports, id))
    return row === undefined || row.attempt !== attempt
      ? { answer: false, tables, notices: [] }
      : { answer: true, tables: stored(tables, change(row)), notices: [] }
  }

export const layer = Layer.effect(
  Exports,
  Effect.map(Database, ({ read, write }) =>
    Exports.of({
      add: (asked, most) =>
        write((tables): Written<Option.Option<Export>> => {
          if (!HashMap.has(tables.users, asked.userId)) throw new Error(`there is no user ${asked.userId}`)
          const own = HashMap.filter(tables.exports, ({ userId }) => userId === asked.userId)
          if (HashMap.size(own) >= most) return { answer: Option.none(), tables, notices: [] }
          const lastId = tables.lastId + 1
          const row: ExportRow = {
            ...asked,
            ...unmade,
            ...{ id: ExportId.make(lastId), name: storable(asked.name), sessions: asked.sessions.map(storable) },
            ...{ state: "queued", endedAt: null, file: null, error: null }
          }
          return { answer: Option.some(shown(tables, row)), tables: stored({ ...tables, lastId }, row), notices: [] }
        }),
      list: (of) =>
        read((tables) =>
          ordered(tables)
            .filter(({ userId }) => of === "all" || userId === of)
            .map((row) => shown(tables, row))
        ),
      find: (id) => read((tables) => Option.map(HashMap.get(tables.exports, id), (row) => shown(tables, row))),
      underWay: read((tables) => {
        const states = ordered(tables).map(({ state }) => state)
        return {
          queued: states.filter((state) => state === "queued").length,
          running: states.filter((state) => state === "running").length
        }
      }),
      begin: (attempt) =>
        write((tables): Written<Option.Option<Export>> => {
          const first = ordered(tables).find(({ state }) => state === "queued")
          if (first === undefined) return { answer: Option.none(), tables, notices: [] }
          const row: ExportRow = { ...first, state: "running", attempt }
          return { answer: Option.some(shown(tables, row)), tables: stored(tables, row), notices: [] }
        }),
      progress: (id, attempt, how) => write(changing(id, attempt, (row) => ({ ...row, ...how }))),
      end: (id, attempt, told, at) => write(changing(id, attempt, (row) => ended(row, told, at))),
      abandon: (others) =>
        write((tables) => {
          const left = ordered(tables).filter(({ attempt }) => attempt !== null && !others.includes(attempt))
          return {
            answer: undefined,
            tables: left.reduce((now, row) => stored(now, { ...row, ...unmade, state: "queued" }), tables),
            notices: []
          }
        }),
      remove: (ids) =>
        write((tables) => ({
          answer: undefined,
          tables: { ...tables, exports: HashMap.removeMany(tables.exports, ids) },
          notices: []
        }))
    })
  )
)
