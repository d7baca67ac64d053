import { Context, Effect, Layer } from "effect"
import { type SourceKey, showKey } from "../domain/Names.ts"
import { isOpen } from "../domain/Run.ts"
import { Atomically } from "../ports/Atomically.ts"
import { FileInUse, MediaFiles, type MediaUnreadable, NoSuchFile } from "../ports/MediaFiles.ts"
import { type Acting, Auditing } from "./Auditing.ts"
import { Picture } from "./Picture.ts"

/** The most files that a session is looked for in. */
const most = 100_000

/** Deletes recordings, for admins; never a file that is being written. */
export class Erasing extends Context.Service<
  Erasing,
  {
    readonly file: (by: Acting, key: SourceKey, path: string) => Effect.Effect<void, NoSuchFile | FileInUse>
    /** All files of a session, the newest first: while that one is being written none is deleted. The number deleted. */
    readonly session: (
      by: Acting,
      key: SourceKey,
      session: string
    ) => Effect.Effect<number, NoSuchFile | FileInUse | MediaUnreadable>
  }
>()("sticky-dvr/app/Erasing") {}

export const layer = Layer.effect(
  Erasing,
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const auditing = yield* Auditing
    const media = yield* MediaFiles
    const picture = yield* Picture

    /** A recorder may keep a file open for longer than it last wrote to it. */
    const notOpen = (key: SourceKey, path: string) =>
      Effect.suspend(() => {
        const id = picture.byKey(key.driver, key.username)?.stored.id
        const open = (id === undefined ? [] : picture.runsOf(id)).some(
          (run) => isOpen(run) && run.capture.file?.endsWith(`/${path}`) === true
        )
        return open ? Effect.fail(new FileInUse({ path })) : Effect.void
      })

    /**
     * Removes a file. The entry is written first and kept once the file is gone: nothing is deleted while the store can't say who
     * did it, and what is refused is no deed.
     */
    const remove = (by: Acting, key: SourceKey, path: string, detail: string) =>
      atomically.run(
        Effect.andThen(
          auditing.note(by, { action: "recording.delete", subject: showKey(key), detail }),
          media.remove(key, path)
        )
      )

    return Erasing.of({
      file: Effect.fn("Erasing.file")(function* (by, key, path) {
        yield* notOpen(key, path)
        yield* remove(by, key, path, path)
      }),
      session: Effect.fn("Erasing.session")(function* (by, key, session) {
        const { files } = yield* media.list(key, most)
        const doomed = files.filter((file) => file.session === session).sort((a, b) => b.modifiedAt - a.modifiedAt)
        const [newest, ...others] = doomed
        if (newest === undefined) return yield* new NoSuchFile({ path: session })
        yield* Effect.forEach(doomed, ({ path }) => notOpen(key, path), { discard: true })
        yield* remove(by, key, newest.path, `${session}, ${doomed.length} files`)
        yield* Effect.forEach(others, ({ path }) => media.remove(key, path), { discard: true })
        return doomed.length
      })
    })
  })
)
