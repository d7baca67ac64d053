import { Effect, HashMap, Layer, Option } from "effect"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import type { SourceId, SubscriptionId } from "../../domain/values/Ids.ts"
import { type Granted, Subscriptions } from "../../ports/Subscriptions.ts"
import * as Time from "../../runtime/Time.ts"
import { Database } from "./Database.ts"
import type { SourceRow, SubscriptionRow, Tables } from "./Tables.ts"
import { sourceNamed, store, upsertSubscription } from "./upsertSubscription.ts"
import { wishing } from "./wishing.ts"

const shown = (tables: Tables, source: SourceRow, row: SubscriptionRow): Subscription => ({
  ...row,
  owner: HashMap.getUnsafe(tables.users, row.userId).user.username,
  sourceId: source.id,
  driver: source.driver,
  username: source.username
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
          const {
            outcome,
            row,
            source,
            tables: now
          } = upsertSubscription(tables, { userId, key, posture: "active" }, at)
          return {
            answer: { subscription: shown(now, source, row), created: outcome === "created" },
            tables: now,
            notices: [{ _tag: "sources", ids: [source.id] }]
          }
        }),
      grant: (wishes, at) =>
        write((tables) => {
          let now = tables
          const answer: Array<Granted> = []
          for (const wish of wishes) {
            const { outcome, source, tables: next } = upsertSubscription(now, wish, at)
            answer.push({ sourceId: source.id, outcome })
            now = next
          }
          const ids = new Set(answer.flatMap(({ outcome, sourceId }) => (outcome === "unchanged" ? [] : [sourceId])))
          return { answer, tables: now, notices: ids.size === 0 ? [] : [{ _tag: "sources", ids: [...ids] }] }
        }),
      countOfUser: (userId) =>
        read((tables) =>
          Option.map(HashMap.get(tables.users, userId), () =>
            HashMap.reduce(
              tables.sources,
              0,
              (count, { subscriptions }) => count + subscriptions.filter((row) => row.userId === userId).length
            )
          )
        ),
      postures: (which) =>
        read((tables) =>
          which.map(
            ({ key, userId }) =>
              sourceNamed(tables, key)?.subscriptions.find((row) => row.userId === userId)?.posture ?? null
          )
        ),
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
            const known = source?.subscriptions.find((row) => row.id === id && row.posture === from)
            if (source === undefined || known === undefined) continue
            now = store(now, {
              ...(from === to ? source : wishing(source, known, to, at)),
              subscriptions: source.subscriptions.map((row) =>
                row.id === id ? { ...row, posture: to, updatedAt: at } : row
              )
            })
            changed.set(id, source.id)
          }
          return {
            answer: [...changed.keys()],
            tables: now,
            notices: changed.size === 0 ? [] : [{ _tag: "sources", ids: [...new Set(changed.values())] }]
          }
        }),
      rules: (id) => read((tables) => HashMap.get(tables.keepRules, id)),
      allRules: read((tables) =>
        HashMap.toValues(tables.sources).flatMap(({ id: sourceId, subscriptions }) =>
          subscriptions
            .filter(({ posture }) => posture !== "archived")
            .flatMap(({ id }) => Option.toArray(HashMap.get(tables.keepRules, id)))
            .map((rules) => ({ sourceId, rules }))
        )
      ),
      setRules: (id, rules) =>
        write((tables) => ({
          answer: undefined,
          tables: {
            ...tables,
            keepRules:
              rules === null || !HashMap.has(tables.subscribed, id)
                ? HashMap.remove(tables.keepRules, id)
                : HashMap.set(tables.keepRules, id, rules)
          },
          notices: []
        })),
      remove: Effect.fnUntraced(function* (ids) {
        const at = yield* Time.now
        return yield* write((tables) => {
          const removed = new Map<SubscriptionId, SourceId>()
          let now = tables
          for (const id of ids) {
            const source = sourceHolding(now, id)
            const known = source?.subscriptions.find((row) => row.id === id)
            if (source === undefined || known === undefined) continue
            const left = source.subscriptions.filter((row) => row !== known)
            now = {
              ...store(now, { ...wishing(source, known, null, at), subscriptions: left }),
              subscribed: HashMap.remove(now.subscribed, id),
              keepRules: HashMap.remove(now.keepRules, id)
            }
            removed.set(id, source.id)
          }
          return {
            answer: [...removed.keys()],
            tables: now,
            notices: removed.size === 0 ? [] : [{ _tag: "sources", ids: [...new Set(removed.values())] }]
          }
        })
      })
    })
  )
)
