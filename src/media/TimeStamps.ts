import { packetLength, payloadOf, startsUnit } from "./TransportPacket.ts"

/** Time stamps count 90 kHz ticks in 33 bits (ISO/IEC 13818-1, 2.4.3.7). */
export const ticksPerSecond = 90_000
export const clockWrap = 2 ** 33

/** The way from one time stamp to the next, the shorter way round. */
export const ticksBetween = (from: number, to: number): number =>
  ((to - from + clockWrap * 1.5) % clockWrap) - clockWrap / 2

/** Where the packet keeps its 33-bit program clock base, if it carries one. */
export const clockOffset = (packet: Uint8Array): number | undefined => {
  const adapts = (at(packet, 3) & 0x20) !== 0 && at(packet, 4) >= 7
  return adapts && (at(packet, 5) & 0x10) !== 0 ? 6 : undefined
}

export const readClock = (packet: Uint8Array, offset: number): number =>
  at(packet, offset) * 2 ** 25 +
  ((at(packet, offset + 1) << 17) | (at(packet, offset + 2) << 9) | (at(packet, offset + 3) << 1)) +
  (at(packet, offset + 4) >> 7)

/** Writes the base and leaves the 27 MHz extension as it is. */
export const writeClock = (packet: Uint8Array, offset: number, ticks: number): void => {
  packet[offset] = Math.floor(ticks / 2 ** 25)
  packet[offset + 1] = Math.floor(ticks / 2 ** 17)
  packet[offset + 2] = Math.floor(ticks / 2 ** 9)
  packet[offset + 3] = Math.floor(ticks / 2)
  packet[offset + 4] = ((ticks % 2) << 7) | (at(packet, offset + 4) & 0x7f)
}

/**
 * Where a unit of an elementary stream that begins in the payload from `payload` to `end` keeps its PTS, then its DTS; empty where
 * it keeps none.
 */
export const stampOffsetsIn = (bytes: Uint8Array, payload: number, end: number): ReadonlyArray<number> => {
  const isUnit = at(bytes, payload) === 0 && at(bytes, payload + 1) === 0 && at(bytes, payload + 2) === 1
  if (!isUnit || payload + 14 > end || (at(bytes, payload + 6) & 0xc0) !== 0x80) return []
  const present = at(bytes, payload + 7) >> 6
  if (present < 2) return []
  return present === 3 && payload + 19 <= end ? [payload + 9, payload + 14] : [payload + 9]
}

/** The same for the packet itself. */
export const stampOffsets = (packet: Uint8Array): ReadonlyArray<number> =>
  startsUnit(packet) ? stampOffsetsIn(packet, payloadOf(packet), packetLength) : []

export const readStamp = (packet: Uint8Array, offset: number): number =>
  ((at(packet, offset) >> 1) & 0x07) * 2 ** 30 +
  ((at(packet, offset + 1) << 22) | ((at(packet, offset + 2) >> 1) << 15)) +
  ((at(packet, offset + 3) << 7) | (at(packet, offset + 4) >> 1))

/** Writes the 33 bits between the marker bits that are already there. */
export const writeStamp = (packet: Uint8Array, offset: number, ticks: number): void => {
  packet[offset] = (at(packet, offset) & 0xf1) | (Math.floor(ticks / 2 ** 30) << 1)
  packet[offset + 1] = Math.floor(ticks / 2 ** 22)
  packet[offset + 2] = (at(packet, offset + 2) & 1) | ((Math.floor(ticks / 2 ** 15) & 0x7f) << 1)
  packet[offset + 3] = Math.floor(ticks / 2 ** 7)
  packet[offset + 4] = (at(packet, offset + 4) & 1) | ((ticks & 0x7f) << 1)
}

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0
