import { HashMap } from "effect"
import type { SourceId, SubscriptionId, UserId } from "../../domain/Ids.ts"
import type { Written } from "./Database.ts"
import type { SourceRow, Tables } from "./Tables.ts"

/** The sources that a user subscribes to. */
export const sourcesOf = (tables: Tables, id: UserId): ReadonlyArray<SourceId> => {
  const ids: Array<SourceId> = []
  for (const row of HashMap.values(tables.sources)) if (row.subscriptions.some((s) => s.userId === id)) ids.push(row.id)
  return ids
}

/** The tables without a user, its sessions and its subscriptions; the answer tells whether there was one. */
export const withoutUser = (tables: Tables, id: UserId): Written<boolean> => {
  if (!HashMap.has(tables.users, id)) return { answer: false, tables, told: [] }
  const changed: Array<readonly [SourceId, SourceRow]> = []
  const gone: Array<SubscriptionId> = []
  for (const sourceId of sourcesOf(tables, id)) {
    const row = HashMap.getUnsafe(tables.sources, sourceId)
    for (const subscription of row.subscriptions) if (subscription.userId === id) gone.push(subscription.id)
    changed.push([sourceId, { ...row, subscriptions: row.subscriptions.filter((s) => s.userId !== id) }])
  }
  return {
    answer: true,
    tables: {
      ...tables,
      users: HashMap.remove(tables.users, id),
      sessions: HashMap.filter(tables.sessions, (session) => session.userId !== id),
      sources: HashMap.setMany(tables.sources, changed),
      subscribed: HashMap.removeMany(tables.subscribed, gone)
    },
    told: [
      { _tag: "users", ids: [id] },
      { _tag: "sources", ids: changed.map(([sourceId]) => sourceId) }
    ]
  }
}
