import { Effect, HashMap, HashSet, Layer, Option, Result } from "effect"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import { longestWindow } from "../../domain/supervision/Restore.ts"
import { isOpen } from "../../domain/supervision/Run.ts"
import { later } from "../../domain/values/Time.ts"
import { SettingsChanged } from "../../ports/SettingsStore.ts"
import { Sources, type StoredSource } from "../../ports/Sources.ts"
import { Database, type Written } from "./Database.ts"
import { eventIdentity } from "./eventIdentity.ts"
import { document, storable } from "./storable.ts"
import { storedSource } from "./storedSource.ts"
import type { EventRow, SourceRow, Tables } from "./Tables.ts"
import { addSource, sourceNamed } from "./upsertSubscription.ts"

const withRow = (tables: Tables, row: SourceRow): Tables => ({
  ...tables,
  sources: HashMap.set(tables.sources, row.id, row)
})

const rowsOf = (tables: Tables, which: ReadonlyArray<SourceRow["id"]> | "all"): ReadonlyArray<SourceRow> => {
  if (which === "all") return HashMap.toValues(tables.sources)
  const rows: Array<SourceRow> = []
  for (const id of new Set(which)) {
    const row = Option.getOrUndefined(HashMap.get(tables.sources, id))
    if (row !== undefined) rows.push(row)
  }
  return rows
}

const isSupervised = ({ history, runs, subscriptions }: StoredSource): boolean =>
  history.failures.length + history.blocks.length > 0 ||
  runs.some(isOpen) ||
  subscriptions.some(({ posture }) => posture === "active")

export const layer = Layer.effect(
  Sources,
  Effect.map(Database, ({ read, write }) => {
    const ownValues = (
      id: SourceRow["id"],
      expected: number,
      values: Partial<Pick<SourceRow, "address" | "overrides">>
    ) =>
      Effect.flatMap(
        write((tables): Written<Result.Result<void, SettingsChanged>> => {
          const row = Option.getOrUndefined(HashMap.get(tables.sources, id))
          if (row === undefined) return { answer: Result.void, tables, notices: [] }
          const current = row.overridesVersion
          if (current !== expected) {
            return { answer: Result.fail(new SettingsChanged({ expected, current })), tables, notices: [] }
          }
          const overrides = document(values.overrides ?? row.overrides)
          return {
            answer: Result.void,
            tables: withRow(tables, { ...row, ...values, overrides, overridesVersion: current + 1 }),
            notices: [{ _tag: "sources", ids: [id] }]
          }
        }),
        Effect.fromResult
      )

    return Sources.of({
      loadAll: (readAt, horizon, take, supervised) =>
        read((tables) => {
          const rows = rowsOf(tables, "all").toSorted((a, b) => a.id - b.id)
          const all = rows.map((row) => storedSource(tables, row, readAt, horizon))
          take(all.filter(isSupervised))
          supervised()
          take(all.filter((source) => !isSupervised(source)))
        }),
      load: (which, readAt, horizon = later(readAt, -longestWindow)) =>
        read((tables) =>
          rowsOf(tables, which === "supervised" ? "all" : which)
            .map((row) => storedSource(tables, row, readAt, horizon))
            .filter((source) => which !== "supervised" || isSupervised(source))
            .sort((a, b) => a.id - b.id)
        ),
      closures: (since) =>
        read(({ outages }) =>
          outages
            .filter(({ endedAt, kind }) => (kind === "disk" || kind === "storage") && (endedAt ?? since) >= since)
            .sort((a, b) => a.beganAt - b.beganAt)
            .map(({ beganAt, endedAt }) => ({ from: beganAt, to: endedAt }))
        ),
      find: (key) => read((tables) => HashMap.get(tables.sourceIds, showKey(key))),
      ensure: (keys, at) =>
        write((tables) => {
          const missing = keys.filter((key) => sourceNamed(tables, key) === undefined)
          const added = missing.reduce((now, key) => addSource(now, key, at), tables)
          const ofKey = (key: SourceKey) => HashMap.getUnsafe(added.sourceIds, showKey(key))
          return {
            answer: keys.map((key) => HashMap.getUnsafe(added.sources, ofKey(key))),
            tables: added,
            notices: missing.length === 0 ? [] : [{ _tag: "sources", ids: missing.map(ofKey) }]
          }
        }),
      own: (id) => read((tables) => HashMap.get(tables.sources, id)),
      reset: (id, at, by) =>
        write((tables) => {
          const row = Option.getOrUndefined(HashMap.get(tables.sources, id))
          if (row === undefined) return { answer: undefined, tables, notices: [] }
          const asked = row.asked + 1
          const event: EventRow = {
            id: tables.lastId + 1,
            sourceId: id,
            type: "reset",
            pid: null,
            exitCode: null,
            taskId: null,
            detail: storable(by),
            cause: null,
            at,
            asked
          }
          const known = HashSet.has(row.identities, eventIdentity(event))
          const reset: SourceRow = {
            ...row,
            asked,
            resetAsked: asked,
            events: known ? row.events : [...row.events, event],
            identities: HashSet.add(row.identities, eventIdentity(event))
          }
          return {
            answer: undefined,
            tables: withRow({ ...tables, lastId: event.id }, reset),
            notices: [{ _tag: "sources", ids: [id] }]
          }
        }),
      restart: (which) =>
        write((tables) => {
          const rows = rowsOf(tables, which)
          return {
            answer: rows.length,
            tables: rows.reduce(
              (now, row) => withRow(now, { ...row, asked: row.asked + 1, restartAsked: row.asked + 1 }),
              tables
            ),
            notices: rows.length === 0 ? [] : [{ _tag: "sources", ids: rows.map(({ id }) => id) }]
          }
        }),
      setOverrides: (id, overrides, expected) => ownValues(id, expected, { overrides }),
      setAddress: (id, address, overrides, expected) => ownValues(id, expected, { address, overrides })
    })
  })
)
