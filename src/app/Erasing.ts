import { Context, Effect, Layer } from "effect"
import { type SourceKey, showKey } from "../domain/Names.ts"
import { type FileInUse, MediaFiles, type MediaUnreadable, NoSuchFile } from "../ports/MediaFiles.ts"
import { type Acting, Auditing } from "./Auditing.ts"

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
    const auditing = yield* Auditing
    const media = yield* MediaFiles
    return Erasing.of({
      file: Effect.fn("Erasing.file")(function* (by, key, path) {
        yield* media.remove(key, path)
        yield* auditing.note(by, { action: "recording.delete", subject: showKey(key), detail: path })
      }),
      session: Effect.fn("Erasing.session")(function* (by, key, session) {
        const { files } = yield* media.list(key, most)
        const doomed = files.filter((file) => file.session === session).sort((a, b) => b.modifiedAt - a.modifiedAt)
        if (doomed.length === 0) return yield* new NoSuchFile({ path: session })
        yield* Effect.forEach(doomed, ({ path }) => media.remove(key, path), { discard: true })
        const detail = `${session}, ${doomed.length} files`
        yield* auditing.note(by, { action: "recording.delete", subject: showKey(key), detail })
        return doomed.length
      })
    })
  })
)
