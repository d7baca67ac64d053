import { Result } from "effect"
import type { MasterPlaylist, MediaPlaylist, MediaSegment, Variant } from "../Playlist.ts"
import { Unreadable, Unrecordable } from "../Playlist.ts"
import type { Manifest, Period, Representation } from "./Manifest.ts"
import type { Numbering } from "./Numbering.ts"
import { type Piece, piecesOf } from "./segments.ts"

/** One of the streams of a manifest, by the address of that and its own name behind it. */
export interface Part {
  readonly manifest: string
  readonly kind: Representation["kind"]
  readonly id: string
}

const partForm = /^(.*)#dash-(picture|sound)=([^#]*)$/

/** The stream that an address names within its manifest; undefined for one that is all of an address. */
export const partOf = (url: string): Part | undefined => {
  const [, manifest, kind, id = ""] = partForm.exec(url) ?? []
  if (manifest === undefined) return undefined
  return { manifest, kind: kind === "sound" ? "sound" : "picture", id: decodeURIComponent(id) }
}

const addressOf = (manifest: string, { id, kind }: Representation): string =>
  `${manifest}#dash-${kind}=${encodeURIComponent(id)}`

const unreadable = (message: string) => Result.fail(new Unreadable({ message }))

/** The one of several that takes the most bits. */
const best = (some: ReadonlyArray<Representation>): Representation | undefined =>
  some.reduce<Representation | undefined>((a, b) => (a === undefined || b.bandwidth > a.bandwidth ? b : a), undefined)

const variantOf = (manifest: string, one: Representation, sound: Representation | undefined): Variant => ({
  url: addressOf(manifest, one),
  bandwidth: one.bandwidth + (sound?.bandwidth ?? 0),
  width: one.width,
  height: one.height,
  framerate: one.framerate,
  codecs: [one.codecs, sound?.codecs].filter((codecs) => codecs !== undefined).join(",") || undefined,
  sound: sound && addressOf(manifest, sound),
  soundOnly: one.kind === "sound"
})

/** No ladder has more, and each is weighed against all others. */
const mostStreams = 500

/** What a manifest at an address offers: each picture with the sound that comes first, or the sound alone. */
export const offered = ({ periods }: Manifest, address: string): Result.Result<MasterPlaylist, Unreadable> => {
  const all = periods.findLast(({ representations }) => representations.length > 0)?.representations ?? []
  const sounds = all.filter(({ kind }) => kind === "sound")
  const pictures = all.filter(({ kind }) => kind === "picture")
  if (pictures.length > mostStreams) return unreadable(`the manifest of DASH lists more than ${mostStreams} streams`)
  const sound = best(sounds.filter(({ set }) => set === sounds[0]?.set))
  const variants =
    pictures.length > 0
      ? pictures.map((one) => variantOf(address, one, sound))
      : sound === undefined
        ? []
        : [variantOf(address, sound, undefined)]
  return variants.length === 0
    ? unreadable("the manifest of DASH lists no stream")
    : Result.succeed({ _tag: "Master", variants, variables: new Map() })
}

/** The stream of a name, or the one that is most like it in a period that calls its streams otherwise. */
const chosen = ({ representations }: Period, { id, kind }: Part, like: Representation | undefined) => {
  const some = representations.filter((one) => one.kind === kind)
  const far = ({ bandwidth }: Representation) => Math.abs(bandwidth - (like?.bandwidth ?? bandwidth))
  return some.find((one) => one.id === id) ?? some.toSorted((a, b) => far(a) - far(b))[0]
}

const segmentOf = ({ header, range, seconds, url }: Piece, sequence: number, discontinuity: boolean): MediaSegment => {
  const { pathname } = new URL(url)
  return {
    url,
    range,
    key: undefined,
    sequence,
    name: `${pathname.slice(pathname.lastIndexOf("/") + 1)}@${range?.offset ?? 0}`,
    seconds,
    discontinuity,
    gap: false,
    map: header && { ...header, key: undefined }
  }
}

/** Pieces that are listed at most, the newest: a day of seconds has fewer. */
const mostPieces = 100_000

/** What each period has of a stream, the oldest first. */
const streamsOf = (manifest: Manifest, part: Part, like: Representation | undefined, now: number) => {
  const found: Array<{ readonly one: Representation; readonly pieces: ReadonlyArray<Piece> }> = []
  let room = mostPieces
  for (const period of manifest.periods.toReversed()) {
    const one = chosen(period, part, like)
    if (one === undefined || room <= 0) continue
    const pieces = piecesOf(manifest, period, one, now).slice(-room)
    room -= pieces.length
    found.unshift({ one, pieces })
  }
  return found
}

const unfit = ({ protection, type }: Representation): Unrecordable | undefined => {
  if (protection !== undefined) {
    return new Unrecordable({
      message: `the stream is encrypted (${protection}), and only AES-128 can be recorded`,
      protection
    })
  }
  return type.includes("webm")
    ? new Unrecordable({ message: "the stream is WebM by DASH, of which fragmented MP4 alone can be recorded" })
    : undefined
}

const fallbackSeconds = 5

/** One stream of a manifest as the list of segments that it is at a moment (milliseconds since 1970). */
export const listed = (
  manifest: Manifest,
  part: Part,
  numbering: Numbering,
  now: number
): Result.Result<MediaPlaylist, Unreadable | Unrecordable> => {
  const like = manifest.periods.flatMap(({ representations }) => representations).find(({ id }) => id === part.id)
  const found = streamsOf(manifest, part, like, now)
  if (found.length === 0) return unreadable("the manifest of DASH does not list the stream any more")
  const refused = found.map(({ one }) => unfit(one)).find((why) => why !== undefined)
  if (refused !== undefined) return Result.fail(refused)
  const pieces = found.flatMap(({ pieces: own }, period) =>
    own.map((piece, i) => ({ piece, breaks: period > 0 && i === 0 }))
  )
  const numbers = numbering.number(pieces.map(({ piece }) => piece))
  const segments = pieces.map(({ breaks, piece }, i) => segmentOf(piece, numbers[i] ?? i, breaks))
  return Result.succeed({
    _tag: "Media",
    segments,
    targetSeconds: segments.reduce((most, { seconds }) => Math.max(most, seconds), 0) || fallbackSeconds,
    ended: manifest.live === undefined,
    isFilm: manifest.live === undefined,
    torn: false
  })
}
