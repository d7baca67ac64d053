import { Effect, HashMap, Layer, Option } from "effect"
import { missingOf } from "../../domain/recordings/LibraryEntry.ts"
import { showKey } from "../../domain/subscriptions/Names.ts"
import { EntryId, type SourceId, type UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { type Eyes, Library, type LibraryFilter, type LibrarySort, type SeenEntry } from "../../ports/Library.ts"
import { Database, type Written } from "./Database.ts"
import { storable } from "./storable.ts"
import type { LibraryRow, Tables } from "./Tables.ts"

const written = (tables: Tables): Written<void> => ({ answer: undefined, tables, notices: [] })

const isOf = (tables: Tables, { of }: Eyes, sourceId: SourceId): boolean =>
  of === "all" ||
  Option.exists(HashMap.get(tables.sources, sourceId), ({ subscriptions }) =>
    subscriptions.some(({ posture, userId }) => userId === of && posture !== "archived")
  )

/** The recordings that these eyes may see, as they see them. */
const seen = (tables: Tables, eyes: Eyes): ReadonlyArray<SeenEntry> =>
  HashMap.toValues(tables.library)
    .filter(({ goneAt, sourceId }) => goneAt === null && isOf(tables, eyes, sourceId))
    .map(({ goneAt: _, readAt: __, views, ...row }) => {
      const { driver, username } = HashMap.getUnsafe(tables.sources, row.sourceId)
      const { position = 0, seenAt = null } = Option.getOrUndefined(HashMap.get(views, eyes.reader)) ?? {}
      return { ...row, driver, username, position, seenAt }
    })

const found = (tables: Tables, ids: ReadonlyArray<EntryId>, eyes: Eyes): ReadonlyArray<SeenEntry> =>
  seen(tables, eyes)
    .filter(({ id }) => ids.includes(id))
    .toSorted((a, b) => a.id - b.id)

const asked = (wanted: boolean | null, is: boolean): boolean => wanted === null || wanted === is

const matching = (tables: Tables, filter: LibraryFilter): ReadonlyArray<SeenEntry> => {
  const { from, gaps, kept, search, sources, to, trashed } = filter
  const part = storable(search).toLowerCase()
  return seen(tables, filter).filter(
    (one) =>
      trashed === (one.trashedAt !== null) &&
      (from === null || one.endedAt === null || one.endedAt > from) &&
      (to === null || one.startedAt < to) &&
      (sources === null || sources.includes(one.sourceId)) &&
      asked(filter.seen, one.seenAt !== null) &&
      asked(kept, one.keptAt !== null) &&
      asked(gaps, missingOf(one.gaps) > 0) &&
      `${one.driver}/${one.username}\n${one.session}\n${one.title ?? ""}`.toLowerCase().includes(part)
  )
}

/** What an order goes by, less the farther in front. */
const places: Readonly<Record<LibrarySort, (entry: SeenEntry) => readonly [value: number, sign: 1 | -1]>> = {
  newest: ({ startedAt }) => [startedAt, -1],
  oldest: ({ startedAt }) => [startedAt, 1],
  longest: ({ duration }) => [duration, -1],
  largest: ({ bytes }) => [bytes, -1]
}

const changed = (tables: Tables, ids: ReadonlyArray<EntryId>, change: (row: LibraryRow) => LibraryRow): Written<void> =>
  written({
    ...tables,
    library: ids.reduce((all, id) => HashMap.modify(all, id, change), tables.library)
  })

const rowsOf = (tables: Tables, id: SourceId): ReadonlyArray<LibraryRow> =>
  HashMap.toValues(tables.library).filter(({ sourceId }) => sourceId === id)

/** Whose eyes see what nobody has seen. */
const nobody: Eyes = { reader: 0 as UserId, of: "all" }

/** Whether only its time in the trash keeps it from being erased. */
const isDoomed = ({ endedAt, keptAt, trashedAt }: SeenEntry): boolean =>
  trashedAt !== null && keptAt === null && endedAt !== null

const nothing = { keptAt: null, keptBy: null, trashedAt: null, emptiedAt: null, views: HashMap.empty() } as const

export const layer = Layer.effect(
  Library,
  Effect.map(Database, ({ read, write }) =>
    Library.of({
      list: (filter, { after, limit, sort }) =>
        read((tables) => {
          const off = (a: SeenEntry, value: number, id: EntryId): number => {
            const [own, sign] = places[sort](a)
            return sign * (own - value || a.id - id)
          }
          return matching(tables, filter)
            .filter((one) => after === null || off(one, after.value, after.id) > 0)
            .toSorted((a, b) => off(a, places[sort](b)[0], b.id))
            .slice(0, limit)
        }),
      count: (filter) => read((tables) => matching(tables, filter).length),
      totals: (filter, bounds) =>
        read((tables) => {
          const all = matching(tables, filter)
          return bounds.slice(1).map((until, i) => {
            const since = bounds[i] ?? until
            const begun = all.filter(({ startedAt }) => startedAt >= since && startedAt < until)
            const sum = (figure: "duration" | "bytes") => begun.reduce((total, one) => total + one[figure], 0)
            return { count: begun.length, duration: sum("duration"), bytes: sum("bytes") }
          })
        }),
      find: (ids, eyes) => read((tables) => found(tables, ids, eyes)),
      // Units come one after the other here.
      claim: (ids, eyes) => read((tables) => found(tables, ids, eyes)),

      put: (sourceId, facts, readAt) =>
        write((tables) => {
          if (!HashMap.has(tables.sources, sourceId)) return written(tables)
          let { lastId, library } = tables
          const known = new Map(rowsOf(tables, sourceId).map((row) => [row.session, row]))
          for (const told of facts) {
            const before = known.get(told.session)
            if (before === undefined) lastId += 1
            const id = before?.id ?? EntryId.make(lastId)
            library = HashMap.set(library, id, {
              ...nothing,
              ...before,
              ...told,
              title: told.title === null ? (before?.title ?? null) : storable(told.title),
              id,
              sourceId,
              readAt,
              goneAt: null
            })
          }
          return written({ ...tables, lastId, library })
        }),
      gone: (sourceId, sessions, at) =>
        write((tables) => {
          const ids = rowsOf(tables, sourceId)
            .filter(({ goneAt, session }) => goneAt === null && sessions.includes(session))
            .map(({ id }) => id)
          return changed(tables, ids, (row) => ({
            ...row,
            goneAt: at,
            endedAt: row.endedAt ?? (Math.max(row.startedAt, row.readAt) as Instant)
          }))
        }),
      shelf: (id) =>
        read((tables) =>
          rowsOf(tables, id)
            .map(({ endedAt, goneAt, id, readAt, session }) => ({ id, session, endedAt, readAt, goneAt }))
            .toSorted((a, b) => (a.session < b.session ? -1 : 1))
        ),
      open: read((tables) =>
        HashMap.toValues(tables.library)
          .filter(({ endedAt, goneAt }) => endedAt === null && goneAt === null)
          .toSorted((a, b) => a.id - b.id)
          .map(({ session, sourceId }) => ({ sourceId, session }))
      ),

      keep: (ids, by, at) =>
        write((tables) => changed(tables, ids, (row) => ({ ...row, keptBy: by, keptAt: by === null ? null : at }))),
      trash: (ids, at) =>
        write((tables) => changed(tables, ids, (row) => ({ ...row, trashedAt: at, emptiedAt: null }))),
      ruled: read((tables) =>
        HashMap.toValues(tables.library)
          .filter(({ goneAt, trashedAt }) => goneAt === null && trashedAt === null)
          .map(({ bytes, endedAt, id, keptAt, sourceId, startedAt }) => ({
            id,
            sourceId,
            startedAt,
            endedAt,
            bytes,
            kept: keptAt !== null
          }))
      ),
      bySource: (eyes) =>
        read((tables) =>
          [
            ...Map.groupBy(
              seen(tables, eyes),
              ({ trashedAt, ...key }) => `${showKey(key)} ${trashedAt !== null}`
            ).entries()
          ]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .flatMap(([, all]) => {
              const [first] = all
              if (first === undefined) return []
              const { driver, trashedAt, username } = first
              const bytes = all.reduce((sum, one) => sum + one.bytes, 0)
              return [{ driver, username, trashed: trashedAt !== null, count: all.length, bytes }]
            })
        ),
      empty: (by, at) =>
        write((tables) => {
          const all = seen(tables, nobody).filter((one) => isDoomed(one) && (one.trashedAt ?? at) <= by)
          const ids = all.map(({ id }) => id)
          return {
            ...changed(tables, ids, (row) => ({ ...row, emptiedAt: row.emptiedAt ?? at })),
            answer: { count: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) }
          }
        }),
      expired: (by, limit) =>
        read((tables) =>
          seen(tables, nobody)
            .filter((one) => isDoomed(one) && ((one.trashedAt ?? by) <= by || one.emptiedAt !== null))
            .toSorted((a, b) => (a.trashedAt ?? 0) - (b.trashedAt ?? 0) || a.startedAt - b.startedAt || a.id - b.id)
            .slice(0, limit)
            .map(({ position: _, seenAt: __, ...entry }) => entry)
        ),
      see: (ids, by, { position, seen: isSeen }, at) =>
        write((tables) =>
          changed(tables, ids, (row) => {
            const before = Option.getOrUndefined(HashMap.get(row.views, by)) ?? { position: 0, seenAt: null }
            return {
              ...row,
              views: HashMap.set(row.views, by, {
                position: position ?? before.position,
                seenAt: isSeen === undefined ? before.seenAt : isSeen ? at : null
              })
            }
          })
        ),
      remove: (ids) => write((tables) => written({ ...tables, library: HashMap.removeMany(tables.library, ids) }))
    })
  )
)
