import { Context, type Effect, type Option } from "effect"
import type { Figures, NeighbourAnswer } from "./Neighbour.ts"

/** A picture as it is sent to browsers. */
export interface Picture {
  /** An image type that no browser runs anything of, such as `image/jpeg`. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** The thumbnailer. It answers within three seconds, whatever happens to it, and one that is away is no error. */
export class Thumbnailer extends Context.Service<
  Thumbnailer,
  {
    /** Whether there is one. */
    readonly configured: boolean
    readonly figures: Effect.Effect<NeighbourAnswer<Figures>>
    /** The picture at `driver/username`, or in a file below it; none when it has none or can't be reached. At most 5 MiB. */
    readonly picture: (path: string) => Effect.Effect<Option.Option<Picture>>
  }
>()("sticky-dvr/ports/Thumbnailer") {}
