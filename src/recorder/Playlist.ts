import { Data, Result } from "effect"
import HLS from "hls-parser"
import { clean } from "./PlaylistText.ts"
import { protection } from "./Protection.ts"

/** Bytes at an address: all of them, or a range, as they are or encrypted. */
export interface Resource {
  readonly url: string
  readonly range: ByteRange | undefined
  readonly key: Aes128 | undefined
}

/** A part of a stream, as a media playlist lists it. */
export interface MediaSegment extends Resource {
  /** Its media sequence number. */
  readonly sequence: number
  /** What tells it from another of the same number: the file name, without the query, and the place in the file. */
  readonly name: string
  readonly seconds: number
  /** Time stamps or coding may start anew here. */
  readonly discontinuity: boolean
  /** The origin has no bytes for it (EXT-X-GAP). */
  readonly gap: boolean
  /** What a player needs before it (EXT-X-MAP). */
  readonly map: Resource | undefined
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
  /** It was never live: all of it is there at once, to be recorded from its beginning. */
  readonly isFilm?: boolean
  /** The text may have been cut off in the address of the last segment. */
  readonly torn: boolean
}

export interface Variant {
  readonly url: string
  readonly bandwidth: number
  readonly width: number | undefined
  readonly height: number | undefined
  readonly framerate: number | undefined
  readonly codecs: string | undefined
  /** Where its sound is, if that is in a playlist of its own. */
  readonly sound: string | undefined
  readonly soundOnly: boolean
}

export interface MasterPlaylist {
  readonly _tag: "Master"
  readonly variants: ReadonlyArray<Variant>
  readonly variables: ReadonlyMap<string, string>
}

/** The text is no playlist, or a damaged one. */
export class Unreadable extends Data.TaggedError("Unreadable")<{ readonly message: string }> {}

/** The stream is of a kind that this recorder can't record. */
export class Unrecordable extends Data.TaggedError("Unrecordable")<{
  readonly message: string
  /** What keeps others from reading it, by its name. */
  readonly protection?: string
}> {}

HLS.setOptions({ strictMode: false, silent: true })

/** No ladder has more, and each is weighed against all others. */
const mostStreams = 500

const none: ReadonlyMap<string, string> = new Map()

/** A day of seconds, with three lines each, has fewer; whoever reads a longer list needs hundreds of megabytes for it. */
const mostLines = 300_000

/** Whether a text has more than so many lines, however they end. */
const isLonger = (text: string, most: number): boolean =>
  ["\n", "\r"].some((end) => {
    let lines = 0
    for (let at = text.indexOf(end); at !== -1 && lines <= most; at = text.indexOf(end, at + 1)) lines++
    return lines > most
  })

/**
 * Reads a playlist (RFC 8216); `base` is where it came from, and what its relative addresses are relative to, `variables` are those of
 * its master playlist.
 */
