import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { AuditLog } from "../ports/AuditLog.ts"
import { Api } from "./api/Api.ts"
import { defaultLimit } from "./api/Lists.ts"

/** The audit log, newest first. */
export const layer = HttpApiBuilder.group(
  Api,
  "audit",
  Effect.fnUntraced(function* (handlers) {
    const log = yield* AuditLog
    return handlers.handleAll({
      list: Effect.fn("audit.list")(function* ({ query }) {
        const limit = query.limit ?? defaultLimit
        const found = yield* log.list({ before: query.cursor ?? null, limit: limit + 1, search: query.q || null })
        const items = found.slice(0, limit).map(({ at, userId, ...entry }) => ({ ...entry, user_id: userId, ts: at }))
        return { items, next_cursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
      })
    })
  })
)
