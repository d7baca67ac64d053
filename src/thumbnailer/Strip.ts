import { Effect, Option } from "effect"
import type { PlayableFile } from "../domain/recordings/Playlist.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import { concat } from "../media/Bytes.ts"
import { fragmentIn, openingIn } from "../media/MoviePicture.ts"
import { ticksPerSecond } from "../media/TimeStamps.ts"
import { pictureIn, stampedAt, tablesIn } from "../media/TransportPicture.ts"
import { MediaFiles, type OpenFile } from "../ports/MediaFiles.ts"
import { headBytes, type Material, read } from "./Material.ts"
import { shapeOf, spacing } from "./stripShape.ts"

/** A key frame is no larger. */
const longestPicture = 2 * 1024 * 1024

/** Bytes of all that a strip is made of, at most. */
const mostBytes = 96 * 1024 * 1024

interface Spot {
  readonly file: PlayableFile
  readonly from: number
  readonly to: number
}

/** Where the picture of each moment is: from where a player enters last before it, to where it enters next. */
const spotsOf = (
  files: ReadonlyArray<PlayableFile>
): { readonly rows: number; readonly spots: ReadonlyArray<Spot> } => {
  const length = files.reduce((sum, { duration }) => sum + duration, 0)
  const { count, rows, step } = shapeOf(length)
  const spots: Array<Spot> = []
  let begins = 0
  for (const file of files) {
    for (; spots.length < count && spots.length * step < begins + file.duration; ) {
      const at = spots.length * step - begins
      const entry = file.entries.findLast((one) => one.at <= at) ?? file.entries[0]
      const next = file.entries.find((one) => one.at > (entry?.at ?? 0))
      spots.push({ file, from: entry?.offset ?? 0, to: next?.offset ?? file.bytes })
    }
    begins += file.duration
  }
  return { rows, spots }
}

/** Takes small pictures one after the other, of files that are all of one kind. */
const collecting = (format: "mpegts" | "mp4") => {
  const parts: Array<Uint8Array> = []
  let length = 0
  const add = (bytes: Uint8Array) => {
    parts.push(bytes)
    length += bytes.length
  }
  const from = Effect.fnUntraced(function* (open: OpenFile, { from, to }: Spot, i: number) {
    const head = yield* read(open, 0, Math.min(open.file.bytes, headBytes))
    if (format === "mpegts") {
      const bytes = yield* read(open, from, Math.min(open.file.bytes, from + longestPicture))
      const told = tablesIn(bytes) ?? tablesIn(head)
      const picture = told === undefined || told.leading.codec === "audio" ? undefined : pictureIn(told, bytes, "first")
      if (picture !== undefined) add(stampedAt(picture, i * spacing * ticksPerSecond))
      return
    }
    const opening = openingIn(head)
    if (opening?.leading.kind !== "picture") return
    if (parts.length === 0) add(opening.header)
    const piece = yield* read(open, Math.max(from, opening.header.length), Math.min(to, from + 8 * longestPicture))
    const moving = { position: length, seconds: i * spacing }
    const fragment = fragmentIn(opening, piece, Math.max(from, opening.header.length), moving, "first")
    if (fragment !== undefined) add(fragment)
  })
  return { from, length: () => length, bytes: () => concat(...parts) }
}

/** Reads what a strip of a session is made of: a key frame for each of its moments. None where it holds no picture, or too large ones. */
export const stripping = Effect.gen(function* () {
  const media = yield* MediaFiles

  return Effect.fn("Strip.of")(
    function* (key: SourceKey, files: ReadonlyArray<PlayableFile>) {
      const format = files[0]?.header === 0 ? "mpegts" : "mp4"
      const alike = files.filter(({ header }) => (header === 0) === (format === "mpegts"))
      const { rows, spots } = spotsOf(alike)
      const collected = collecting(format)
      for (const [i, spot] of spots.entries()) {
        const open = yield* media.open(key, `${spot.file.session}/${spot.file.name}`)
        yield* collected.from(open, spot, i)
        if (collected.length() > mostBytes) return Option.none<Material>()
      }
      if (collected.length() === 0) return Option.none<Material>()
      return Option.some<Material>({ _tag: "Strip", rows, format, bytes: collected.bytes() })
    },
    Effect.orElseSucceed(() => Option.none<Material>())
  )
})
