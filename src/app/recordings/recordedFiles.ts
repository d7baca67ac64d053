import { Effect } from "effect"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { type MediaFile, MediaFiles } from "../../ports/MediaFiles.ts"

/** So many files are asked for at a time. */
const atATime = 2_000

/** A source's files, newest session first, at least all that were written from a moment on, as far as the disk can be read. */
export const recordedFiles = Effect.map(MediaFiles, (media) =>
  Effect.fnUntraced(function* (key: SourceKey, since: Instant) {
    const found: Array<MediaFile> = []
    for (;;) {
      const after = found.at(-1)?.path
      const asked = { limit: atATime, ...(after === undefined ? {} : { after }) }
      const listed = yield* Effect.option(media.list(key, asked))
      if (listed._tag === "None") return found
      const { complete, files } = listed.value
      found.push(...files)
      const last = files.at(-1)
      if (complete || last === undefined || last.modifiedAt < since) return found
    }
  })
)
