import type { Hindrance } from "../../domain/supervision/Cause.ts"
import type { Variant } from "../Playlist.ts"

/** One of the streams that an address offers. */
export type Offer = Pick<Variant, "bandwidth" | "codecs" | "framerate" | "height" | "width">

/** What a look at an address has found so far; what is absent is not known yet. */
export interface Found {
  readonly engine?: "hls"
  /** Whether the site answered. */
  readonly reachable?: boolean
  /** The status of its answer, over HTTP. */
  readonly status?: number
  /** Whether the site says that something can be recorded now. */
  readonly onAir?: boolean
  /** What stands in the way. */
  readonly cause?: Hindrance
  /** The name of what keeps others from reading the stream. */
  readonly protection?: string
  readonly variants?: ReadonlyArray<Offer>
  /** Whether sound is in a playlist of its own. */
  readonly soundApart?: boolean
  /** A JPEG in base64. */
  readonly picture?: string
  /** A program that a picture would have needed. */
  readonly missing?: "ffmpeg"
}

/** Takes what was found, bit by bit. */
export type Tell = (found: Found) => void
