import { Data, Result } from "effect"
import HLS from "hls-parser"

/** A part of a stream, as a media playlist lists it. */
export interface MediaSegment {
  /** Its media sequence number. */
  readonly sequence: number
  /** What tells it from another of the same number: the file name, without the query, and the place in the file. */
  readonly name: string
  readonly url: string
  readonly seconds: number
  /** Time stamps or coding start anew here. */
  readonly discontinuity: boolean
  /** The origin has no bytes for it (EXT-X-GAP). */
  readonly gap: boolean
  readonly range: ByteRange | undefined
  readonly key: Aes128 | undefined
}

export interface ByteRange {
  readonly offset: number
  readonly length: number
}

export interface Aes128 {
  readonly url: string
  readonly iv: Uint8Array
}

export interface MediaPlaylist {
  readonly _tag: "Media"
  readonly segments: ReadonlyArray<MediaSegment>
  readonly targetSeconds: number
  /** Nothing will be added (EXT-X-ENDLIST). */
  readonly ended: boolean
}

export interface Variant {
  readonly url: string
  readonly bandwidth: number
  readonly height: number | undefined
  readonly framerate: number | undefined
  /** Its sound is in a playlist of its own. */
  readonly soundApart: boolean
  readonly soundOnly: boolean
}

export interface MasterPlaylist {
  readonly _tag: "Master"
  readonly variants: ReadonlyArray<Variant>
}

/** The text is no playlist, or a damaged one. */
export class Unreadable extends Data.TaggedError("Unreadable")<{ readonly message: string }> {}

/** The stream is of a kind that this recorder can't record. */
export class Unrecordable extends Data.TaggedError("Unrecordable")<{
  readonly message: string
  readonly encrypted?: boolean
}> {}

HLS.setOptions({ strictMode: false, silent: true })

/** Reads a playlist (RFC 8216); `base` is where it came from, and what its relative addresses are relative to. */
export const parse = (
  text: string,
  base: string
): Result.Result<MediaPlaylist | MasterPlaylist, Unreadable | Unrecordable> => {
  if (!/^\uFEFF?#EXTM3U\s/.test(text)) return Result.fail(new Unreadable({ message: "the answer is no HLS playlist" }))
  const parsed = Result.try({
    try: () => HLS.parse(essential(text)),
    catch: () => new Unreadable({ message: "the HLS playlist can't be read" })
  })
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  return parsed.success.isMasterPlaylist ? master(parsed.success, base) : media(parsed.success, base)
}

const used =
  /^#EXT(M3U|INF|-X-(VERSION|BYTERANGE|DISCONTINUITY(-SEQUENCE)?|KEY|MAP|GAP|TARGETDURATION|MEDIA-SEQUENCE|ENDLIST|MEDIA|STREAM-INF))\b/

/** The lines that matter here, without titles: the parser throws at some that other tags and titles may hold. */
const essential = (text: string): string =>
  text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#") || used.test(line))
    .map((line) => {
      const length = /^#EXTINF:[\d.]*/.exec(line)?.[0]
      return length === undefined ? line : `${length},`
    })
    .join("\n")

const media = (
  playlist: HLS.types.MediaPlaylist,
  base: string
): Result.Result<MediaPlaylist, Unreadable | Unrecordable> => {
  if (!playlist.segments.every(({ mediaSequenceNumber }) => Number.isSafeInteger(mediaSequenceNumber))) {
    return Result.fail(new Unreadable({ message: "the HLS playlist numbers its segments with no whole numbers" }))
  }
  const refused = playlist.segments.map(refusal).find((found) => found !== undefined)
  if (refused !== undefined) return Result.fail(refused)
  const segments = playlist.segments.flatMap((segment) => {
    const url = resolve(segment.uri, base)
    return url === undefined ? [] : [mediaSegment(segment, url, base)]
  })
  return segments.length < playlist.segments.length
    ? Result.fail(new Unreadable({ message: "the HLS playlist names a segment by an address that isn't one" }))
    : Result.succeed({
        _tag: "Media",
        segments,
        targetSeconds: playlist.targetDuration > 0 ? playlist.targetDuration : fallbackSeconds,
        ended: playlist.endlist
      })
}

const fallbackSeconds = 5

const refusal = ({ byterange, key, map }: HLS.types.Segment): Unrecordable | undefined => {
  if (map)
    return new Unrecordable({ message: "the stream is fragmented MP4 (EXT-X-MAP), and only MPEG-TS can be recorded" })
  if (byterange && byterange.offset < 0)
    return new Unrecordable({ message: "the stream has byte ranges without a beginning" })
  if (!key || key.method === "NONE" || (key.method === "AES-128" && key.uri)) return undefined
  return new Unrecordable({
    message: `the stream is encrypted (${key.method}), and only AES-128 can be recorded`,
    encrypted: true
  })
}

const mediaSegment = (segment: HLS.types.Segment, url: URL, base: string): MediaSegment => {
  const { byterange, key } = segment
  const sequence = segment.mediaSequenceNumber
  const keyUrl = key && key.method === "AES-128" ? resolve(key.uri ?? "", base) : undefined
  return {
    sequence,
    name: `${url.pathname.slice(url.pathname.lastIndexOf("/") + 1)}@${byterange ? byterange.offset : 0}`,
    url: url.href,
    seconds: Math.max(segment.duration, 0),
    discontinuity: segment.discontinuity === true,
    gap: segment.gap === true,
    range: byterange ? { offset: byterange.offset, length: byterange.length } : undefined,
    key: keyUrl === undefined ? undefined : { url: keyUrl.href, iv: key?.iv ? new Uint8Array(key.iv) : ivOf(sequence) }
  }
}

/** Without an IV of its own a segment's is its media sequence number (RFC 8216, 5.2). */
const ivOf = (sequence: number): Uint8Array => {
  const iv = new Uint8Array(16)
  new DataView(iv.buffer).setBigUint64(8, BigInt(sequence))
  return iv
}

const master = (playlist: HLS.types.MasterPlaylist, base: string): Result.Result<MasterPlaylist, Unreadable> => {
  const variants = playlist.variants.flatMap((variant): ReadonlyArray<Variant> => {
    const url = resolve(variant.uri, base)
    if (url === undefined || variant.isIFrameOnly === true) return []
    const codecs = variant.codecs?.split(",") ?? []
    return [
      {
        url: url.href,
        bandwidth: variant.bandwidth ?? 0,
        height: variant.resolution?.height,
        framerate: variant.frameRate,
        soundApart: variant.audio.length > 0 && variant.audio.every(({ uri }) => uri !== undefined),
        soundOnly:
          codecs.length > 0 &&
          variant.resolution === undefined &&
          codecs.every((c) => /^(mp4a|ac-3|ec-3)/.test(c.trim()))
      }
    ]
  })
  return variants.length === 0
    ? Result.fail(new Unreadable({ message: "the HLS master playlist lists no stream" }))
    : Result.succeed({ _tag: "Master", variants })
}

const resolve = (reference: string, base: string): URL | undefined => {
  const url = URL.parse(reference, base)
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined
}
