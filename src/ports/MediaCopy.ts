import { Context, Data, type Effect, type Scope, type Stream } from "effect"
import type { Part } from "../domain/recordings/Excerpt.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"

/** What copies can't be run here; the message says how to get it. */
export class NoCopier extends Data.TaggedError("NoCopier")<{ readonly message: string }> {}

/** Nothing came of copying, and why in the copier's own words. */
export class NotCopied extends Data.TaggedError("NotCopied")<{ readonly reason: string }> {
  override get message() {
    return `The recordings can't be made into one file: ${this.reason}`
  }
}

/** One file, made while it is read; it fails where making it does. */
export interface Copied {
  readonly type: "video/mp4" | "video/x-matroska"
  readonly ending: "mp4" | "mkv"
  readonly bytes: Stream.Stream<Uint8Array, NotCopied>
}

/** Makes one file of parts of recordings as they are coded: nothing is decoded, nothing is kept. */
export class MediaCopy extends Context.Service<
  MediaCopy,
  {
    /** Whether what copies is there to be run. */
    readonly available: Effect.Effect<boolean>
    /** One file of these parts of a source's files, in their order, once its first bytes are there. Making it ends with the scope. */
    readonly copy: (
      key: SourceKey,
      parts: ReadonlyArray<Part>
    ) => Effect.Effect<Copied, NoCopier | NotCopied, Scope.Scope>
  }
>()("sticky-dvr/ports/MediaCopy") {}
