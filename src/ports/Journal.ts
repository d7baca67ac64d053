import { Context, type Effect } from "effect"
import type { OnDisk } from "../domain/recordings/OnDisk.ts"
import type { Standing } from "../domain/supervision/Outage.ts"
import type { About, Run, StopReason } from "../domain/supervision/Run.ts"
import type { RunFacts } from "../domain/supervision/RunFacts.ts"
import type { StoredLoss } from "../domain/supervision/StoredLoss.ts"
import type { TaskId } from "../domain/supervision/TaskId.ts"
import type { NewWorkerEvent } from "../domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

/**
 * One fact of a run's life. Writing a fact twice stores it once: what is known stays, a recording's bytes only grow. A run ends once: an
 * event of an end after another one, as a backend may tell that saw less or saw it later, is left out.
 */
export type JournalEntry =
  /** What happened, and how many resets and restarts of its source were known of then; none where that is left out. */
  | { readonly _tag: "event"; readonly event: NewWorkerEvent; readonly asked?: number }
  /**
   * The run as it is now known: inserted if it is new, started, ended and pid filled in where they were empty. One
   * that was given up as never begun and is seen at the overseer after all is what it is told to be now. A stop that was stored and not
   * sent after all, as its end without a reason tells, is taken from the record.
   */
  | { readonly _tag: "run"; readonly run: RunFacts }
  | {
      readonly _tag: "recording started"
      readonly taskId: TaskId
      readonly sourceId: SourceId
      readonly at: Instant
      /** Since when its session goes on, where that is known. */
      readonly sessionSince: Instant | null
    }
  /** Ends or measures the recording that began at `startedAt`; `endedAt` is null while it goes on. */
  | {
      readonly _tag: "recording"
      readonly taskId: TaskId
      readonly sourceId: SourceId
      readonly startedAt: Instant
      readonly endedAt: Instant | null
      readonly bytes: number
    }
  /** What is lost so far of the recording that began at `startedAt`. */
  | {
      readonly _tag: "lost"
      readonly taskId: TaskId
      readonly sourceId: SourceId
      readonly startedAt: Instant
      readonly lost: StoredLoss
    }
  /** What the recording that began at `startedAt` is of, as its site calls it; said again it is what was said last. */
  | {
      readonly _tag: "titled"
      readonly taskId: TaskId
      readonly sourceId: SourceId
      readonly startedAt: Instant
      readonly about: About
    }
  /**
   * What the files of a run tell of its recordings. Each settles the one that is on record of that time: bytes are the disk's, and begin
   * and end where they are off; one that goes on for the disk ends nothing. One that is not on record is added, and a second record of
   * the same, without an end, removed.
   */
  | {
      readonly _tag: "settled"
      readonly taskId: TaskId
      readonly sourceId: SourceId
      readonly recordings: ReadonlyArray<OnDisk>
    }
  /**
   * The outages that stand at `at`, as whoever led by this term's number tells: new ones begin, those stored and not among them have
   * ended. What comes once a later term has begun, or a later look of the same term was stored, changes nothing.
   */
  | {
      readonly _tag: "outages"
      readonly standing: ReadonlyArray<Standing>
      readonly at: Instant
      readonly term: number
      /** The number of this look in its term, from 1 on. */
      readonly look: number
    }

/** A stop that is about to be sent. */
export interface Stopping {
  readonly taskId: TaskId
  readonly why: StopReason
}

/** Where the lives of runs are written down. */
export class Journal extends Context.Service<
  Journal,
  {
    /** Stores all entries in their order, or none; those of sources that are gone are left out. A recording brings its run along. */
    readonly write: (entries: ReadonlyArray<JournalEntry>) => Effect.Effect<void>
    /** Stores runs about to be started: before their starts are sent. */
    readonly begin: (runs: ReadonlyArray<Run>) => Effect.Effect<void>
    /** Notes that these runs lived at that moment; it only ever moves on. Those that were never stored are left out. */
    readonly alive: (tasks: ReadonlyArray<TaskId>, at: Instant) => Effect.Effect<void>
    /** Notes that stops are about to be sent; runs that were never stored are left out. */
    readonly stopping: (stops: ReadonlyArray<Stopping>, at: Instant) => Effect.Effect<void>
  }
>()("sticky-dvr/ports/Journal") {}
