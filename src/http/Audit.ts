import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { AuditLog } from "../ports/AuditLog.ts"
import { Api } from "./api/Api.ts"
import { defaultLimit } from "./api/Lists.ts"
import { auditAnswer } from "./presenters/accounts.ts"

/** The audit log, newest first. */
export const layer = HttpApiBuilder.group(
  Api,
  "audit",
  Effect.fnUntraced(function* (handlers) {
    const log = yield* AuditLog
    return handlers.handleAll({
      list: Effect.fn("audit.list")(function* ({ query }) {
        const limit = query.limit ?? defaultLimit
        const found = yield* log.list({
          before: query.cursor ?? null,
          kind: query.kind,
          limit: limit + 1,
          search: query.q || null
        })
        const items = found.slice(0, limit)
        return auditAnswer(items, found.length > limit ? (items.at(-1)?.id ?? null) : null)
      })
    })
  })
)
