import { Context, type Effect } from "effect"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { Figures, NeighbourAnswer } from "./Neighbour.ts"

/** A file's way through the converter. Its last task counts; finished and failed ones stay known until the converter restarts. */
export interface Conversion {
  /** The session's folder, "" for a file without one, and the name of the file that is converted. */
  readonly session: string
  readonly name: string
  readonly status: "waiting" | "converting" | "converted" | "failed"
  /** The name of the action that converts. */
  readonly pipeline: string
  readonly restarts: number
  readonly exitCode: number | null
}

/** The converter. It answers within three seconds, whatever happens to it, and a converter that is away is no error. */
export class Converter extends Context.Service<
  Converter,
  {
    /** The conversions of a source's files, each file once. Files that wait in its queue are not told by it. */
    readonly conversions: (key: SourceKey) => Effect.Effect<NeighbourAnswer<ReadonlyArray<Conversion>>>
    readonly figures: Effect.Effect<NeighbourAnswer<Figures>>
  }
>()("sticky-dvr/ports/Converter") {}
