import { type Box, typeAt } from "./Boxes.ts"
import { concat } from "./Bytes.ts"
import { containerOf } from "./Container.ts"
import { tracksOf } from "./MovieHeader.ts"
import { hevcName, pictureParameters } from "./PictureParameters.ts"
import { parametersIn } from "./TransportHead.ts"
import { packetLength, payloadOf, pidOf, startsUnit } from "./TransportPacket.ts"
import { packetsIn, tablesIn } from "./TransportPicture.ts"
import type { ProgramStream } from "./TransportTables.ts"

/** How a file is coded: its streams as RFC 6381 names them, pictures first, and the size of the picture in pixels where there is one. */
export interface Coding {
  readonly codecs: ReadonlyArray<string>
  readonly width: number | undefined
  readonly height: number | undefined
}

/** A unit of a stream is looked at so far. */
const longestUnit = 64 * 1024

/** What the first unit of a stream that begins among these bytes carries. */
const firstUnit = (bytes: Uint8Array, pid: number): Uint8Array => {
  const parts: Array<Uint8Array> = []
  let length = 0
  for (const at of packetsIn(bytes)) {
    if (pidOf(bytes, at) !== pid) continue
    const begins = startsUnit(bytes, at)
    if (parts.length === 0 ? !begins : begins || length > longestUnit) {
      if (parts.length === 0) continue
      break
    }
    const part = bytes.subarray(Math.min(payloadOf(bytes, at), at + packetLength), at + packetLength)
    parts.push(part)
    length += part.length
  }
  return concat(...parts)
}

const pictureOf = (bytes: Uint8Array, { kind, name, pid }: ProgramStream) => {
  if (kind === undefined || kind === "audio") return undefined
  const unit = firstUnit(bytes, pid)
  const set = parametersIn(kind, unit, 0, unit.length)
  return set === undefined ? { codec: name, width: undefined, height: undefined } : pictureParameters(kind, set)
}

/** The object type of AAC is told by the head of its frames (ISO/IEC 13818-7, 6.2). */
const soundOf = (bytes: Uint8Array, { name, pid }: ProgramStream): string => {
  if (name !== "mp4a") return name
  const unit = firstUnit(bytes, pid)
  const at = 9 + (unit[8] ?? 0)
  const isFrame = unit[at] === 0xff && ((unit[at + 1] ?? 0) & 0xf6) === 0xf0
  return isFrame ? `mp4a.40.${((unit[at + 2] ?? 0) >> 6) + 1}` : name
}

const ofTransport = (head: Uint8Array): Coding | undefined => {
  const told = tablesIn(head)
  if (told === undefined) return undefined
  const isSound = ({ kind }: ProgramStream) => kind === undefined || kind === "audio"
  const [first] = told.streams.filter((stream) => !isSound(stream))
  const picture = first === undefined ? undefined : (pictureOf(head, first) ?? { codec: first.name })
  const sound = told.streams.filter(isSound).map((stream) => soundOf(head, stream))
  const { height, width } = { height: undefined, width: undefined, ...picture }
  return { codecs: [...(picture === undefined ? [] : [picture.codec]), ...sound], width, height }
}

/** Where one of these boxes lies among the bytes of a sample entry, whose own fields come first. */
const boxWithin = (header: Uint8Array, entry: Box, type: string): number | undefined => {
  for (let at = entry.body; at + 4 < entry.end; at++) if (typeAt(header, at) === type) return at + 4
  return undefined
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** What the object type of an audio description stands for (MP4 registration authority). */
const objectTypes: Readonly<Record<number, string>> = { 105: "mp3", 107: "mp3", 165: "ac-3", 166: "ec-3" }

/** AAC says its kind in the first bits of what its decoder is set up with (ISO/IEC 14496-3, 1.6.2.1). */
const esdsName = (header: Uint8Array, from: number, end: number): string => {
  for (let at = from + 4; at + 16 < end; at++) {
    if (header[at] !== 4) continue
    let body = at + 1
    while (((header[body] ?? 0) & 0x80) !== 0 && body < end) body += 1
    const type = header[body + 1] ?? 0
    if (type !== 0x40) return objectTypes[type] ?? `mp4a.${type.toString(16)}`
    let setUp = body + 14
    if (header[setUp] !== 5) return "mp4a.40"
    setUp += 1
    while (((header[setUp] ?? 0) & 0x80) !== 0 && setUp < end) setUp += 1
    return `mp4a.40.${(header[setUp + 1] ?? 0) >> 3}`
  }
  return "mp4a"
}

/** ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1; AV1 Codec ISO Media File Format Binding, 5. */
const nameOf = (header: Uint8Array, entry: Box): string => {
  const coding = typeAt(header, entry.start + 4)
  const at = (type: string) => boxWithin(header, entry, type)
  const avc = at("avcC")
  if (avc !== undefined) return `${coding}.${hex(header.subarray(avc + 1, avc + 4))}`
  const hvc = at("hvcC")
  if (hvc !== undefined) return hevcName(header.subarray(hvc + 1, hvc + 13)).replace("hvc1", coding)
  const av1 = at("av1C")
  if (av1 !== undefined) {
    const [about = 0, more = 0] = header.subarray(av1 + 1, av1 + 3)
    const depth = (more & 0x40) === 0 ? "08" : (more & 0x20) === 0 ? "10" : "12"
    return `${coding}.${about >> 5}.${String(about & 0x1f).padStart(2, "0")}${(more & 0x80) === 0 ? "M" : "H"}.${depth}`
  }
  const esds = at("esds")
  return esds === undefined ? coding : esdsName(header, esds, entry.end)
}

const ofMovie = (head: Uint8Array): Coding | undefined => {
  const told = tracksOf(head)
    .filter(({ kind }) => kind !== "other")
    .toSorted((a, b) => Number(a.kind === "sound") - Number(b.kind === "sound"))
  if (told.length === 0) return undefined
  const picture = told.find(({ kind }) => kind === "picture")
  const codecs = told.map(({ entry }) => nameOf(head, entry))
  return { codecs, width: picture?.width || undefined, height: picture?.height || undefined }
}

/** Reads how a file is coded from its beginning; undefined where that does not tell. */
export const codingIn = (head: Uint8Array): Coding | undefined => {
  switch (containerOf(head, true)) {
    case "ts":
      return ofTransport(head)
    case "mp4":
      return ofMovie(head)
    case "mp3":
      return { codecs: ["mp3"], width: undefined, height: undefined }
    default:
      return undefined
  }
}
