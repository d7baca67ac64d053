import { Effect, FileSystem, Option, Path, Stream } from "effect"
import { type MediaFile, MediaUnreadable } from "../../ports/MediaFiles.ts"

const chunk = 256 * 1024

/** Reads files in their real folders; the last step of a path is never a link. */
export const reading = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  /** The bytes from `start` to `end`, both included, as far as the file has them. */
  return (folder: string, file: MediaFile, range: { readonly start: number; readonly end: number } | null) => {
    const end = Math.min(file.bytes, range === null ? file.bytes : range.end + 1)
    const pieces = Effect.map(fs.open(path.join(folder, file.name), { noFollow: true }), (open) =>
      Stream.paginate(range?.start ?? 0, (position) => {
        if (position >= end) return Effect.succeed([[], Option.none<number>()] as const)
        const size = Math.min(chunk, end - position)
        return Effect.map(open.readAlloc(size, { position: BigInt(position) }), (bytes) => {
          const next = Option.map(bytes, ({ length }) => position + length)
          return [Option.toArray(bytes), next] as const
        })
      })
    )
    return Stream.unwrap(pieces).pipe(Stream.mapError((error) => new MediaUnreadable({ reason: error.message })))
  }
})
