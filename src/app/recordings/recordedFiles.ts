import { Effect } from "effect"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { filesInParts } from "./filesInParts.ts"

/** So many files are asked for at a time. */
const atATime = 2_000

/** A source's files, newest session first, at least all that were written from a moment on, as far as the disk can be read. */
export const recordedFiles = Effect.map(MediaFiles, (media) => (key: SourceKey, since: Instant) => {
  const isEnough = ({ modifiedAt }: { readonly modifiedAt: Instant }) => modifiedAt < since
  return Effect.map(filesInParts(media, key, { atATime, isEnough }), ({ files }) => files)
})
