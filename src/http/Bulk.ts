import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { allPages } from "../app/lists/AllPages.ts"
import { Overview } from "../app/lists/Overview.ts"
import { Bulk } from "../app/subscriptions/Bulk.ts"
import { SourceAccess } from "../app/subscriptions/SourceAccess.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { forbidden } from "./refusals.ts"
import { scopeOf } from "./scope.ts"

const mostOfFilter = 10_000

/** Many subscriptions at once. */
export const layer = HttpApiBuilder.group(
  Api,
  "bulk",
  Effect.fnUntraced(function* (handlers) {
    const bulk = yield* Bulk
    const overview = yield* Overview
    const seeing = yield* SourceAccess
    return handlers.handleAll({
      run: Effect.fn("bulk.run")(
        function* ({ payload }) {
          const who = yield* CurrentCaller
          const { action, filter, items = [] } = payload
          const scope = yield* scopeOf(who, filter?.user_id, "change")
          const { remaining, targets } =
            filter === undefined
              ? {
                  remaining: 0,
                  targets: items.map(({ user_id, ...key }) => ({ ...key, userId: user_id ?? who.userId }))
                }
              : yield* allPages(
                  overview,
                  {
                    scope,
                    q: filter.q ?? "",
                    addresses: yield* seeing.addresses(who),
                    statuses: filter.status ?? [],
                    postures: filter.posture ?? [],
                    sort: "name",
                    descending: false
                  },
                  mostOfFilter
                ).pipe(
                  Effect.map(({ remaining, views }) => ({
                    remaining,
                    targets: views.map(({ driver, userId, username }) => ({ driver, username, userId }))
                  }))
                )
          const results = (yield* bulk.run(who, action, targets)).map(
            ({ driver, posture, refusal, userId, username }) => ({
              driver,
              username,
              user_id: userId,
              ok: refusal === null,
              posture,
              code: refusal?.code ?? null,
              error: refusal?.message ?? null
            })
          )
          const succeeded = results.filter(({ ok }) => ok).length
          return { results, succeeded, failed: results.length - succeeded, remaining }
        },
        Effect.catchTag("NotAllowed", forbidden)
      )
    })
  })
)
