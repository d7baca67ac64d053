import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { allPages } from "../app/lists/AllPages.ts"
import { Overview } from "../app/lists/Overview.ts"
import { showCsv } from "../app/subscriptions/Csv.ts"
import { Importing, type ImportResult } from "../app/subscriptions/Importing.ts"
import { fromCsv, fromEntries, fromText } from "../app/subscriptions/ImportLines.ts"
import { rfc3339 } from "../domain/values/Time.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { Forbidden, saying, Unusable } from "./api/Problems.ts"
import { forbidden, noUser } from "./refusals.ts"

const mostExported = 1_000_000
const mostImported = 10_000

const countOf = (results: ReadonlyArray<ImportResult>, outcome: ImportResult["outcome"]) =>
  results.filter((result) => result.outcome === outcome).length

/** Subscriptions in and out. */
export const layer = HttpApiBuilder.group(
  Api,
  "transfer",
  Effect.fnUntraced(function* (handlers) {
    const importing = yield* Importing
    const overview = yield* Overview
    return handlers.handleAll({
      export: Effect.fn("transfer.export")(function* ({ query }) {
        const { role, userId } = yield* CurrentCaller
        const scope = query.userId ?? (role === "admin" ? "all" : userId)
        if (role !== "admin" && scope !== userId) {
          return yield* new Forbidden(saying("Only admins export other people's subscriptions."))
        }
        const all = { scope, q: "", statuses: [], postures: [], sort: "name", descending: false } as const
        const { views } = yield* allPages(overview, all, mostExported)
        if (query.format !== "csv") {
          return {
            subscriptions: views.map(({ createdAt, driver, owner, posture, username }) => ({
              driver,
              username,
              posture,
              owner,
              created_at: createdAt
            }))
          }
        }
        const rows = views.map((view) => [
          view.driver,
          view.username,
          view.posture,
          view.owner,
          rfc3339(view.createdAt)
        ])
        return HttpServerResponse.text(showCsv([["driver", "username", "posture", "owner", "created_at"], ...rows]), {
          contentType: "text/csv",
          headers: { "content-disposition": 'attachment; filename="subscriptions.csv"' }
        })
      }),

      import: Effect.fn("transfer.import")(
        function* ({ payload, query, request }) {
          const who = yield* CurrentCaller
          const isCsv = /^text\/csv\b/i.test(request.headers["content-type"] ?? "")
          const lines =
            typeof payload === "string" ? (isCsv ? fromCsv : fromText)(payload) : fromEntries(payload.subscriptions)
          if (lines.length > mostImported) {
            const message = `At most ${mostImported} lines at a time; these are ${lines.length}.`
            return yield* new Unusable({ ...saying(message), errors: [{ field: "body", message }] })
          }
          const dryRun = query.dryRun === "1" || query.dryRun === "true"
          const options = { dryRun, posture: query.posture ?? "active" }
          const { results, starts } = yield* importing.run(who, query.userId ?? null, lines, options)
          return {
            dry_run: dryRun,
            starts,
            results,
            created: countOf(results, "created"),
            changed: countOf(results, "changed"),
            unchanged: countOf(results, "unchanged"),
            refused: countOf(results, "refused")
          }
        },
        Effect.catchTags({ NotAllowed: forbidden, NoUser: noUser })
      )
    })
  })
)
