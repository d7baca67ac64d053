import { Context, type Effect, type Option } from "effect"
import type { Export } from "../domain/recordings/Export.ts"
import type { ExportId, SourceId, UserId } from "../domain/values/Ids.ts"
import type { Instant, Millis } from "../domain/values/Time.ts"

/** What is asked for. */
export interface NewExport extends Pick<Export, "userId" | "name" | "sessions" | "from" | "to" | "askedAt"> {
  readonly sourceId: SourceId
}

/** How far an attempt is. */
export interface ExportProgress {
  readonly duration: Millis
  readonly made: Millis
  readonly bytes: number
}

/** What came of an attempt; `again`: it waits for another. */
export type ExportOutcome =
  | { readonly _tag: "done"; readonly file: string; readonly bytes: number }
  | { readonly _tag: "failed"; readonly error: string }
  | { readonly _tag: "again" }

/** The exports, by their ids. An attempt that is not the one under way any more changes nothing. */
export class Exports extends Context.Service<
  Exports,
  {
    /** Puts one at the end of the queue; none where the user has so many already. */
    readonly add: (asked: NewExport, most: number) => Effect.Effect<Option.Option<Export>>
    readonly list: (of: UserId | "all") => Effect.Effect<ReadonlyArray<Export>>
    readonly find: (id: ExportId) => Effect.Effect<Option.Option<Export>>
    /** How many wait and are under way. */
    readonly underWay: Effect.Effect<{ readonly queued: number; readonly running: number }>
    /** Begins the first that waits, as this attempt. */
    readonly begin: (attempt: string) => Effect.Effect<Option.Option<Export>>
    /** Whether the attempt is still the one under way. */
    readonly progress: (id: ExportId, attempt: string, how: ExportProgress) => Effect.Effect<boolean>
    /** The same. */
    readonly end: (id: ExportId, attempt: string, outcome: ExportOutcome, at: Instant) => Effect.Effect<boolean>
    /** What is under way as another attempt than these waits again: nobody makes it any more. */
    readonly abandon: (others: ReadonlyArray<string>) => Effect.Effect<void>
    readonly remove: (ids: ReadonlyArray<ExportId>) => Effect.Effect<void>
  }
>()("sticky-dvr/ports/Exports") {}
