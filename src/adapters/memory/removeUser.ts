import { HashMap } from "effect"
import type { SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { Written } from "./Database.ts"
import type { SourceRow, Tables } from "./Tables.ts"
import { wishing } from "./wishing.ts"

/** The sources that a user subscribes to. */
export const sourcesOf = (tables: Tables, id: UserId): ReadonlyArray<SourceId> => {
  const ids: Array<SourceId> = []
  for (const row of HashMap.values(tables.sources)) if (row.subscriptions.some((s) => s.userId === id)) ids.push(row.id)
  return ids
}

/** The tables without a user, its sessions and its subscriptions; the answer tells whether there was one. */
export const withoutUser = (tables: Tables, id: UserId, at: Instant): Written<boolean> => {
  if (!HashMap.has(tables.users, id)) return { answer: false, tables, notices: [] }
  const changed: Array<readonly [SourceId, SourceRow]> = []
  const gone: Array<SubscriptionId> = []
  for (const sourceId of sourcesOf(tables, id)) {
    const row = HashMap.getUnsafe(tables.sources, sourceId)
    const own = row.subscriptions.filter((subscription) => subscription.userId === id)
    gone.push(...own.map((subscription) => subscription.id))
    const wished = own.reduce((now, subscription) => wishing(now, subscription, null, at), row)
    changed.push([sourceId, { ...wished, subscriptions: row.subscriptions.filter((s) => s.userId !== id) }])
  }
  return {
    answer: true,
    tables: {
      ...tables,
      users: HashMap.remove(tables.users, id),
      sessions: HashMap.filter(tables.sessions, (session) => session.userId !== id),
      sources: HashMap.setMany(tables.sources, changed),
      exports: HashMap.filter(tables.exports, ({ userId }) => userId !== id),
      subscribed: HashMap.removeMany(tables.subscribed, gone),
      library: HashMap.map(tables.library, (row) => ({ ...row, views: HashMap.remove(row.views, id) }))
    },
    notices: [
      { _tag: "users", ids: [id] },
      { _tag: "sources", ids: changed.map(([sourceId]) => sourceId) }
    ]
  }
}
