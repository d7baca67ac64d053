import { Effect, Layer, Schedule, Stream } from "effect"
import { type Change, Changes } from "../../ports/Changes.ts"
import { isAway } from "../../ports/StoreUnavailable.ts"
import * as Loop from "../../runtime/Loop.ts"
import { CurrentSettings } from "./CurrentSettings.ts"
import { Reading } from "./Reading.ts"

/** Keeps the live state's sources and settings equal to the store's: reads again whatever is said to have changed. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const changes = yield* Changes
    const reading = yield* Reading
    const settings = yield* CurrentSettings

    const take = (change: Change): Effect.Effect<void> => {
      switch (change._tag) {
        case "sources":
          return Effect.asVoid(reading.read(change.ids))
        case "settings":
          return settings.refresh
        case "everything":
          return Effect.andThen(settings.refresh, Effect.asVoid(reading.read("all")))
        case "users":
          return Effect.void
      }
    }

    /** Hints that waited while the store was read are taken together. */
    const together = (batch: ReadonlyArray<Change>): ReadonlyArray<Change> => {
      if (batch.some((change) => change._tag === "everything")) return [{ _tag: "everything" }]
      const ids = batch.flatMap((change) => (change._tag === "sources" ? [change.ids] : []))
      const all = ids.some((one) => one === "all")
      return [
        ...(batch.some((change) => change._tag === "settings") ? [{ _tag: "settings" } as const] : []),
        ...(ids.length === 0
          ? []
          : [
              {
                _tag: "sources",
                ids: all ? "all" : [...new Set(ids.flatMap((one) => (one === "all" ? [] : one)))]
              } as const
            ])
      ]
    }

    // Whatever a failure leaves unread is read all the same: run anew, the stream begins with `everything`.
    yield* Loop.each(
      "changes of sources and settings",
      changes.stream.pipe(Stream.buffer({ capacity: "unbounded" }), Stream.chunks),
      (batch) =>
        Effect.forEach(together(batch), take, { discard: true }).pipe(
          Effect.catchCauseIf(isAway, () =>
            Effect.andThen(Effect.logWarning("the database can't be read; trying again"), Effect.fail("away" as const))
          ),
          Effect.retry(Schedule.spaced("1 second"))
        )
    )
  })
)
