import { Context, Data, type Effect, type Scope } from "effect"
import type { Part } from "../domain/recordings/Excerpt.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { Millis } from "../domain/values/Time.ts"

/** What copies can't be run here; the message says how to get it. */
export class NoCopier extends Data.TaggedError("NoCopier")<{ readonly message: string }> {}

/** Nothing came of copying, and why in the copier's own words. */
export class NotCopied extends Data.TaggedError("NotCopied")<{ readonly reason: string }> {
  override get message() {
    return `The recordings can't be made into one file: ${this.reason}`
  }
}

/** One file, made while it is read; its bytes break off with an error where making it fails. */
export interface Copied {
  readonly type: "video/mp4" | "video/x-matroska"
  readonly ending: "mp4" | "mkv"
  /** As the platform has them: an effect for each piece of gigabytes costs more than making them. */
  readonly bytes: NodeJS.ReadableStream
}

/** How much of a file is made: the milliseconds that it plays, and its bytes. */
export interface Made {
  readonly made: Millis
  readonly bytes: number
}

/** Makes one file of parts of recordings as they are coded: nothing is decoded, nothing is kept. */
export class MediaCopy extends Context.Service<
  MediaCopy,
  {
    /** Fails where what copies is not there to be run. */
    readonly available: Effect.Effect<void, NoCopier>
    /** One file of these parts of a source's files, in their order, once its first bytes are there. Making it ends with the scope. */
    readonly copy: (
      key: SourceKey,
      parts: ReadonlyArray<Part>
    ) => Effect.Effect<Copied, NoCopier | NotCopied, Scope.Scope>
    /**
     * The same into a file at an absolute place, with what players need first at its beginning; what its name is to end with. Tells
     * each second how far it is. What was written stays where it fails.
     */
    readonly save: (
      key: SourceKey,
      parts: ReadonlyArray<Part>,
      place: string,
      hears: (far: Made) => void
    ) => Effect.Effect<Copied["ending"], NoCopier | NotCopied>
  }
>()("sticky-dvr/ports/MediaCopy") {}
