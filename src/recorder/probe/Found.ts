import type { Hindrance } from "../../domain/supervision/Cause.ts"
import type { NoProgram } from "../../programs/Program.ts"
import type { OffAir } from "../Engine.ts"
import type { Refusal } from "../Origin.ts"
import type { Unreadable, Unrecordable, Variant } from "../Playlist.ts"
import type { NoAddress } from "../WebAddress.ts"

/** One of the streams that an address offers. */
export type FoundVariant = Partial<Pick<Variant, "bandwidth" | "codecs" | "framerate" | "height" | "width">>

/** What a look at an address has found so far; what is absent is not known yet. */
export interface Found {
  readonly engine?: "hls" | "stream" | "page"
  /** Whether the site answered. */
  readonly reachable?: boolean
  /** The status of its answer, over HTTP. */
  readonly status?: number
  /** Whether the site says that something can be recorded now. */
  readonly onAir?: boolean
  /** What stands in the way. */
  readonly cause?: Hindrance
  /** What the page of a site calls what is on air. */
  readonly title?: string
  /** Whose it is. */
  readonly author?: string
  /** The name of what keeps others from reading the stream. */
  readonly protection?: string
  readonly variants?: ReadonlyArray<FoundVariant>
  /** Whether sound is in a playlist of its own. */
  readonly soundApart?: boolean
  /** A JPEG in base64. */
  readonly picture?: string
  /** A program that a picture, or the look, would have needed. */
  readonly missing?: "ffmpeg"
}

/** Takes what was found, bit by bit. */
export type Tell = (found: Found) => void

/** What ends a look before it has seen anything. */
export type Failure = Refusal | OffAir | Unrecordable | Unreadable | NoAddress | NoProgram

/** What is known once a look has failed. */
export const foundBy = (failure: Failure, host: string): Found => {
  switch (failure._tag) {
    case "NoAddress":
      return { cause: { kind: "unsupported", message: failure.message } }
    case "NoProgram":
      return { cause: { kind: "unsupported", message: failure.message }, missing: "ffmpeg" }
    // Of pages alone.
    case "OffAir":
      return { engine: "page", reachable: true, onAir: false }
    case "Offline":
      return { reachable: true, status: failure.status, onAir: false }
    case "Unreadable":
      return { cause: { kind: "unreadable", host } }
    case "Unrecordable":
      return failure.protection === undefined
        ? { cause: { kind: "unsupported", message: failure.message } }
        : { cause: { kind: "encrypted", host }, protection: failure.protection }
    case "Blocked":
    case "Trouble": {
      const { hindrance } = failure
      if (hindrance.kind === "http") return { reachable: true, status: hindrance.status, cause: hindrance }
      const isAnswered = ["challenge", "redirects", "unreadable"].includes(hindrance.kind)
      return { reachable: isAnswered, cause: hindrance }
    }
  }
}
