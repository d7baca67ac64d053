import { pidAt } from "./TransportPacket.ts"

/** Kinds of elementary streams that are told apart (ISO/IEC 13818-1, table 2-34). */
export type Codec = "h264" | "hevc" | "mpeg2" | "audio"

export interface Elementary {
  readonly pid: number
  readonly codec: Codec
}

const codecs: Readonly<Record<number, Codec>> = {
  1: "mpeg2",
  2: "mpeg2",
  3: "audio",
  4: "audio",
  15: "audio",
  17: "audio",
  27: "h264",
  36: "hevc",
  129: "audio"
}

/** Where the section that begins in a payload lies, or `undefined` when it is not of this table or reaches beyond the payload. */
export const sectionOf = (bytes: Uint8Array, payload: number, end: number, table: number) => {
  const start = payload + 1 + (bytes[payload] ?? 0)
  if (start + 8 > end || bytes[start] !== table) return undefined
  const length = (((bytes[start + 1] ?? 0) & 0x0f) << 8) | (bytes[start + 2] ?? 0)
  // Four bytes of checksum end a section.
  return { start, end: Math.min(end, start + 3 + length - 4) }
}

/** The PID of the first program's map, from the payload of a packet that begins a program association table. */
export const programMapPid = (bytes: Uint8Array, payload: number, end: number): number | undefined => {
  const found = sectionOf(bytes, payload, end, 0)
  if (found === undefined) return undefined
  for (let at = found.start + 8; at + 4 <= found.end; at += 4) {
    const isNetwork = bytes[at] === 0 && bytes[at + 1] === 0
    if (!isNetwork) return pidAt(bytes, at + 2)
  }
  return undefined
}

/** How kinds of streams are called where codings are named (RFC 6381). */
const names: Readonly<Record<number, string>> = {
  1: "mp1v",
  2: "mp2v",
  3: "mp3",
  4: "mp3",
  15: "mp4a",
  17: "mp4a",
  27: "avc1",
  36: "hvc1",
  129: "ac-3",
  135: "ec-3"
}

/** A stream of a program: `kind` is undefined where players can't step by it, `name` as RFC 6381 begins it. */
export interface ProgramStream {
  readonly pid: number
  readonly kind: Codec | undefined
  readonly name: string
}

/** The streams that a program map names and somebody can play, from the payload of a packet that begins it. */
export const streamsIn = (bytes: Uint8Array, payload: number, end: number): ReadonlyArray<ProgramStream> => {
  const found = sectionOf(bytes, payload, end, 2)
  const streams: Array<ProgramStream> = []
  if (found === undefined) return streams
  const about = (((bytes[found.start + 10] ?? 0) & 0x0f) << 8) | (bytes[found.start + 11] ?? 0)
  for (let at = found.start + 12 + about; at + 5 <= found.end; ) {
    const type = bytes[at] ?? 0
    const name = names[type]
    if (name !== undefined) streams.push({ pid: pidAt(bytes, at + 1), kind: codecs[type], name })
    at += 5 + ((((bytes[at + 3] ?? 0) & 0x0f) << 8) | (bytes[at + 4] ?? 0))
  }
  return streams
}

/** The codings of all streams that a program map names. */
export const codingsIn = (bytes: Uint8Array, payload: number, end: number): ReadonlyArray<string> =>
  streamsIn(bytes, payload, end).map(({ name }) => name)

/** The stream that a player steps by, from the payload of a packet that begins a program map: video, or audio without video. */
export const leadingStream = (bytes: Uint8Array, payload: number, end: number): Elementary | undefined => {
  const streams = streamsIn(bytes, payload, end)
  const leading =
    streams.find(({ kind }) => kind !== undefined && kind !== "audio") ?? streams.find(({ kind }) => kind === "audio")
  return leading?.kind === undefined ? undefined : { pid: leading.pid, codec: leading.kind }
}
