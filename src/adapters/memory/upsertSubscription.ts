import { HashMap, HashSet, Option } from "effect"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import { SourceId, SubscriptionId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { Granted, Wish } from "../../ports/Subscriptions.ts"
import type { SourceRow, SubscriptionRow, Tables } from "./Tables.ts"
import { wishing } from "./wishing.ts"

/** The source of this name. */
export const sourceNamed = (tables: Tables, key: SourceKey): SourceRow | undefined =>
  Option.getOrUndefined(
    Option.map(HashMap.get(tables.sourceIds, showKey(key)), (id) => HashMap.getUnsafe(tables.sources, id))
  )

const newSource = (id: SourceId, key: SourceKey, at: Instant): SourceRow => ({
  ...key,
  id,
  createdAt: at,
  asked: 0,
  resetAsked: 0,
  restartAsked: 0,
  address: null,
  overrides: {},
  overridesVersion: 0,
  subscriptions: [],
  runs: [],
  recordings: [],
  events: [],
  wishes: [],
  identities: HashSet.empty()
})

/** The tables with this source in place of what they had of it. */
export const store = (tables: Tables, source: SourceRow): Tables => ({
  ...tables,
  sources: HashMap.set(tables.sources, source.id, source),
  sourceIds: HashMap.set(tables.sourceIds, showKey(source), source.id)
})

/** The tables with a source of a name that is new. */
export const addSource = (tables: Tables, key: SourceKey, at: Instant): Tables => {
  const id = SourceId.make(tables.lastId + 1)
  return { ...store(tables, newSource(id, key, at)), lastId: id }
}

/** The tables once a wish is granted, with its source and its subscription; nobody's is a mistake. */
export const upsertSubscription = (
  tables: Tables,
  { key, posture, userId }: Wish,
  at: Instant
): {
  readonly tables: Tables
  readonly source: SourceRow
  readonly row: SubscriptionRow
  readonly outcome: Granted["outcome"]
} => {
  if (!HashMap.has(tables.users, userId)) throw new Error(`there is no user ${userId}`)
  const source = sourceNamed(tables, key) ?? newSource(SourceId.make(tables.lastId + 1), key, at)
  const known = source.subscriptions.find((row) => row.userId === userId)
  if (known?.posture === posture) return { tables, source, row: known, outcome: "unchanged" }
  const row: SubscriptionRow =
    known === undefined
      ? { id: SubscriptionId.make(tables.lastId + 2), userId, posture, createdAt: at, updatedAt: at }
      : { ...known, posture, updatedAt: at }
  const subscriptions =
    known === undefined
      ? [...source.subscriptions, row]
      : source.subscriptions.map((each) => (each.id === row.id ? row : each))
  const stored = store(tables, { ...wishing(source, row, posture, at), subscriptions })
  return {
    tables: { ...stored, lastId: tables.lastId + 2, subscribed: HashMap.set(stored.subscribed, row.id, source.id) },
    source,
    row,
    outcome: known === undefined ? "created" : "changed"
  }
}
