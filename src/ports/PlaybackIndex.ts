import { Context, type Effect } from "effect"
import type { Held } from "../domain/recordings/Held.ts"
import type { Coding } from "../domain/recordings/LibraryEntry.ts"
import type { PlayableFile } from "../domain/recordings/Playlist.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { Millis } from "../domain/values/Time.ts"
import type { MediaFile, NoSuchSession } from "./MediaFiles.ts"

/** What a file's beginning tells of its coding: codecs as RFC 6381 has them, pixels of the picture. */
export type FileCoding = Omit<Coding, "container">

/** Where players may enter recordings, found by reading them once. */
export class PlaybackIndex extends Context.Service<
  PlaybackIndex,
  {
    /**
     * The recordings of a session, by name, up to the first one that is still being written or read. Answers within two
     * seconds; what was not read by then is read on afterwards and known to a later call. `complete` says that all is there and
     * nothing has been written for a while; `read`, that nothing of what is there was left to be read. What a converter made of a recording beside it is left out. Fails for a session without
     * recordings.
     */
    readonly session: (
      key: SourceKey,
      session: string
    ) => Effect.Effect<
      { readonly files: ReadonlyArray<PlayableFile>; readonly complete: boolean; readonly read: boolean },
      NoSuchSession
    >
    /** What files hold, by path, as far as that can be told; they are read whole, so it takes its time. */
    readonly contents: (key: SourceKey, files: ReadonlyArray<MediaFile>) => Effect.Effect<ReadonlyMap<string, Held>>
    /** How long files play, by path, as far as that can be told within a second. */
    readonly durations: (key: SourceKey, files: ReadonlyArray<MediaFile>) => Effect.Effect<ReadonlyMap<string, Millis>>
    /** How a file is coded, as far as its beginning tells within a second; null where it doesn't. */
    readonly coding: (key: SourceKey, file: MediaFile) => Effect.Effect<FileCoding | null>
  }
>()("sticky-dvr/ports/PlaybackIndex") {}
