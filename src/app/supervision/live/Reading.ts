import { Context, Effect, Layer, Semaphore } from "effect"
import { noHistory } from "../../../domain/supervision/History.ts"
import { type Translation, translatedHistory, translatedRun } from "../../../domain/supervision/translated.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import { Sources, type StoredSource, type WhichSources } from "../../../ports/Sources.ts"
import { now } from "../../../runtime/Time.ts"
import { timeline } from "../../../runtime/Timeline.ts"
import { horizon } from "./horizon.ts"
import { LiveState } from "./LiveState.ts"

/** What was read, on the timeline of this process; what is only shown stays as it is. */
const recall = (stored: StoredSource, to: Translation): StoredSource => {
  const { history, lastRecordingAt, runs } = stored
  if (history === noHistory && lastRecordingAt === null && runs.length === 0) return stored
  return {
    ...stored,
    lastRecordingAt: lastRecordingAt === null ? null : to(lastRecordingAt),
    history: translatedHistory(history, to),
    runs: runs.map((run) => translatedRun(run, to))
  }
}

/**
 * Reads stored sources into the live state. Reads overlap, and one that began earlier may end later: what it brings is then older
 * than what the live state has, and nothing would ever correct it. So no read replaces what a later one brought. That one saw at
 * least as much: whatever was written before the earlier read began was there when the later one did.
 */
export class Reading extends Context.Service<
  Reading,
  {
    /** Reads these sources and takes them in; what was read. Single ones are read once those were that are supervised. */
    readonly read: (which: Exclude<WhichSources, "all">) => Effect.Effect<ReadonlyArray<StoredSource>>
    /**
     * Reads all sources and takes them in, one thousand after the other: what runs or should run does not wait for all that was ever
     * subscribed to.
     */
    readonly readAll: Effect.Effect<void>
  }
>()("sticky-dvr/app/supervision/live/Reading") {}

export const layer = Layer.effect(
  Reading,
  Effect.gen(function* () {
    const live = yield* LiveState
    const sources = yield* Sources
    /** When a source was last read on its own, by the number of the read; forgotten as soon as no read is under way. */
    const latest = new Map<SourceId, number>()
    let begun = 0
    let underWay = 0
    let latestWhole = 0
    /** The read of all that is under way, and what it has brought so far. */
    let whole: { readonly number: number; readonly brought: Set<SourceId> } | null = null
    const wholeAtATime = yield* Semaphore.make(1)

    const isNewer = (number: number, id: SourceId): boolean =>
      number > latestWhole &&
      number > (latest.get(id) ?? 0) &&
      (whole === null || number > whole.number || !whole.brought.has(id))

    const takeInSome = (number: number, stored: ReadonlyArray<StoredSource>, ids: ReadonlyArray<SourceId>): void => {
      const newer = new Set(ids.filter((id) => isNewer(number, id)))
      for (const id of newer) latest.set(id, number)
      live.store(
        stored.filter(({ id }) => newer.has(id)),
        [...newer]
      )
    }

    /** The number of a read that begins now, until it has ended. */
    const numbered = <A>(read: (number: number) => Effect.Effect<A>): Effect.Effect<A> =>
      Effect.suspend(() => {
        begun += 1
        underWay += 1
        return Effect.ensuring(
          read(begun),
          Effect.sync(() => {
            underWay -= 1
            if (underWay === 0) latest.clear()
          })
        )
      })

    const readAll = numbered(
      Effect.fnUntraced(function* (number) {
        const time = yield* timeline
        const brought = new Set<SourceId>()
        whole = { number, brought }
        const take = (some: ReadonlyArray<StoredSource>): void => {
          const newer = some.filter(({ id }) => number > (latest.get(id) ?? 0))
          for (const { id } of some) brought.add(id)
          live.storePart(newer.map((one) => recall(one, time.recalled)))
        }
        yield* sources.loadAll(yield* now, horizon(time), take, live.begin)
        const gone: Array<SourceId> = []
        for (const stored of live.sources())
          if (!brought.has(stored.id) && number > (latest.get(stored.id) ?? 0)) gone.push(stored.id)
        latestWhole = number
        live.complete(gone)
      })
    )

    return Reading.of({
      readAll: wholeAtATime.withPermit(
        Effect.ensuring(
          readAll,
          Effect.sync(() => {
            whole = null
          })
        )
      ),
      read: Effect.fn("Reading.read")(function* (which) {
        if (which !== "supervised") {
          if (which.length === 0) return []
          yield* live.loaded
        }
        return yield* numbered(
          Effect.fnUntraced(function* (number) {
            const time = yield* timeline
            const read = yield* sources.load(which, yield* now, horizon(time))
            const stored = read.map((one) => recall(one, time.recalled))
            takeInSome(number, stored, which === "supervised" ? stored.map(({ id }) => id) : which)
            return stored
          })
        )
      })
    })
  })
)
