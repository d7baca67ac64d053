import { concat } from "./Bytes.ts"
import { firstPacket } from "./Container.ts"
import { stampOffsets, writeStamp } from "./TimeStamps.ts"
import { isKeyframe } from "./TransportFrame.ts"
import { isRandomAccess, packetLength, payloadOf, pidOf, startsUnit, syncByte } from "./TransportPacket.ts"
import { type Elementary, leadingStream, type ProgramStream, programMapPid, streamsIn } from "./TransportTables.ts"

/** The packets that tell what a transport stream holds, and the stream that a player steps by. */
export interface Told {
  readonly packets: Uint8Array
  readonly leading: Elementary
  readonly streams: ReadonlyArray<ProgramStream>
}

/** Where whole packets begin: what is damaged between them is passed over. */
export function* packetsIn(bytes: Uint8Array): Generator<number> {
  let at = Math.max(0, firstPacket(bytes))
  while (at + packetLength <= bytes.length) {
    if (bytes[at] === syncByte) {
      yield at
      at += packetLength
    } else {
      const next = firstPacket(bytes.subarray(at + 1))
      if (next < 0) return
      at += 1 + next
    }
  }
}

/** What the last tables among these bytes say. */
export const tablesIn = (bytes: Uint8Array): Told | undefined => {
  let mapPid = -1
  let association: Uint8Array | undefined
  let told: Told | undefined
  for (const at of packetsIn(bytes)) {
    if (!startsUnit(bytes, at)) continue
    const pid = pidOf(bytes, at)
    const payload = payloadOf(bytes, at)
    const end = at + packetLength
    if (payload >= end) continue
    if (pid === 0) {
      mapPid = programMapPid(bytes, payload, end) ?? mapPid
      association = bytes.slice(at, end)
    } else if (pid === mapPid && association !== undefined) {
      const leading = leadingStream(bytes, payload, end)
      const packets = concat(association, bytes.slice(at, end))
      if (leading !== undefined) told = { leading, packets, streams: streamsIn(bytes, payload, end) }
    }
  }
  return told
}

/** Where the units of a stream begin, and whether each can be decoded by itself. */
const unitsOf = ({ codec, pid }: Elementary, bytes: Uint8Array) => {
  const units: Array<{ readonly at: number; readonly opens: boolean }> = []
  for (const at of packetsIn(bytes)) {
    if (pidOf(bytes, at) !== pid || !startsUnit(bytes, at)) continue
    const payload = payloadOf(bytes, at)
    const opens = isRandomAccess(bytes, at) || isKeyframe(codec, bytes, payload, at + packetLength)
    units.push({ at, opens })
  }
  return units
}

const packetsOf = (pid: number, bytes: Uint8Array): ReadonlyArray<Uint8Array> => {
  const found: Array<Uint8Array> = []
  for (const at of packetsIn(bytes)) if (pidOf(bytes, at) === pid) found.push(bytes.subarray(at, at + packetLength))
  return found
}

/**
 * The last whole key frame among bytes of a stream, or the first, with the tables that it needs, as a stream of its own; undefined where there
 * is none.
 */
export const pictureIn = (told: Told, bytes: Uint8Array, which: "first" | "last" = "last"): Uint8Array | undefined => {
  const units = unitsOf(told.leading, bytes)
  const isWhole = ({ opens }: { readonly opens: boolean }, i: number) => opens && i + 1 < units.length
  const at = which === "last" ? units.findLastIndex(isWhole) : units.findIndex(isWhole)
  const [from, to] = [units[at], units[at + 1]]
  if (from === undefined || to === undefined) return undefined
  return concat(told.packets, ...packetsOf(told.leading.pid, bytes.subarray(from.at, to.at)))
}

/** A stream of a single picture, to be seen at this time instead of its own. */
export const stampedAt = (picture: Uint8Array, ticks: number): Uint8Array => {
  const copy = picture.slice()
  for (let at = 0; at + packetLength <= copy.length; at += packetLength) {
    const packet = copy.subarray(at, at + packetLength)
    for (const offset of stampOffsets(packet)) writeStamp(packet, offset, ticks)
  }
  return copy
}

/** All that bytes of a stream hold of the one that leads, with the tables that it needs. */
export const soundIn = (told: Told, bytes: Uint8Array): Uint8Array =>
  concat(told.packets, ...packetsOf(told.leading.pid, bytes))
