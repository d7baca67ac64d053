import { Context, Data, Effect, Layer } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import { isOpen } from "../../domain/supervision/Run.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Journal } from "../../ports/Journal.ts"
import { Library } from "../../ports/Library.ts"
import {
  FileInUse,
  type MediaFile,
  MediaFiles,
  type MediaUndeletable,
  type MediaUnreadable,
  type NoSuchFile,
  NoSuchSession
} from "../../ports/MediaFiles.ts"
import * as Time from "../../runtime/Time.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { catalogue } from "./catalogue.ts"
import { filesInParts } from "./filesInParts.ts"
import { nobodysEyes } from "./nobodysEyes.ts"
import { openSessions } from "./openSessions.ts"

/** A session is read so many files at a time, at most so often. */
const part = 5_000
const mostParts = 20

/** Under what name the log has what nobody did. */
const nobody = { userId: null, name: "trash", address: null }

/** Not all files of the session could be listed. */
export class HalfRead extends Data.TaggedError("HalfRead")<{ readonly session: string }> {
  override get message() {
    return `The session ${this.session} could not be read whole in time, so nothing of it was deleted. Try again when the disk is less busy.`
  }
}

/** Somebody keeps the recording. */
export class Kept extends Data.TaggedError("Kept")<{ readonly session: string }> {
  override get message() {
    return `The session ${this.session} is kept, so nothing of it was deleted. Take the star off first.`
  }
}

/** Who deletes: an admin, or the product itself what was in the trash for long enough. */
export type Eraser = Caller | "trash"

/** Deletes recordings; never a file that is being written, and for an admin nothing that is kept. */
export class Erasing extends Context.Service<
  Erasing,
  {
    readonly file: (
      by: Caller,
      key: SourceKey,
      path: string
    ) => Effect.Effect<void, NoSuchFile | FileInUse | Kept | MediaUndeletable>
    /** All files of a session, the newest first: while that one is being written none is deleted. The number deleted. */
    readonly session: (
      by: Eraser,
      key: SourceKey,
      session: string
    ) => Effect.Effect<
      number,
      NoSuchSession | NoSuchFile | FileInUse | Kept | HalfRead | MediaUndeletable | MediaUnreadable
    >
  }
>()("sticky-dvr/app/recordings/Erasing") {}

export const layer = Layer.effect(
  Erasing,
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const auditing = yield* Auditing
    const journal = yield* Journal
    const library = yield* Library
    const media = yield* MediaFiles
    const live = yield* LiveState
    const write = yield* catalogue

    /** A recorder may keep a file open for longer than it last wrote to it. */
    const notOpen = (key: SourceKey, path: string) =>
      Effect.suspend(() => {
        const id = live.byKey(key.driver, key.username)?.id
        const open = (id === undefined ? [] : live.runsOf(id)).some(
          (run) => isOpen(run) && run.capture.file?.endsWith(`/${path}`) === true
        )
        return open ? Effect.fail(new FileInUse({ path })) : Effect.void
      })

    /** Within a unit nobody keeps it until that ends. The trash has looked by itself. */
    const notKept = Effect.fnUntraced(function* (by: Eraser, key: SourceKey, session: string) {
      const sourceId = live.byKey(key.driver, key.username)?.id
      if (by === "trash" || sourceId === undefined) return
      const ids = (yield* library.shelf(sourceId)).flatMap((one) => (one.session === session ? [one.id] : []))
      const [entry] = yield* library.claim(ids, nobodysEyes)
      if (entry !== undefined && entry.keptAt !== null) return yield* new Kept({ session })
    })

    /** What goes with these files is on record, so that nobody takes it for recorded. */
    const note = Effect.fnUntraced(function* (by: Eraser, key: SourceKey, files: ReadonlyArray<MediaFile>) {
      const sourceId = live.byKey(key.driver, key.username)?.id
      if (sourceId === undefined) return
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
      const stretches = files.map(({ modifiedAt, startedAt }) => ({ from: startedAt, to: modifiedAt }))
      const what = {
        pid: null,
        exitCode: null,
        taskId: null,
        detail: by === "trash" ? "from the trash" : `by ${by.username}`
      }
      const cause = { kind: "deleted", stretches, bytes } as const
      yield* journal.write([
        { _tag: "event", event: { sourceId, type: "deleted", ...what, cause, at: yield* Time.now } }
      ])
    })

    /**
     * Removes a file. The entry is written first and kept once the file is gone: nothing is deleted while the store can't say who
     * did it, and what is refused is not on record.
     */
    const remove = (
      by: Eraser,
      key: SourceKey,
      path: string,
      about: { readonly detail: string; readonly session: string; readonly files: ReadonlyArray<MediaFile> }
    ) =>
      atomically.run(
        Effect.gen(function* () {
          yield* notKept(by, key, about.session)
          const event = { action: "recording.delete", subject: showKey(key), detail: about.detail }
          yield* by === "trash" ? auditing.recordOf(nobody, event) : auditing.record(by, event)
          yield* note(by, key, about.files)
          yield* media.remove(key, path)
        })
      )

    /** The library shows what is left. */
    const tell = Effect.fnUntraced(function* (key: SourceKey, session: string) {
      const source = live.byKey(key.driver, key.username)
      if (source === undefined || session === "") return
      yield* write(source, session, { at: yield* Time.now, isOpen: openSessions(live, source.id).has(session) })
    })

    /** All files of the session, or none when they can't all be read. */
    const filesOf = Effect.fnUntraced(function* (key: SourceKey, session: string) {
      const { files, isWhole, refused } = yield* filesInParts(media, key, { atATime: part, mostParts, session })
      if (refused !== null) return yield* refused
      return isWhole ? files : yield* new HalfRead({ session })
    })

    return Erasing.of({
      file: Effect.fn("Erasing.file")(function* (by, key, path) {
        yield* notOpen(key, path)
        const { file } = yield* media.open(key, path)
        yield* remove(by, key, path, { detail: path, session: file.session, files: [file] })
        yield* tell(key, file.session)
      }),
      session: Effect.fn("Erasing.session")(function* (by, key, session) {
        const doomed = (yield* filesOf(key, session)).toSorted((a, b) => b.modifiedAt - a.modifiedAt)
        const [newest, ...others] = doomed
        if (newest === undefined) return yield* new NoSuchSession({ session })
        yield* Effect.forEach(doomed, ({ path }) => notOpen(key, path), { discard: true })
        const detail = `${session}, ${doomed.length} files`
        yield* remove(by, key, newest.path, { detail, session, files: doomed })
        yield* Effect.forEach(others, ({ path }) => media.remove(key, path), { discard: true })
        yield* tell(key, session)
        return doomed.length
      })
    })
  })
)
