import { Context, Effect, Layer } from "effect"
import { noHistory } from "../../domain/supervision/History.ts"
import { type Translation, translatedHistory, translatedRun } from "../../domain/supervision/translated.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { Sources, type StoredSource, type WhichSources } from "../../ports/Sources.ts"
import { now } from "../../runtime/Time.ts"
import { timeline } from "../../runtime/Timeline.ts"
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
    readonly read: (which: WhichSources) => Effect.Effect<ReadonlyArray<StoredSource>>
  }
>()("sticky-dvr/app/supervision/Reading") {}

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

    const takeInSome = (number: number, stored: ReadonlyArray<StoredSource>, ids: ReadonlyArray<SourceId>): void => {
      const newer = new Set(ids.filter((id) => number > latestWhole && number > (latest.get(id) ?? 0)))
      for (const id of newer) latest.set(id, number)
      live.store(
        stored.filter(({ id }) => newer.has(id)),
        [...newer]
      )
    }

    const takeInAll = (number: number, stored: ReadonlyArray<StoredSource>): void => {
      if (number < latestWhole) return
      latestWhole = number
      const later = [...latest].flatMap(([id, of]) => (of > number ? [id] : []))
      const known = later.flatMap((id) => live.entry(id)?.stored ?? [])
      live.store([...stored.filter(({ id }) => !later.includes(id)), ...known], "all")
    }

    return Reading.of({
      read: Effect.fn("Reading.read")(function* (which) {
        if (typeof which !== "string") {
          if (which.length === 0) return []
          yield* live.loaded
        }
        begun += 1
        underWay += 1
        const number = begun
        const time = yield* timeline
        const read = yield* Effect.ensuring(
          sources.load(which, yield* now, horizon(time)),
          Effect.sync(() => {
            underWay -= 1
          })
        )
        const stored = read.map((one) => recall(one, time.recalled))
        if (which === "all") takeInAll(number, stored)
        else takeInSome(number, stored, which === "supervised" ? stored.map(({ id }) => id) : which)
        if (underWay === 0) latest.clear()
        return stored
      })
    })
  })
)
