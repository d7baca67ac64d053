import { Context, Effect, Layer, Option, Queue, Random } from "effect"
import { deletedAt, type Export, ofFile } from "../../domain/recordings/Export.ts"
import { later, type Millis } from "../../domain/values/Time.ts"
import { ExportFiles } from "../../ports/ExportFiles.ts"
import { Exports } from "../../ports/Exports.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { exportMaking, mayMake } from "./exportMaking.ts"
import { StorageWatch } from "./StorageWatch.ts"

/** So many exports are made at once, by the backend that leads. */
export const exportsAtOnce = 2

/** From one look at the queue to the next, and at what is to go; what is asked of this backend is looked at at once. */
const pace = "5 seconds"
const round = "10 minutes"

/** How old a file is at the least that no export is known of before it is removed. */
const young: Millis = 600_000

/** How many exports this process made, and failed to make. */
export interface ExportCounts {
  readonly done: number
  readonly failed: number
}

/** Makes the exports that wait, the first first, a few at a time. Whatever ends this in the middle leaves one that is begun anew. */
export class ExportQueue extends Context.Service<
  ExportQueue,
  {
    /** Something waits that did not before. */
    readonly nudge: Effect.Effect<void>
    readonly counts: Effect.Effect<ExportCounts>
  }
>()("sticky-dvr/app/recordings/ExportQueue") {}

export const layer = Layer.effect(
  ExportQueue,
  Effect.gen(function* () {
    const exports = yield* Exports
    const files = yield* ExportFiles
    const live = yield* LiveState
    const storage = yield* StorageWatch
    const make = yield* exportMaking
    const { now, toWall } = yield* timeline
    const nudges = yield* Queue.sliding<void>(exportsAtOnce)
    const own = new Set<string>()
    let counts: ExportCounts = { done: 0, failed: 0 }

    const work = Effect.fnUntraced(function* (attempt: string) {
      const begun = Option.getOrUndefined(yield* exports.begin(attempt))
      if (begun === undefined) return false
      const outcome = yield* make(begun, attempt)
      if (outcome === null) return true
      const isOurs = yield* exports.end(begun.id, attempt, outcome, toWall(now()))
      if (!isOurs && outcome._tag === "done") yield* files.remove(outcome.file)
      if (outcome._tag === "again") return false
      if (outcome._tag === "failed") yield* Effect.logWarning(`an export was not made: ${outcome.error}`)
      counts = { ...counts, [outcome._tag]: counts[outcome._tag] + 1 }
      return true
    })

    const next = Effect.acquireUseRelease(
      Effect.map(Random.nextIntBetween(0, 0xffff_ffff), (n) => {
        const attempt = n.toString(16).padStart(8, "0")
        own.add(attempt)
        return attempt
      }),
      work,
      (attempt) => Effect.sync(() => own.delete(attempt))
    )

    const turn = Effect.gen(function* () {
      if (!mayMake(live)) return false
      // What is under way elsewhere is not: who made it has ended, or leads no more.
      yield* exports.abandon([...own])
      return yield* next
    })

    /** What was kept for long enough goes, and files that no export is known of. */
    const sweep = Effect.gen(function* () {
      const at = toWall(now())
      const days = live.settings().settings.export_keep_days
      const all = yield* exports.list("all")
      const isOver = (one: Export): boolean => (deletedAt(one, days) ?? Number.POSITIVE_INFINITY) <= at
      const over = all.filter(isOver)
      yield* exports.remove(over.map(({ id }) => id))
      const known = new Set(all.flatMap(({ file }) => file ?? []))
      const lost = (yield* files.list).filter(
        ({ modifiedAt, name }) =>
          modifiedAt < later(at, -young) && !known.has(name) && !own.has(ofFile(name)?.attempt ?? "")
      )
      const gone = [...over.flatMap(({ file }) => file ?? []), ...lost.map(({ name }) => name)]
      yield* Effect.forEach(gone, files.remove, { discard: true })
    })

    for (let i = 1; i <= exportsAtOnce; i++)
      yield* Loop.run(
        `exports ${i}`,
        Effect.gen(function* () {
          yield* storage.probed
          const wentOn = yield* unlessAway(turn, false)
          if (!wentOn) yield* Effect.timeoutOption(Queue.take(nudges), pace)
        })
      )
    yield* Loop.run(
      "exports that are over",
      Effect.gen(function* () {
        yield* storage.probed
        if (mayMake(live)) yield* unlessAway(sweep, undefined)
        yield* Effect.sleep(round)
      })
    )

    return ExportQueue.of({
      nudge: Effect.asVoid(Queue.offer(nudges, undefined)),
      counts: Effect.sync(() => counts)
    })
  })
)
