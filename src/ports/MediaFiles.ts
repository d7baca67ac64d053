import { Context, Data, type Effect, type Stream } from "effect"
import type { SourceKey } from "../domain/Names.ts"
import type { Instant } from "../domain/Time.ts"

/** A recorded file. `path` is relative to the source's folder, with `/`; `session` is its first part. */
export interface MediaFile {
  readonly path: string
  readonly name: string
  readonly session: string
  readonly bytes: number
  /** When the file was begun and last written. */
  readonly startedAt: Instant
  readonly modifiedAt: Instant
}

export class NoSuchFile extends Data.TaggedError("NoSuchFile")<{ readonly path: string }> {
  override get message() {
    return `There is no file ${this.path}.`
  }
}

/** The recordings' folder can't be read. */
export class MediaUnreadable extends Data.TaggedError("MediaUnreadable")<{ readonly reason: string }> {
  override get message() {
    return `The recordings' folder can't be read: ${this.reason}`
  }
}

/** Files below MEDIA_ROOT. Links that lead out of it are treated as missing. Who may see what is not decided here. */
export class MediaFiles extends Context.Service<
  MediaFiles,
  {
    /** The absolute folder that relative patterns and files lie under. */
    readonly root: string
    /** A source's files, newest session first, each session by name; at most `limit` files. */
    readonly list: (
      key: SourceKey,
      limit: number
    ) => Effect.Effect<{ readonly files: ReadonlyArray<MediaFile>; readonly complete: boolean }, MediaUnreadable>
    readonly find: (key: SourceKey, path: string) => Effect.Effect<MediaFile, NoSuchFile>
    /** The size in bytes of a file that a recorder named; 0 when it is not there or not below the root. */
    readonly size: (file: string) => Effect.Effect<number>
    readonly absolute: (key: SourceKey, path: string) => Effect.Effect<string, NoSuchFile>
    readonly read: (
      key: SourceKey,
      path: string,
      range: { readonly start: number; readonly end: number } | null
    ) => Effect.Effect<Stream.Stream<Uint8Array, MediaUnreadable>, NoSuchFile>
    readonly remove: (key: SourceKey, path: string) => Effect.Effect<void, NoSuchFile>
    /** Free bytes where recordings go, or null when that can't be told. */
    readonly freeSpace: Effect.Effect<number | null>
  }
>()("sticky-dvr/ports/MediaFiles") {}
