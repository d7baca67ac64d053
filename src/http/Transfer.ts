import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { allPages } from "../app/lists/AllPages.ts"
import { Overview } from "../app/lists/Overview.ts"
import { Importing } from "../app/subscriptions/Importing.ts"
import type { ImportResult } from "../app/subscriptions/ImportResult.ts"
import { SourceAccess } from "../app/subscriptions/SourceAccess.ts"
import { LiveState } from "../app/supervision/live/LiveState.ts"
import { shownAddress } from "../domain/subscriptions/Address.ts"
import { csvLine } from "../domain/subscriptions/imports/Csv.ts"
import { fromEntries, fromList, readLines } from "../domain/subscriptions/imports/ImportLines.ts"
import { isGarbled } from "../domain/subscriptions/imports/ListText.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import { rfc3339 } from "../domain/values/Time.ts"
import { mapInSlices } from "../runtime/Slices.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { saying, Unusable } from "./api/Problems.ts"
import { forbidden, noUser } from "./refusals.ts"
import { scopeOf } from "./scope.ts"

const mostExported = 1_000_000
const mostImported = 10_000

/** A document whose one list is long, written as the contract has it; piece by piece, as it may be as long as it likes. */
const written = <Row>(about: object, name: string, rows: ReadonlyArray<Row>, row: (row: Row) => object) =>
  Effect.map(
    mapInSlices(rows, (one) => JSON.stringify(row(one))),
    (texts) => {
      const rest = JSON.stringify(about).slice(1, -1)
      const body = `{${rest}${rest === "" ? "" : ","}${JSON.stringify(name)}:[${texts.join(",")}]}`
      return HttpServerResponse.text(body, { contentType: "application/json" })
    }
  )

const countOf = (results: ReadonlyArray<ImportResult>, outcome: ImportResult["outcome"]) =>
  results.filter((result) => result.outcome === outcome).length

/** Subscriptions in and out. */
export const layer = HttpApiBuilder.group(
  Api,
  "transfer",
  Effect.fnUntraced(function* (handlers) {
    const importing = yield* Importing
    const live = yield* LiveState
    const overview = yield* Overview
    const seeing = yield* SourceAccess
    return handlers.handleAll({
      export: Effect.fn("transfer.export")(function* ({ query }) {
        const who = yield* CurrentCaller
        const scope = yield* scopeOf(who, query.userId, "export")
        const all = {
          scope,
          q: "",
          addresses: false,
          statuses: [],
          postures: [],
          sort: "name",
          descending: false
        } as const
        const { views } = yield* allPages(overview, all, mostExported)
        const sees = yield* seeing.addresses(who)
        const addressOf = ({ driver, username }: SourceKey): string => {
          const url = sees ? live.byKey(driver, username)?.address?.url : undefined
          return url === undefined ? "" : shownAddress(url)
        }
        if (query.format !== "csv") {
          return yield* written({}, "subscriptions", views, (view) => {
            const address = addressOf(view)
            return {
              driver: view.driver,
              username: view.username,
              posture: view.posture,
              owner: view.owner,
              created_at: rfc3339(view.createdAt),
              ...(address === "" ? {} : { address })
            }
          })
        }
        const rows = yield* mapInSlices(views, (view) =>
          csvLine([view.driver, view.username, view.posture, view.owner, rfc3339(view.createdAt), addressOf(view)])
        )
        const heading = csvLine(["driver", "username", "posture", "owner", "created_at", "address"])
        return HttpServerResponse.text([heading, ...rows].join(""), {
          contentType: "text/csv",
          headers: { "content-disposition": 'attachment; filename="subscriptions.csv"' }
        })
      }),

      import: Effect.fn("transfer.import")(
        function* ({ payload, query, request }) {
          const who = yield* CurrentCaller
          const isTable = /^text\/csv\b/i.test(request.headers["content-type"] ?? "")
          if (typeof payload === "string" && isGarbled(payload)) {
            const message =
              "The list is not written in UTF-8: save it as UTF-8, or as 'CSV UTF-8', and import it again."
            return yield* new Unusable({ ...saying(message), errors: [{ field: "body", message }] })
          }
          const { count, read } = yield* readLines(
            typeof payload === "string" ? fromList(payload, isTable) : fromEntries(payload.subscriptions),
            mostImported
          )
          if (count > mostImported) {
            const message = `At most ${mostImported} lines at a time; these are ${count}.`
            return yield* new Unusable({ ...saying(message), errors: [{ field: "body", message }] })
          }
          const dryRun = query.dryRun === "1" || query.dryRun === "true"
          const options = { dryRun, posture: query.posture ?? "active" }
          const { results, starts } = yield* importing.run(who, query.userId ?? null, read, options)
          const counts = {
            dry_run: dryRun,
            starts,
            created: countOf(results, "created"),
            changed: countOf(results, "changed"),
            unchanged: countOf(results, "unchanged"),
            refused: countOf(results, "refused")
          }
          return yield* written(counts, "results", results, (result) => result)
        },
        Effect.catchTags({ NotAllowed: forbidden, NoUser: noUser })
      )
    })
  })
)
