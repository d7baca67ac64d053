import { Context, Data, type Effect, type Stream } from "effect"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { StorageProbe } from "../domain/supervision/StorageGate.ts"
import type { Instant } from "../domain/values/Time.ts"

/** A recorded file. `path` is relative to the source's folder, with `/`; `session` is its first part, "" for a file without a session's folder. */
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

export class NoSuchSession extends Data.TaggedError("NoSuchSession")<{ readonly session: string }> {
  override get message() {
    return `There is no session ${this.session} of this source.`
  }
}

/** The file is being written, or was within the last minute. */
export class FileInUse extends Data.TaggedError("FileInUse")<{ readonly path: string }> {
  override get message() {
    return `The file ${this.path} is still being written. Pause the source, wait a minute and try again.`
  }
}

/** The recordings' folder can't be read. */
export class MediaUnreadable extends Data.TaggedError("MediaUnreadable")<{ readonly reason: string }> {
  override get message() {
    return `The recordings' folder can't be read: ${this.reason}`
  }
}

/** The file is there, and the file system doesn't let it be deleted. */
export class MediaUndeletable extends Data.TaggedError("MediaUndeletable")<{
  readonly path: string
  readonly reason: string
}> {
  override get message() {
    return `The file ${this.path} can't be deleted: ${this.reason}`
  }
}

/** Which of a source's files are asked for. */
export interface Listing {
  /** At most so many. */
  readonly limit: number
  /** Only those of this session; its folder alone is read. */
  readonly session?: string
  /** None where the source's folder is a link to another's. */
  readonly isOwn?: boolean
  /** Only those that are listed behind this path, which need not be there any more. */
  readonly after?: string
}

/** A part of a source's files. */
export interface Listed {
  readonly files: ReadonlyArray<MediaFile>
  /** Whether these are all that were asked for, limit aside: false too where the disk was too slow to tell. */
  readonly complete: boolean
}

/** The folder of a session, and when a file was last begun in it or taken out of it. */
export interface SessionFolder {
  readonly session: string
  readonly changedAt: Instant
}

/** A file in the state that it was found in: one that grows has more bytes by now, which are no part of it. */
export interface OpenFile {
  readonly file: MediaFile
  /** Where it really is, relative to the root. */
  readonly path: string
  /** The bytes of a range (both ends included, cut to the file), or all of it. */
  readonly read: (
    range: { readonly start: number; readonly end: number } | null
  ) => Stream.Stream<Uint8Array, MediaUnreadable>
}

/** Files below MEDIA_ROOT. Links that lead out of it are treated as missing. Who may see what is not decided here. */
export class MediaFiles extends Context.Service<
  MediaFiles,
  {
    /** The absolute folder that relative patterns and files lie under. */
    readonly root: string
    /** A source's files, newest session first, each session by name, last those without a session. */
    readonly list: (key: SourceKey, asked: Listing) => Effect.Effect<Listed, MediaUnreadable>
    /** The folders of a source's sessions, by name; what is in them is not looked at. None where the source's folder is a link to another's. */
    readonly sessions: (key: SourceKey) => Effect.Effect<ReadonlyArray<SessionFolder>, MediaUnreadable>
    /** The sources that have a folder, by name, whoever made it. */
    readonly sources: Effect.Effect<ReadonlyArray<SourceKey>, MediaUnreadable>
    /** Whether there is a folder of this driver's recordings. */
    readonly has: (driver: string) => Effect.Effect<boolean>
    /** Looks a file up once, for all that is asked of it in this state. */
    readonly open: (key: SourceKey, path: string) => Effect.Effect<OpenFile, NoSuchFile>
    /**
     * Bytes around a file that a recorder named: its own, those of the other files of its recording (same name but for the
     * segment number) and those of all other files of its session's folder. Zeros when it is not there or not below the root.
     */
    readonly measure: (
      file: string
    ) => Effect.Effect<{ readonly file: number; readonly recording: number; readonly session: number }>
    /**
     * Removes a closed file with its thumbnail, and the session's folder with its last file once nobody returns to it. What a link leads
     * to in another source's folder is missing here: it can be read by way of the link, and removed where it lies.
     */
    readonly remove: (key: SourceKey, path: string) => Effect.Effect<void, NoSuchFile | FileInUse | MediaUndeletable>
    /** Looks at the root, and with `writing` tries whether a file can be written there; answers within three seconds. */
    readonly probe: (writing: boolean) => Effect.Effect<StorageProbe>
    /** Puts our mark into the root, by which its disk is known again; whether it is there now. */
    readonly mark: Effect.Effect<boolean>
  }
>()("sticky-dvr/ports/MediaFiles") {}
