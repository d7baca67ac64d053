import { Context, type Effect } from "effect"
import type { PastRun } from "../domain/recordings/CoverageInput.ts"
import type { Recording } from "../domain/recordings/Recording.ts"
import type { PostureChange } from "../domain/subscriptions/Demand.ts"
import type { Outage } from "../domain/supervision/Outage.ts"
import type { WorkerEvent } from "../domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

/** A stretch of a source's past, everything ascending by time. */
export interface Past {
  readonly runs: ReadonlyArray<PastRun>
  readonly recordings: ReadonlyArray<Recording>
  readonly events: ReadonlyArray<WorkerEvent>
  /** All changes of its subscriptions that are known, in the order in which they were made. */
  readonly wishes: ReadonlyArray<PostureChange>
  readonly outages: ReadonlyArray<Outage>
}

/** What was written down, for reading. */
export class WorkerEvents extends Context.Service<
  WorkerEvents,
  {
    /** Events with an id above `after`, oldest first, at most `limit`; without `after` the newest `limit`, oldest first. */
    readonly ofSource: (
      id: SourceId,
      page: { readonly after: number | null; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<WorkerEvent>>
    /**
     * All that overlaps `from` to `to`, and what tells how things stood at `from`: the run that ended last before it, the last
     * trip or reset, and what was told before it of the runs that are among these.
     */
    readonly past: (id: SourceId, from: Instant, to: Instant) => Effect.Effect<Past>
    /** A source's recordings, the newest so many. */
    readonly recordings: (id: SourceId, limit: number) => Effect.Effect<ReadonlyArray<Recording>>
    /**
     * Removes events, ended runs with their recordings, ended outages, wishes that others followed, audit entries, and recordings
     * of the library whose files are gone, older than `before`; never one that somebody keeps, a trip that stands, what its source's
     * error window still needs, an open run, or a source's last recording with its run. Sources without any subscription, run,
     * recording, event, row of the library and settings of their own go with it. The number of rows removed.
     */
    readonly prune: (before: Instant) => Effect.Effect<number>
  }
>()("sticky-dvr/ports/WorkerEvents") {}
