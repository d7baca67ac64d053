import { Cause, Context, Deferred, Effect, Exit, Layer, Metric, Queue, Schedule } from "effect"
import type { Run } from "../../../domain/supervision/Run.ts"
import { type Instant, later } from "../../../domain/values/Time.ts"
import { Journal, type JournalEntry } from "../../../ports/Journal.ts"
import { StoreHealth } from "../../../ports/StoreHealth.ts"
import type { StoreUnavailable } from "../../../ports/StoreUnavailable.ts"
import { awayAsError } from "../../../ports/storeAway.ts"
import * as Loop from "../../../runtime/Loop.ts"
import { timeline } from "../../../runtime/Timeline.ts"
import { handover } from "../live/handover.ts"
import { type Happening, LiveState } from "../live/LiveState.ts"
import { journalBuffer } from "./journalBuffer.ts"
import { dated, journalEntries } from "./journalEntries.ts"

/** Entries that may wait for the store; what comes beyond is counted and told as a `gap`. */
export const bufferSize = 100_000

const batchSize = 1_000

/** How many of its facts are not stored yet. */
export const waiting = Metric.gauge("sticky_dvr_journal_waiting", { description: "Facts of runs waiting to be stored" })

/**
 * Writes down what happens in the live state without making anybody wait: stored soon and in order, however long the store is away.
 * Only a leader writes; what happens while nobody leads is kept for whoever leads next.
 */
export class RunJournal extends Context.Service<
  RunJournal,
  {
    /** Takes in what does not happen in the live state; never waits. */
    readonly append: (entries: ReadonlyArray<JournalEntry>) => void
  }
>()("sticky-dvr/app/supervision/journal/RunJournal") {}

export const layer = Layer.effect(
  RunJournal,
  Effect.gen(function* () {
    const live = yield* LiveState
    const journal = yield* Journal
    const health = yield* StoreHealth
    const { now, toWall, written } = yield* timeline
    const nudges = yield* Queue.sliding<void>(1)
    const buffer = journalBuffer(bufferSize)
    let idle = Deferred.makeUnsafe<void>()
    Deferred.doneUnsafe(idle, Effect.void)

    const store = (entries: ReadonlyArray<JournalEntry>): Effect.Effect<void, StoreUnavailable> =>
      awayAsError(journal.write(entries)).pipe(
        Effect.catchCauseIf(Cause.hasDies, (cause) => {
          if (entries.length === 1) return Effect.logError("a fact of a run can't be stored and is dropped", cause)
          return Effect.forEach(entries, (entry) => store([entry]), { discard: true })
        })
      )

    const storeNext = Effect.gen(function* () {
      if (!live.leading()) buffer.dropOutages()
      const batch = buffer.next(batchSize, toWall(now()))
      if (batch.length > 0) yield* store(batch)
      buffer.done(batch)
      yield* Metric.update(waiting, buffer.waiting())
    })

    const drain = Effect.gen(function* () {
      while (!buffer.isEmpty()) yield* Effect.retry(storeNext, Schedule.spaced("1 second"))
      Deferred.doneUnsafe(idle, Effect.void)
    })

    const nudge = (): void => void Queue.offerUnsafe(nudges, undefined)

    // What a failure leaves in the buffer is tried again in the next turn.
    yield* Loop.run(
      "run journal",
      Effect.andThen(
        Queue.take(nudges),
        Effect.onError(drain, () => Effect.sync(nudge))
      )
    )

    const write = (make: () => void): void => {
      const wasEmpty = buffer.isEmpty()
      make()
      if (buffer.isEmpty()) return
      if (wasEmpty) idle = Deferred.makeUnsafe<void>()
      nudge()
    }

    const append = (entries: ReadonlyArray<JournalEntry>): void => {
      if (entries.length === 0) return
      const stored = entries.map((entry) => dated(entry, entry._tag === "event" ? written : toWall))
      if (live.leading()) write(() => buffer.add(stored))
      else buffer.keep(stored, now())
    }

    const unlisten = live.listen((what) => {
      if (what === "all" && live.leading()) write(buffer.lead)
    })
    yield* Effect.addFinalizer(() => Effect.sync(unlisten))

    let answersSince: Instant | null = null
    yield* Loop.run(
      "facts that another backend writes",
      Effect.gen(function* () {
        answersSince = (yield* health.check) ? (answersSince ?? now()) : null
        // What happened longer ago, in a store that answered all the while, another leader has written down.
        const until = later(now(), -handover)
        if (!live.leading() && answersSince !== null && answersSince <= until) buffer.follow(until)
        yield* Effect.sleep("10 seconds")
      })
    )

    // An orderly end writes down what it still has; a crash does not, and a store that stays away is not waited for.
    yield* Effect.addFinalizer((exit) =>
      Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)
        ? Effect.asVoid(
            Effect.timeoutOption(
              Effect.suspend(() => Deferred.await(idle)),
              "5 seconds"
            )
          )
        : Effect.void
    )

    const bytesOf = (run: Run): number => {
      const measured = live.measured(run.taskId)
      return measured === undefined
        ? run.capture.fileBytes
        : measured.recording + Math.max(measured.own, run.capture.fileBytes)
    }
    const askedOf = ({ events, run }: Happening): number => {
      const id = run?.after.sourceId ?? events[0]?.sourceId
      return id === undefined ? 0 : (live.source(id)?.asked ?? 0)
    }
    const unwatch = live.watch((happening) => append(journalEntries(happening, askedOf(happening), bytesOf)))
    yield* Effect.addFinalizer(() => Effect.sync(unwatch))

    return RunJournal.of({ append })
  })
)
