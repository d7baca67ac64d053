import { Context, type Effect, type Option } from "effect"
import type { SourceKey } from "../domain/subscriptions/Names.ts"

/** What a neighbour says: nothing where there is none, or why it can't be told. */
export type Told<A> =
  | { readonly _tag: "off" }
  | { readonly _tag: "unknown"; readonly reason: string }
  | { readonly _tag: "known"; readonly value: A }

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

export interface Figures {
  readonly pool: { readonly limit: number; readonly running: number; readonly queueDepth: number }
  /** Counters since its start, by name. */
  readonly metrics: Readonly<Record<string, number>>
}

/** The converter. It answers within three seconds, whatever happens to it, and a converter that is away is no error. */
export class Converter extends Context.Service<
  Converter,
  {
    /** The conversions of a source's files, each file once. Files that wait in its queue are not told by it. */
    readonly conversions: (key: SourceKey) => Effect.Effect<Told<ReadonlyArray<Conversion>>>
    readonly figures: Effect.Effect<Told<Figures>>
  }
>()("sticky-dvr/ports/Converter") {}

/** A picture as it is sent to browsers. */
export interface Picture {
  /** An image type that no browser runs anything of, such as `image/jpeg`. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** The thumbnailer, on the same terms. */
export class Thumbnailer extends Context.Service<
  Thumbnailer,
  {
    /** Whether there is one. */
    readonly configured: boolean
    readonly figures: Effect.Effect<Told<Figures>>
    /** The picture at `driver/username`, or in a file below it; none when it has none or can't be reached. At most 5 MiB. */
    readonly picture: (path: string) => Effect.Effect<Option.Option<Picture>>
  }
>()("sticky-dvr/ports/Thumbnailer") {}
