import { Effect, Result } from "effect"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { MediaFile, MediaFiles, MediaUnreadable } from "../../ports/MediaFiles.ts"

/** How a source's files are read. */
interface Reading {
  readonly atATime: number
  /** At most so many parts; all of them unless given. */
  readonly mostParts?: number
  /** Those of this session alone. */
  readonly session?: string
  /** None where the source's folder is a link to another's. */
  readonly isOwn?: boolean
  /** Whether no more are needed behind this file. */
  readonly isEnough?: (last: MediaFile) => boolean
}

interface Read {
  readonly files: ReadonlyArray<MediaFile>
  /** Whether these are all that there are. */
  readonly isWhole: boolean
  /** Why the disk told no more; null where it was not asked any further. */
  readonly refused: MediaUnreadable | null
}

/** A source's files, part by part, in the order of their list; what was read before the disk refused is among them. */
export const filesInParts = Effect.fnUntraced(function* (
  media: MediaFiles["Service"],
  key: SourceKey,
  { atATime, isEnough = () => false, isOwn = false, mostParts = Number.POSITIVE_INFINITY, session }: Reading
): Effect.fn.Return<Read> {
  const files: Array<MediaFile> = []
  for (let parts = 0; parts < mostParts; parts++) {
    const after = files.at(-1)?.path
    const asked = {
      limit: atATime,
      isOwn,
      ...(session !== undefined && { session }),
      ...(after !== undefined && { after })
    }
    const part = yield* Effect.result(media.list(key, asked))
    if (Result.isFailure(part)) return { files, isWhole: false, refused: part.failure }
    files.push(...part.success.files)
    const last = part.success.files.at(-1)
    if (part.success.complete || last === undefined || isEnough(last)) {
      return { files, isWhole: part.success.complete, refused: null }
    }
  }
  return { files, isWhole: false, refused: null }
})
