import { Schema } from "effect"
import type { EntryId, SourceId, UserId } from "../values/Ids.ts"
import { Instant, type Millis } from "../values/Time.ts"
import { gapCauses } from "./CoverageInput.ts"

/**
 * What is missing of a recording between its beginning and its end. From `from` to `to` so much was not recorded for this cause; with
 * cause `lost` a recorder was there, and that much of the stretch was lost all the same. Without a cause nobody knows.
 */
export const LibraryGap = Schema.Struct({
  from: Instant,
  to: Instant,
  ms: Schema.Finite,
  cause: Schema.NullOr(Schema.Literals([...gapCauses, "lost"]))
})
export type LibraryGap = typeof LibraryGap.Type

/** How a recording is coded, as far as its files tell. */
export interface Coding {
  readonly container: string | null
  readonly codecs: string | null
  readonly width: number | null
  readonly height: number | null
}

/** A recording as its files and the record tell it: what can be told anew at any time. `endedAt` is null while it goes on. */
export interface LibraryFacts extends Coding {
  readonly session: string
  /** What its site calls it; null where nobody says so now, which takes back nothing. */
  readonly title: string | null
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly duration: Millis
  readonly bytes: number
  readonly files: number
  readonly gaps: ReadonlyArray<LibraryGap>
}

/** A recording with what only people say of it. */
export interface LibraryEntry extends LibraryFacts {
  readonly id: EntryId
  readonly sourceId: SourceId
  readonly driver: string
  readonly username: string
  readonly keptAt: Instant | null
  readonly keptBy: UserId | null
  readonly trashedAt: Instant | null
  /** Since when it waits in the trash no longer: it is erased as soon as its turn comes. */
  readonly emptiedAt: Instant | null
}

/** How much is missing of it in all. */
export const missingOf = (gaps: ReadonlyArray<LibraryGap>): Millis => gaps.reduce((sum, { ms }) => sum + ms, 0)
