import { Context, type Effect } from "effect"
import type { SourceId } from "../domain/Ids.ts"
import type { Instant } from "../domain/Time.ts"

/** A line that a source's recorder printed. `seq` counts from 1 per source and backend; a gap means that lines were dropped. */
export interface LogLine {
  readonly seq: number
  readonly at: Instant
  readonly stream: "stdout" | "stderr"
  readonly line: string
}

/** The last 500 lines of each source, in memory only. */
export class SourceLog extends Context.Service<
  SourceLog,
  {
    /** Lines with a `seq` above `after`, oldest first, at most `limit`. */
    readonly lines: (id: SourceId, after: number, limit: number) => Effect.Effect<ReadonlyArray<LogLine>>
  }
>()("sticky-dvr/app/SourceLog") {}
