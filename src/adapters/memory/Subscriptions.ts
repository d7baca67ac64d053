import { Clock, Effect, HashMap, HashSet, Layer, Option } from "effect"
import { SourceId, SubscriptionId } from "../../domain/Ids.ts"
import { type SourceKey, showKey } from "../../domain/Names.ts"
import type { Subscription } from "../../domain/Subscription.ts"
import { Instant } from "../../domain/Time.ts"
import { Subscriptions } from "../../ports/Subscriptions.ts"
import { Database } from "./Database.ts"
import type { SourceRow, SubscriptionRow, Tables } from "./Tables.ts"
import { wishing } from "./wishing.ts"

const shown = (tables: Tables, source: SourceRow, row: SubscriptionRow): Subscription => ({
  ...row,
  owner: HashMap.getUnsafe(tables.users, row.userId).user.username,
  sourceId: source.id,
  driver: source.driver,
  username: source.username
})

const sourceNamed = (tables: Tables, key: SourceKey): SourceRow | undefined =>
  Option.getOrUndefined(
    Option.map(HashMap.get(tables.sourceIds, showKey(key)), (id) => HashMap.getUnsafe(tables.sources, id))
  )

const newSource = (id: SourceId, key: SourceKey, at: Instant): SourceRow => ({
  ...key,
  id,
  createdAt: at,
  resetAt: null,
  restartAt: null,
  overrides: {},
  subscriptions: [],
  runs: [],
  recordings: [],
  events: [],
  wishes: [],
  told: HashSet.empty()
})

const store = (tables: Tables, source: SourceRow): Tables => ({
  ...tables,
  sources: HashMap.set(tables.sources, source.id, source),
  sourceIds: HashMap.set(tables.sourceIds, showKey(source), source.id)
})

const sourceHolding = (tables: Tables, id: SubscriptionId): SourceRow | undefined =>
  Option.getOrUndefined(
    Option.map(HashMap.get(tables.subscribed, id), (sourceId) => HashMap.getUnsafe(tables.sources, sourceId))
  )

export const layer = Layer.effect(
  Subscriptions,
  Effect.map(Database, ({ read, write }) =>
    Subscriptions.of({
      subscribe: (userId, key, at) =>
        write((tables) => {
          if (!HashMap.has(tables.users, userId)) throw new Error(`there is no user ${userId}`)
          const source = sourceNamed(tables, key) ?? newSource(SourceId.make(tables.lastId + 1), key, at)
          const known = source.subscriptions.find((row) => row.userId === userId)
          const row: SubscriptionRow =
            known === undefined
              ? { id: SubscriptionId.make(tables.lastId + 2), userId, posture: "active", createdAt: at, updatedAt: at }
              : known.posture === "active"
                ? known
                : { ...known, posture: "active", updatedAt: at }
          const subscriptions =
            known === undefined
              ? [...source.subscriptions, row]
              : source.subscriptions.map((each) => (each.id === row.id ? row : each))
          const wished = row === known ? source : wishing(source, row.id, row.posture, at)
          const stored = store(tables, { ...wished, subscriptions })
          return {
            answer: { subscription: shown(tables, source, row), created: known === undefined },
            tables: {
              ...stored,
              lastId: tables.lastId + 2,
              subscribed: HashMap.set(stored.subscribed, row.id, source.id)
            },
            told: [{ _tag: "sources", ids: [source.id] }]
          }
        }),
      find: (userId, key) =>
        read((tables) => {
          const source = sourceNamed(tables, key)
          const row = source?.subscriptions.find((each) => each.userId === userId)
          return source === undefined || row === undefined ? Option.none() : Option.some(shown(tables, source, row))
        }),
      setPostures: (changes, at) =>
        write((tables) => {
          const changed = new Map<SubscriptionId, SourceId>()
          let now = tables
          for (const { from, id, to } of changes) {
            const source = sourceHolding(now, id)
            if (source === undefined || !source.subscriptions.some((row) => row.id === id && row.posture === from)) {
              continue
            }
            now = store(now, {
              ...(from === to ? source : wishing(source, id, to, at)),
              subscriptions: source.subscriptions.map((row) =>
                row.id === id ? { ...row, posture: to, updatedAt: at } : row
              )
            })
            changed.set(id, source.id)
          }
          return {
            answer: [...changed.keys()],
            tables: now,
            told: changed.size === 0 ? [] : [{ _tag: "sources", ids: [...new Set(changed.values())] }]
          }
        }),
      remove: Effect.fnUntraced(function* (ids) {
        const at = Instant.make(yield* Clock.currentTimeMillis)
        return yield* write((tables) => {
          const removed = new Map<SubscriptionId, SourceId>()
          let now = tables
          for (const id of ids) {
            const source = sourceHolding(now, id)
            if (source === undefined) continue
            const left = source.subscriptions.filter((row) => row.id !== id)
            now = {
              ...store(now, { ...wishing(source, id, null, at), subscriptions: left }),
              subscribed: HashMap.remove(now.subscribed, id)
            }
            removed.set(id, source.id)
          }
          return {
            answer: [...removed.keys()],
            tables: now,
            told: removed.size === 0 ? [] : [{ _tag: "sources", ids: [...new Set(removed.values())] }]
          }
        })
      })
    })
  )
)