export const parse = (
  text: string,
  base: string,
  variables = none
): Result.Result<MediaPlaylist | MasterPlaylist, Unreadable | Unrecordable> => {
  if (!/^\uFEFF?\s*#EXTM3U\s/.test(text)) return unreadable("the answer is no HLS playlist")
  if (isLonger(text, mostLines)) return unreadable(`the HLS playlist has more than ${mostLines} lines`)
  const cleaned = clean(text, base, variables)
  if (cleaned.skips) return unreadable("the HLS playlist leaves out segments (EXT-X-SKIP), which nobody asked for")
  if ((cleaned.text.match(/^#EXT-X-(?:STREAM-INF|MEDIA):/gm)?.length ?? 0) > mostStreams)
    return unreadable(`the HLS master playlist lists more than ${mostStreams} streams`)
  const parsed = Result.try({
    try: () => HLS.parse(cleaned.text),
    catch: () => new Unreadable({ message: "the HLS playlist can't be read" })
  })
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  return parsed.success.isMasterPlaylist
    ? master(parsed.success, base, cleaned.variables)
    : media(parsed.success, base, cleaned.torn)
}

const unreadable = (message: string) => Result.fail(new Unreadable({ message }))

const media = (
  playlist: HLS.types.MediaPlaylist,
  base: string,
  torn: boolean
): Result.Result<MediaPlaylist, Unreadable | Unrecordable> => {
  // A text that was cut off behind a segment's tags gives a segment without an address.
  const listed = playlist.segments.filter(({ uri }, i) => uri || i < playlist.segments.length - 1)
  if (!listed.every(({ mediaSequenceNumber }) => Number.isSafeInteger(mediaSequenceNumber))) {
    return unreadable("the HLS playlist numbers its segments with no whole numbers")
  }
  const refused = listed.map(refusal).find((found) => found !== undefined)
  if (refused !== undefined) return Result.fail(refused)
  const segments = listed.flatMap((segment) => {
    const url = resolve(segment.uri, base)
    return url === undefined ? [] : [mediaSegment(segment, url, base)]
  })
  return segments.length < listed.length
    ? unreadable("the HLS playlist names a segment by an address that isn't one")
    : Result.succeed({
        _tag: "Media",
        segments,
        targetSeconds: playlist.targetDuration > 0 ? playlist.targetDuration : fallbackSeconds,
        ended: playlist.endlist,
        torn
      })
}

const fallbackSeconds = 5

const refusal = ({ byterange, key, map }: HLS.types.Segment): Unrecordable | undefined => {
  if ([byterange, map?.byterange].some((range) => range && range.offset < 0))
    return new Unrecordable({ message: "the stream has byte ranges without a beginning" })
  const name = protection(key)
  return name === undefined
    ? undefined
    : new Unrecordable({
        message: `the stream is encrypted (${name}), and only AES-128 can be recorded`,
        protection: name
      })
}

const mediaSegment = (segment: HLS.types.Segment, url: URL, base: string): MediaSegment => {
  const { byterange, map } = segment
  const sequence = segment.mediaSequenceNumber
  const key = keyOf(segment, base)
  const mapUrl = map ? resolve(map.uri, base) : undefined
  return {
    sequence,
    name: `${url.pathname.slice(url.pathname.lastIndexOf("/") + 1)}@${byterange ? byterange.offset : 0}`,
    url: url.href,
    seconds: Math.max(segment.duration, 0),
    discontinuity: segment.discontinuity === true,
    gap: segment.gap === true,
    range: rangeOf(byterange),
    key,
    map:
      mapUrl === undefined ? undefined : { url: mapUrl.href, range: rangeOf(map.byterange), key: mapKey(segment, key) }
  }
}

const rangeOf = (range: HLS.types.Byterange | undefined): ByteRange | undefined =>
  range ? { offset: range.offset, length: range.length } : undefined

const keyOf = ({ key, mediaSequenceNumber }: HLS.types.Segment, base: string): Aes128 | undefined => {
  const url = key && key.method === "AES-128" ? resolve(key.uri ?? "", base) : undefined
  return url && { url: url.href, iv: key?.iv ? new Uint8Array(key.iv) : ivOf(mediaSequenceNumber) }
}

/** A header is encrypted only where the key names its IV: it has no number to take one from (RFC 8216, 4.3.2.5). */
const mapKey = ({ key }: HLS.types.Segment, segmentKey: Aes128 | undefined): Aes128 | undefined =>
  key?.iv ? segmentKey : undefined

/** Without an IV of its own a segment's is its media sequence number (RFC 8216, 5.2). */
const ivOf = (sequence: number): Uint8Array => {
  const iv = new Uint8Array(16)
  new DataView(iv.buffer).setBigUint64(8, BigInt(sequence))
  return iv
}

const soundCodec = /^(mp4a|ac-3|ec-3|opus|flac|mp3)/i

const master = (
  playlist: HLS.types.MasterPlaylist,
  base: string,
  variables: ReadonlyMap<string, string>
): Result.Result<MasterPlaylist, Unreadable> => {
  const variants = playlist.variants.flatMap((variant): ReadonlyArray<Variant> => {
    const url = resolve(variant.uri, base)
    if (url === undefined || variant.isIFrameOnly === true) return []
    const codecs = variant.codecs?.split(",") ?? []
    return [
      {
        url: url.href,
        bandwidth: variant.bandwidth ?? 0,
        width: variant.resolution?.width,
        height: variant.resolution?.height,
        framerate: variant.frameRate,
        codecs: variant.codecs,
        sound: soundOf(variant, base),
        soundOnly:
          codecs.length > 0 && variant.resolution === undefined && codecs.every((c) => soundCodec.test(c.trim()))
      }
    ]
  })
  return variants.length === 0
    ? unreadable("the HLS master playlist lists no stream")
    : Result.succeed({ _tag: "Master", variants, variables })
}

/** The rendition that a player takes by itself; none where the variant has it with it. */
const soundOf = ({ audio, uri }: HLS.types.Variant, base: string): string | undefined => {
  const chosen = audio.find(({ isDefault }) => isDefault) ?? audio.find(({ autoselect }) => autoselect) ?? audio[0]
  const url = chosen?.uri === undefined || chosen.uri === uri ? undefined : resolve(chosen.uri, base)
  return url?.href
}

const resolve = (reference: string, base: string): URL | undefined => {
  const url = URL.parse(reference, base)
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined
}
