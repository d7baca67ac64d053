import { Context, type Effect } from "effect"
import type { SourceKey } from "../domain/Names.ts"
import type { PoolInfo } from "./Overseer.ts"

/** What is seen of a neighbour process; what it did not tell in time is null. */
export interface NeighbourView {
  readonly connected: boolean
  readonly error: string | null
  readonly pool: PoolInfo | null
  readonly metrics: Readonly<Record<string, number>> | null
}

/** What a converter says of a recorded file, by the path that it was given. */
export interface Conversion {
  readonly file: string
  readonly status: string
  readonly pipeline: string
  readonly errorCount: number
}

/** The neighbours that recording does not depend on. Nothing here takes longer than two seconds or fails. */
export class Outside extends Context.Service<
  Outside,
  {
    /** Null when there is none. */
    readonly converter: Effect.Effect<NeighbourView | null>
    readonly thumbnailer: Effect.Effect<NeighbourView | null>
    /** What the converter knows of a source's files; empty without one, or when it does not answer. */
    readonly conversions: (key: SourceKey) => Effect.Effect<ReadonlyArray<Conversion>>
  }
>()("sticky-dvr/ports/Outside") {}
