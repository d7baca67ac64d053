import { packetLength, syncByte } from "./TransportPacket.ts"

/** How a segment packs what it carries: an MPEG transport stream, fragmented MP4, or bare sound as ADTS or MPEG audio frames. */
export type Container = "ts" | "mp4" | "aac" | "mp3"

/** Bytes of a beginning that are looked at before it counts as nothing known. */
const longestLook = 64 * 1024

/** What may stand at the top of a segment of fragmented MP4, or of its header (ISO/IEC 14496-12). */
const topBoxes: ReadonlySet<string> = new Set("ftyp styp moov moof sidx ssix prft emsg free skip mdat uuid".split(" "))

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0

const letters = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length))

/** Bytes of the ID3 tags that a segment begins with (ID3v2, 3.1). */
export const tagLength = (bytes: Uint8Array): number => {
  let length = 0
  while (letters(bytes, length, 3) === "ID3") {
    const size = [6, 7, 8, 9].reduce((sum, i) => sum * 128 + (at(bytes, length + i) & 0x7f), 0)
    length += 10 + size
  }
  return length
}

/** Where the first packet of a transport stream begins: packets follow each other from there as far as the bytes go, three at most. */
export const firstPacket = (bytes: Uint8Array): number => {
  for (let from = bytes.indexOf(syncByte); from >= 0; from = bytes.indexOf(syncByte, from + 1)) {
    const follow = [1, 2].every((n) => {
      const next = from + n * packetLength
      return next >= bytes.length ? from === 0 : bytes[next] === syncByte
    })
    if (follow && from + packetLength <= bytes.length) return from
  }
  return -1
}

/** What begins with these bytes; `undefined` while more are needed to tell, and `unknown` where more would not help. */
export const containerOf = (bytes: Uint8Array, isAll: boolean): Container | "unknown" | undefined => {
  const undecided = isAll || bytes.length >= longestLook ? "unknown" : undefined
  if (bytes.length < packetLength && !isAll) return undefined
  if (topBoxes.has(letters(bytes, 4, 4))) return "mp4"
  const body = tagLength(bytes)
  if (body + 2 > bytes.length) return undecided
  if (firstPacket(bytes.subarray(body)) === 0) return "ts"
  if (at(bytes, body) === 0xff && (at(bytes, body + 1) & 0xf6) === 0xf0) return "aac"
  if (at(bytes, body) === 0xff && (at(bytes, body + 1) & 0xe0) === 0xe0) return "mp3"
  return firstPacket(bytes) >= 0 ? "ts" : undecided
}
