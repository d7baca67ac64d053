import { concat } from "./Bytes.ts"
import { decodingTime, isKeyframe } from "./TransportFrame.ts"
import { isRandomAccess, packetLength, payloadOf, pidOf, startsUnit } from "./TransportPacket.ts"
import { codingsIn, type Elementary, leadingStream, programMapPid, sectionOf } from "./TransportTables.ts"

/** What a transport stream's tables say, and the packets that carry them. */
export interface Tables {
  readonly mapPid: number
  readonly leading: Elementary
  readonly packets: Uint8Array
  /** The streams of the program, as its map tells them. */
  readonly program: string
  /** The codings of its streams. */
  readonly codings: ReadonlyArray<string>
}

/** How a segment of a transport stream begins. */
export interface TransportHead {
  /** Its own, or those of a segment before it. */
  readonly tables: Tables
  /** Whether it brings its tables itself, before its first frame. */
  readonly ownTables: boolean
  /** Decoding time of its first frame in ticks; undefined where the frame does not say. */
  readonly start: number | undefined
  /** Whether a player can begin with its first frame. */
  readonly opens: boolean
  /** The parameters that its picture is coded with, as far as the first packet shows. */
  readonly parameters: string
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** Whether a unit that follows a start code holds a sequence's parameters. */
const isParameters = (codec: Elementary["codec"], unit: number): boolean => {
  if (codec === "h264") return (unit & 0x1f) === 7
  if (codec === "hevc") return ((unit >> 1) & 0x3f) === 33
  return codec === "mpeg2" && unit === 0xb3
}

/** The first sequence parameters within a payload, up to the next start code. */
export const parametersIn = (
  codec: Elementary["codec"],
  bytes: Uint8Array,
  payload: number,
  end: number
): Uint8Array | undefined => {
  let from = -1
  for (let i = payload; i + 3 < end; i++) {
    if (bytes[i] !== 0 || bytes[i + 1] !== 0 || bytes[i + 2] !== 1) continue
    if (from >= 0) return bytes.subarray(from, i)
    if (isParameters(codec, bytes[i + 3] ?? 0)) from = i + 3
  }
  return from < 0 ? undefined : bytes.subarray(from, end)
}

/** Reads whole packets from a segment's beginning; undefined while its first frame, or what tells of it, is not among them. */
export const transportHead = (packets: Uint8Array, before: Tables | undefined): TransportHead | undefined => {
  let mapPid = -1
  let program:
    | { readonly leading: Elementary; readonly text: string; readonly codings: ReadonlyArray<string> }
    | undefined
  const kept: Array<Uint8Array> = []
  for (let at = 0; at + packetLength <= packets.length; at += packetLength) {
    if (!startsUnit(packets, at)) continue
    const pid = pidOf(packets, at)
    const payload = payloadOf(packets, at)
    const end = at + packetLength
    if (payload >= end) continue
    if (pid === 0) {
      mapPid = programMapPid(packets, payload, end) ?? mapPid
      if (kept.length === 0) kept.push(packets.slice(at, end))
    } else if (pid === mapPid && program === undefined) {
      const leading = leadingStream(packets, payload, end)
      const section = sectionOf(packets, payload, end, 2)
      if (leading === undefined || section === undefined) continue
      // Behind the version, which may be raised without a change.
      const text = hex(packets.subarray(section.start + 8, section.end))
      program = { leading, text, codings: codingsIn(packets, payload, end) }
      kept.push(packets.slice(at, end))
    }
    const tables = program === undefined ? before : tablesOf(mapPid, program, kept)
    if (tables === undefined || pid !== tables.leading.pid) continue
    const { codec } = tables.leading
    return {
      tables,
      ownTables: program !== undefined,
      start: decodingTime(packets, payload, end),
      opens: isRandomAccess(packets, at) || isKeyframe(codec, packets, payload, end),
      parameters: hex(parametersIn(codec, packets, payload, end) ?? new Uint8Array())
    }
  }
  return undefined
}

const tablesOf = (
  mapPid: number,
  {
    codings,
    leading,
    text
  }: { readonly leading: Elementary; readonly text: string; readonly codings: ReadonlyArray<string> },
  kept: ReadonlyArray<Uint8Array>
): Tables => ({ mapPid, leading, codings, packets: concat(...kept), program: text })

/** Decoding time of the last frame of `leading` that begins among whole packets. */
export const lastTime = (packets: Uint8Array, leading: Elementary): number | undefined => {
  for (let at = packets.length - (packets.length % packetLength) - packetLength; at >= 0; at -= packetLength) {
    if (!startsUnit(packets, at) || pidOf(packets, at) !== leading.pid) continue
    const time = decodingTime(packets, payloadOf(packets, at), at + packetLength)
    if (time !== undefined) return time
  }
  return undefined
}
