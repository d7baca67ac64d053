import { Effect, Option, Path, Stream } from "effect"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import { concat } from "../media/Bytes.ts"
import { fragmentIn, openingIn } from "../media/MoviePicture.ts"
import { pictureIn, soundIn, tablesIn } from "../media/TransportPicture.ts"
import { type MediaFile, MediaFiles, type OpenFile } from "../ports/MediaFiles.ts"

/** What a picture is made of: some bytes of a recording, in the form that they are in, or a file that only a program understands. */
export type Material =
  | { readonly _tag: "Bytes"; readonly holds: "picture" | "sound"; readonly format: string; readonly bytes: Uint8Array }
  | { readonly _tag: "Strip"; readonly rows: number; readonly format: string; readonly bytes: Uint8Array }
  | { readonly _tag: "File"; readonly format: string; readonly place: string }

/** Where in a file to look: at its end, for what was recorded last, or in its middle. */
export type Where = "end" | "middle"

/** How much of a file's beginning is read for what it says about the rest. */
export const headBytes = 512 * 1024

/** How much is looked through for a key frame, little first: of most streams one lies in the last megabyte. */
const windows = [512 * 1024, 2 * 1024 * 1024, 8 * 1024 * 1024]

/** How much of sound is drawn. */
const soundBytes = 512 * 1024

/** Formats whose frames stand for themselves. */
const bareSound: Readonly<Record<string, string>> = { mp3: "mp3", aac: "aac" }

/** What ffmpeg calls the formats that it reads by itself. */
const others: Readonly<Record<string, string>> = {
  mkv: "matroska",
  webm: "matroska",
  flv: "flv",
  m4a: "mp4",
  ogg: "ogg",
  opus: "ogg"
}

const endingOf = (name: string): string => /\.([a-z0-9]+)(?:\.part)?$/.exec(name)?.[1] ?? ""

/** The bytes of a file from `from` to before `to`. */
export const read = ({ read }: OpenFile, from: number, to: number) =>
  Stream.runFold(
    read({ start: from, end: to - 1 }),
    () => [] as ReadonlyArray<Uint8Array>,
    (all, bytes) => [...all, bytes]
  ).pipe(Effect.map((all) => concat(...all)))

/** The parts of a file to look through, one after the other until something is found. */
const looks = (bytes: number, where: Where) =>
  windows.map((size) => {
    const to = where === "end" ? bytes : Math.min(bytes, Math.floor(bytes / 2) + size)
    return { from: Math.max(0, to - size), to }
  })

const fromTransport = Effect.fnUntraced(function* (open: OpenFile, where: Where) {
  const { bytes } = open.file
  const head = tablesIn(yield* read(open, 0, Math.min(bytes, headBytes)))
  for (const { from, to } of looks(bytes, where)) {
    const part = yield* read(open, from, to)
    const told = tablesIn(part) ?? head
    if (told === undefined) continue
    const isSound = told.leading.codec === "audio"
    const found = isSound ? soundIn(told, part) : pictureIn(told, part)
    if (found === undefined) continue
    const material: Material = { _tag: "Bytes", holds: isSound ? "sound" : "picture", format: "mpegts", bytes: found }
    return Option.some(material)
  }
  return Option.none<Material>()
})

const fromMovie = Effect.fnUntraced(function* (open: OpenFile, where: Where, place: string) {
  const { bytes } = open.file
  const opening = openingIn(yield* read(open, 0, Math.min(bytes, headBytes)))
  if (opening === undefined) return Option.some<Material>({ _tag: "File", format: "mp4", place })
  const holds = opening.leading.kind === "picture" ? "picture" : "sound"
  for (const { from, to } of looks(bytes, where)) {
    const { header } = opening
    const found = fragmentIn(opening, yield* read(open, from, to), from, { position: header.length, seconds: 0 })
    if (found === undefined) continue
    return Option.some<Material>({ _tag: "Bytes", holds, format: "mp4", bytes: concat(header, found) })
  }
  return Option.none<Material>()
})

/** Reads what a picture of a file is made of: as little of it as will do. None where nothing in it can be seen or heard yet. */
export const reading = Effect.gen(function* () {
  const media = yield* MediaFiles
  const path = yield* Path.Path

  return Effect.fn("Material.of")(
    function* (key: SourceKey, file: MediaFile, where: Where) {
      const open = yield* media.open(key, file.path)
      const ending = endingOf(file.name)
      const place = path.join(media.root, open.path)
      if (open.file.bytes === 0) return Option.none<Material>()
      if (ending === "ts") return yield* fromTransport(open, where)
      if (ending === "mp4") return yield* fromMovie(open, where, place)
      const bare = bareSound[ending]
      if (bare !== undefined) {
        const from = Math.max(0, open.file.bytes - soundBytes)
        const bytes = yield* read(open, from, open.file.bytes)
        return Option.some<Material>({ _tag: "Bytes", holds: "sound", format: bare, bytes })
      }
      const format = others[ending]
      return format === undefined ? Option.none<Material>() : Option.some<Material>({ _tag: "File", format, place })
    },
    Effect.orElseSucceed(() => Option.none<Material>())
  )
})
