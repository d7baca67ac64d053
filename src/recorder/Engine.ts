import { Context, Data, type Effect, type Scope } from "effect"
import type { About } from "./About.ts"
import type { Refusal } from "./Origin.ts"
import type { Unrecordable } from "./Playlist.ts"
import type { Ending } from "./PlaylistFollower.ts"
import type { NotWritable } from "./SegmentFiles.ts"
import type { NoAddress } from "./WebAddress.ts"

/** Nothing is in the way, and there is nothing to record. */
export class OffAir extends Data.TaggedError("OffAir")<{ readonly message: string }> {}

/** Why a look at a source found nothing to record. */
export type NothingFound = Refusal | OffAir | Unrecordable | NoAddress

/** What there is to record, as it was found. */
export interface Found {
  /** As the events of a session name it: `720p/30fps`, `unknown`. */
  readonly resolution: string
  /** Absent where no site says anything of it. */
  readonly about?: About
  /** Writes it to files until it ends; the last file stays open. */
  readonly capture: Effect.Effect<Ending, NotWritable | Unrecordable>
}

/** A way to get at what is on air. */
export class Engine extends Context.Service<
  Engine,
  {
    /** Fails when nobody knows where the source is. */
    readonly address: Effect.Effect<string, NoAddress>
    /** What there is to record now; what that takes is given back with the scope. */
    readonly look: Effect.Effect<Found, NothingFound, Scope.Scope>
  }
>()("sticky-dvr/recorder/Engine") {}
