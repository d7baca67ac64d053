import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { LibraryChanges } from "../app/recordings/LibraryChanges.ts"
import { StorageReport } from "../app/recordings/StorageReport.ts"
import { later } from "../domain/values/Time.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { saying, Unusable } from "./api/Problems.ts"
import { entryShown } from "./presenters/library.ts"
import { storageShown } from "./presenters/storage.ts"

const mostShown = 500

const noDriver = () => {
  const message = "Say of which driver the source is."
  return new Unusable({ ...saying(message), errors: [{ field: "driver", message }] })
}

/** What recordings take of the disk, and what rules would make of that. */
export const layer = HttpApiBuilder.group(
  Api,
  "storage",
  Effect.fnUntraced(function* (handlers) {
    const changes = yield* LibraryChanges
    const report = yield* StorageReport
    return handlers.handleAll({
      show: Effect.fn("storage.show")(function* () {
        return storageShown(yield* report.show(yield* CurrentCaller))
      }),
      rules: () => report.rules,
      preview: Effect.fn("storage.preview")(function* ({
        query: { driver, keepBytes, keepDays, keepNewest, username }
      }) {
        const { userId } = yield* CurrentCaller
        if (username !== undefined && driver === undefined) return yield* noDriver()
        const of = { ...(driver === undefined ? {} : { driver }), ...(username === undefined ? {} : { username }) }
        const rules = {
          ...(keepDays === undefined ? {} : { keep_days: keepDays }),
          ...(keepNewest === undefined ? {} : { keep_newest: keepNewest }),
          ...(keepBytes === undefined ? {} : { keep_bytes: keepBytes })
        }
        const { entries, ...preview } = yield* report.preview(userId, { of, rules }, mostShown)
        return { ...preview, recordings: entries.map(entryShown) }
      }),
      emptyTrash: Effect.fn("storage.emptyTrash")(function* ({ query: { until } }) {
        // Moments are told to the second, and what is to be emptied came within it.
        const last = until === undefined ? null : later(until, 999)
        return yield* changes.emptyTrash(yield* CurrentCaller, last)
      })
    })
  })
)
