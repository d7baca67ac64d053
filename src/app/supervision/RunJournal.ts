import { Cause, Clock, Context, Deferred, Effect, Exit, Layer, Metric, Queue, Schedule } from "effect"
import type { Run } from "../../domain/supervision/Run.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { Journal, type JournalEntry } from "../../ports/Journal.ts"
import { isAway, StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import * as Loop from "../../runtime/Loop.ts"
import { journalEntries } from "./journalEntries.ts"
import { LiveState } from "./LiveState.ts"

/** Entries that may wait for the store; what comes beyond is counted and told as a `gap`. */
export const bufferSize = 100_000

const batchSize = 1_000

/** How many of its facts are not stored yet. */
export const waiting = Metric.gauge("sticky_dvr_journal_waiting", { description: "Facts of runs waiting to be stored" })

/**
 * Writes down what happens in the live state without making anybody wait: stored soon and in order, however long the store is away.
 * Only a leader writes.
 */
export class RunJournal extends Context.Service<
  RunJournal,
  {
    /** Takes in what does not happen in the live state; never waits. */
    readonly append: (entries: ReadonlyArray<JournalEntry>) => void
  }
>()("sticky-dvr/app/supervision/RunJournal") {}

export const layer = Layer.effect(
  RunJournal,
  Effect.gen(function* () {
    const live = yield* LiveState
    const journal = yield* Journal
    const nudges = yield* Queue.sliding<void>(1)
    const buffer: Array<JournalEntry> = []
    const missed = new Map<SourceId, number>()
    let idle = Deferred.makeUnsafe<void>()
    Deferred.doneUnsafe(idle, Effect.void)

    const gaps = (at: Instant): ReadonlyArray<JournalEntry> => {
      const entries = [...missed].map(([sourceId, count]): JournalEntry => {
        const detail = `${count} facts could not be kept while the database was away`
        return { _tag: "event", event: { sourceId, type: "gap", pid: null, exitCode: null, taskId: null, detail, at } }
      })
      missed.clear()
      return entries
    }

    const store = (entries: ReadonlyArray<JournalEntry>): Effect.Effect<void> =>
      journal.write(entries).pipe(
        Effect.catchCause((cause) => {
          if (isAway(cause)) return Effect.failCause(Cause.fail(new StoreUnavailable({})))
          if (entries.length === 1) return Effect.logError("a fact of a run can't be stored and is dropped", cause)
          return Effect.forEach(entries, (entry) => store([entry]), { discard: true })
        }),
        Effect.retry(Schedule.spaced("1 second")),
        Effect.orDie
      )

    const drain = Effect.gen(function* () {
      while (buffer.length > 0 || missed.size > 0) {
        const at = (yield* Clock.currentTimeMillis) as Instant
        const batch = buffer.slice(0, batchSize)
        yield* store(batch.length === 0 ? gaps(at) : batch)
        buffer.splice(0, batch.length)
        yield* Metric.update(waiting, buffer.length)
      }
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

    const append = (entries: ReadonlyArray<JournalEntry>): void => {
      if (!live.leading() || entries.length === 0) return
      if (buffer.length === 0 && missed.size === 0) idle = Deferred.makeUnsafe<void>()
      for (const entry of entries) {
        if (buffer.length < bufferSize) buffer.push(entry)
        else if (entry._tag === "event") {
          const { sourceId } = entry.event
          missed.set(sourceId, (missed.get(sourceId) ?? 0) + 1)
        }
      }
      nudge()
    }

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
    const unwatch = live.watch((happening) => append(journalEntries(happening, bytesOf)))
    yield* Effect.addFinalizer(() => Effect.sync(unwatch))

    return RunJournal.of({ append })
  })
)
