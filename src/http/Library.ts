import { DateTime, Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { LibraryAccess, type LibraryQuestion } from "../app/recordings/LibraryAccess.ts"
import { LibraryChanges } from "../app/recordings/LibraryChanges.ts"
import { daysBetween } from "../domain/recordings/Days.ts"
import { outcomeWords } from "../domain/recordings/LibraryAction.ts"
import { type Instant, later } from "../domain/values/Time.ts"
import * as Time from "../runtime/Time.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { defaultLimit } from "./api/Lists.ts"
import { NotFound, saying, Unusable } from "./api/Problems.ts"
import { libraryCursor, libraryPlace } from "./libraryCursor.ts"
import { entryDetail, entryShown, seconds } from "./presenters/library.ts"

const day = 24 * 3_600_000
const mostDays = 400

type Flag = "true" | "false" | undefined
const flagOf = (flag: Flag): boolean | null => (flag === undefined ? null : flag === "true")

interface Filter {
  readonly from?: Instant
  readonly to?: Instant
  readonly source?: ReadonlyArray<string>
  readonly q?: string
  readonly seen?: Flag
  readonly kept?: Flag
  readonly gaps?: Flag
  readonly trashed?: Flag
}

const questionOf = ({ from, gaps, kept, q = "", seen, source = [], to, trashed }: Filter): LibraryQuestion => ({
  from: from ?? null,
  to: to ?? null,
  sources: source.map((text) => {
    const [driver = "", username = ""] = text.split("/")
    return { driver, username }
  }),
  search: q,
  seen: flagOf(seen),
  kept: flagOf(kept),
  gaps: flagOf(gaps),
  trashed: trashed === "true"
})

const noRecording = () =>
  new NotFound({ ...saying("There is no such recording, or it is not yours to see."), what: "recording" })

/** The recordings of all sources: listed, counted by day, kept, seen, put into the trash. */
export const layer = HttpApiBuilder.group(
  Api,
  "library",
  Effect.fnUntraced(function* (handlers) {
    const access = yield* LibraryAccess
    const changes = yield* LibraryChanges

    return handlers.handleAll({
      list: Effect.fn("library.list")(function* ({ query }) {
        const { cursor, limit = defaultLimit, sort = "newest" } = query
        const after = yield* libraryPlace(cursor, sort)
        const page = yield* access.page(yield* CurrentCaller, questionOf(query), { sort, limit, after })
        return {
          recordings: page.entries.map(entryShown),
          nextCursor: page.next === null ? null : libraryCursor(page.next, sort),
          total: page.total,
          hidden: page.hidden
        }
      }),

      days: Effect.fn("library.days")(function* ({ query }) {
        const to = query.to ?? (yield* Time.now)
        const from = query.from ?? later(to, -29 * day)
        const zone = Option.getOrElse(DateTime.zoneFromString(query.zone ?? "UTC"), () => DateTime.zoneMakeOffset(0))
        const days = from > to ? null : daysBetween(from, to, zone, mostDays)
        if (days === null) {
          const message = `\`from\` is not later than \`to\`, and at most ${mostDays} days before it.`
          return yield* new Unusable({ ...saying(message), errors: [{ field: "from", message }] })
        }
        const question = { ...questionOf(query), from: null, to: null }
        const { hidden, totals } = yield* access.totals(
          yield* CurrentCaller,
          question,
          days.map((one) => one.from)
        )
        return {
          days: totals.map(({ bytes, count, duration }, i) => ({
            day: days[i]?.date ?? "",
            count,
            seconds: seconds(duration),
            bytes
          })),
          hidden
        }
      }),

      show: Effect.fn("library.show")(function* ({ params }) {
        const found = yield* access.find(yield* CurrentCaller, params.id)
        return Option.isNone(found) ? yield* noRecording() : entryDetail(found.value)
      }),

      see: Effect.fn("library.see")(function* ({ params, payload: { position, seen } }) {
        const isThere = yield* access.see(yield* CurrentCaller, params.id, {
          ...(position === undefined ? {} : { position: Math.round(position * 1000) }),
          ...(seen === undefined ? {} : { seen })
        })
        if (!isThere) return yield* noRecording()
      }),

      bulk: Effect.fn("library.bulk")(function* ({ payload: { action, ids } }) {
        const results = yield* changes.run(yield* CurrentCaller, action, ids)
        return { results: results.map(({ id, outcome }) => ({ id, outcome, error: outcomeWords(outcome, action) })) }
      })
    })
  })
)
