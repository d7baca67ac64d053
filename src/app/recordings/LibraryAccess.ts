import { Context, Effect, Layer, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { isAdmin, whyRecordingsHidden } from "../../domain/subscriptions/Access.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { EntryId } from "../../domain/values/Ids.ts"
import type { Instant, Millis } from "../../domain/values/Time.ts"
import {
  type Eyes,
  Library,
  type LibraryFilter,
  type LibraryPlace,
  type LibrarySort,
  type LibraryTotal,
  type SeenEntry
} from "../../ports/Library.ts"
import * as Time from "../../runtime/Time.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"

/** What is asked for of the library; whose eyes it is seen with follows from who asks. */
export interface LibraryQuestion extends Omit<LibraryFilter, "reader" | "of" | "sources"> {
  /** Only these sources; all if empty. */
  readonly sources: ReadonlyArray<SourceKey>
}

export interface LibraryPage {
  readonly entries: ReadonlyArray<SeenEntry>
  readonly next: LibraryPlace | null
  readonly total: number
  /** Why nothing is shown; null where that is not the reason. */
  readonly hidden: string | null
}

/** The library as one caller may see it. To others a recording that exists looks like one that does not. */
export class LibraryAccess extends Context.Service<
  LibraryAccess,
  {
    /** Whose recordings the caller sees; null, with the reason, for none. */
    readonly eyes: (by: Caller) => Effect.Effect<{ readonly eyes: Eyes | null; readonly hidden: string | null }>
    /** The trash is listed for admins alone. */
    readonly page: (
      by: Caller,
      question: LibraryQuestion,
      page: { readonly sort: LibrarySort; readonly limit: number; readonly after: LibraryPlace | null }
    ) => Effect.Effect<LibraryPage>
    /** What began between each two of ascending moments. */
    readonly totals: (
      by: Caller,
      question: LibraryQuestion,
      moments: ReadonlyArray<Instant>
    ) => Effect.Effect<{ readonly totals: ReadonlyArray<LibraryTotal>; readonly hidden: string | null }>
    readonly find: (by: Caller, id: EntryId) => Effect.Effect<Option.Option<SeenEntry>>
    /** Notes how far the caller is, and whether they have seen it all; whether there is such a recording. */
    readonly see: (
      by: Caller,
      id: EntryId,
      what: { readonly position?: Millis; readonly seen?: boolean }
    ) => Effect.Effect<boolean>
  }
>()("sticky-dvr/app/recordings/LibraryAccess") {}

/** What a list orders by, where it goes on. */
const placeOf = ({ bytes, duration, id, startedAt }: SeenEntry, sort: LibrarySort): LibraryPlace => {
  if (sort === "longest") return { value: duration, id }
  return { value: sort === "largest" ? bytes : startedAt, id }
}

export const layer = Layer.effect(
  LibraryAccess,
  Effect.gen(function* () {
    const library = yield* Library
    const live = yield* LiveState
    const settings = yield* CurrentSettings

    const eyes = Effect.fnUntraced(function* (by: Caller) {
      const { subscribers_see_sources: open } = (yield* settings.get).settings
      const hidden = whyRecordingsHidden(by, "active", open)
      const all: Eyes = { reader: by.userId, of: isAdmin(by) ? "all" : by.userId }
      return { eyes: hidden === null ? all : null, hidden }
    })

    const filterOf = ({ sources, ...question }: LibraryQuestion, seenWith: Eyes): LibraryFilter => ({
      ...question,
      ...seenWith,
      sources:
        sources.length === 0 ? null : sources.flatMap(({ driver, username }) => live.byKey(driver, username)?.id ?? [])
    })

    const find = Effect.fnUntraced(function* (by: Caller, id: EntryId) {
      const { eyes: own } = yield* eyes(by)
      if (own === null) return Option.none<SeenEntry>()
      const [entry] = yield* library.find([id], own)
      return Option.fromUndefinedOr(entry)
    })

    return LibraryAccess.of({
      eyes,
      find,
      page: Effect.fn("LibraryAccess.page")(function* (by, question, { after, limit, sort }) {
        const { eyes: own, hidden } = yield* eyes(by)
        if (own === null || (question.trashed && !isAdmin(by))) return { entries: [], next: null, total: 0, hidden }
        const filter = filterOf(question, own)
        const [found, total] = yield* Effect.all(
          [library.list(filter, { sort, limit: limit + 1, after }), library.count(filter)],
          { concurrency: 2 }
        )
        const entries = found.slice(0, limit)
        const last = found.length > limit ? entries.at(-1) : undefined
        return { entries, next: last === undefined ? null : placeOf(last, sort), total, hidden }
      }),
      totals: Effect.fn("LibraryAccess.totals")(function* (by, question, moments) {
        const { eyes: own, hidden } = yield* eyes(by)
        if (own === null) return { totals: moments.slice(1).map(() => ({ count: 0, duration: 0, bytes: 0 })), hidden }
        return { totals: yield* library.totals(filterOf(question, own), moments), hidden }
      }),
      see: Effect.fn("LibraryAccess.see")(function* (by, id, what) {
        if (Option.isNone(yield* find(by, id))) return false
        yield* library.see([id], by.userId, what, yield* Time.now)
        return true
      })
    })
  })
)
