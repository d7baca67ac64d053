import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { StorageReport } from "../app/recordings/StorageReport.ts"
import type { SourceShare } from "../ports/Library.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { entryShown } from "./presenters/library.ts"

const day = 24 * 3_600_000
const mostShown = 500

const together = (shares: ReadonlyArray<SourceShare>) => ({
  bytes: shares.reduce((sum, { bytes }) => sum + bytes, 0),
  count: shares.reduce((sum, { count }) => sum + count, 0)
})

/** What recordings take of the disk, and what rules would make of that. */
export const layer = HttpApiBuilder.group(
  Api,
  "storage",
  Effect.fnUntraced(function* (handlers) {
    const report = yield* StorageReport
    return handlers.handleAll({
      show: Effect.fn("storage.show")(function* () {
        const { free, fullIn, growth, size, sources, toStayFree } = yield* report.show
        const shelved = sources.filter(({ trashed }) => !trashed)
        return {
          disk: { size, free, to_stay_free: toStayFree },
          recordings: together(shelved),
          trash: together(sources.filter(({ trashed }) => trashed)),
          sources: shelved
            .toSorted((a, b) => b.bytes - a.bytes)
            .map(({ bytes, count, driver, username }) => ({ driver, username, bytes, count })),
          growth_per_day: growth,
          full_in_days: fullIn === null ? null : Math.round((fullIn / day) * 10) / 10
        }
      }),
      preview: Effect.fn("storage.preview")(function* ({ query: { keepBytes, keepDays, keepNewest } }) {
        const { userId } = yield* CurrentCaller
        const tried = {
          ...(keepDays === undefined ? {} : { keep_days: keepDays }),
          ...(keepNewest === undefined ? {} : { keep_newest: keepNewest }),
          ...(keepBytes === undefined ? {} : { keep_bytes: keepBytes })
        }
        const { bytes, count, entries } = yield* report.preview(userId, tried, mostShown)
        return { count, bytes, recordings: entries.map(entryShown) }
      })
    })
  })
)
