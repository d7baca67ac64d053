import { Effect, Layer, Stream } from "effect"
import type { SourceId } from "../../../domain/values/Ids.ts"
import { type Change, Changes } from "../../../ports/Changes.ts"
import { untilBack } from "../../../ports/storeAway.ts"
import * as Loop from "../../../runtime/Loop.ts"
import { CurrentSettings } from "./CurrentSettings.ts"
import { LiveState } from "./LiveState.ts"
import { Reading } from "./Reading.ts"

interface Due {
  readonly settings: boolean
  readonly sources: ReadonlyArray<SourceId> | "all"
}

/** What hints that came together make it necessary to read. What this backend's own journal wrote while it leads came from the live state. */
const dueBy = (hints: ReadonlyArray<Change>, leads: boolean): Due => {
  const sources = new Set<SourceId>()
  let settings = false
  let all = false
  for (const hint of hints) {
    if (hint._tag === "everything") return { settings: true, sources: "all" }
    if (hint._tag === "settings") settings = true
    if (hint._tag !== "sources" || (hint.own && leads)) continue
    if (hint.ids === "all") all = true
    else for (const id of hint.ids) sources.add(id)
  }
  return { settings, sources: all ? "all" : [...sources] }
}

/** Keeps the live state's sources and settings equal to the store's: reads again whatever is said to have changed. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const changes = yield* Changes
    const live = yield* LiveState
    const reading = yield* Reading
    const settings = yield* CurrentSettings

    const read = Effect.fnUntraced(function* (due: Due) {
      if (due.settings) yield* settings.refresh
      if (due.sources === "all") yield* reading.readAll
      else yield* reading.read(due.sources)
    })

    // Whatever a failure leaves unread is read all the same: run anew, the stream begins with `everything`.
    yield* Loop.each(
      "changes of sources and settings",
      changes.stream.pipe(Stream.buffer({ capacity: "unbounded" }), Stream.chunks),
      (hints) => untilBack(read(dueBy(hints, live.leading())), "the database can't be read; trying again")
    )
  })
)
