import { concat } from "./Bytes.ts"
import { clockWrap } from "./TimeStamps.ts"
import { packetLength, syncByte } from "./TransportPacket.ts"

/** The checksum that ends a section (ISO/IEC 13818-1, annex A). */
export const checksum = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) !== 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return crc >>> 0
}

const headOf = (pid: number, starts: boolean, continuity: number, adapts: boolean): ReadonlyArray<number> => [
  syncByte,
  (starts ? 0x40 : 0) | (pid >> 8),
  pid & 0xff,
  (adapts ? 0x30 : 0x10) | (continuity & 0x0f)
]

/** A packet with a table's section, from its identifier to what comes before its checksum; undefined where it does not fit into one. */
export const tablePacket = (pid: number, continuity: number, section: Uint8Array): Uint8Array | undefined => {
  if (section.length + 9 > packetLength) return undefined
  const packet = new Uint8Array(packetLength).fill(0xff)
  const whole = section.slice()
  const length = whole.length + 1
  whole[1] = ((whole[1] ?? 0) & 0xf0) | (length >> 8)
  whole[2] = length & 0xff
  packet.set([...headOf(pid, true, continuity, false), 0])
  packet.set(whole, 5)
  new DataView(packet.buffer).setUint32(5 + whole.length, checksum(whole))
  return packet
}

const pidBytes = (pid: number): ReadonlyArray<number> => [0xe0 | (pid >> 8), pid & 0xff]

/** Tables of a program that is one stream: its kind (table 2-34) and its identifiers. */
export const tablesOf = (kind: number, pid: number, mapPid: number, continuity: number): Uint8Array => {
  const association = Uint8Array.of(0, 0xb0, 0, 0, 1, 0xc1, 0, 0, 0, 1, ...pidBytes(mapPid))
  const map = Uint8Array.of(2, 0xb0, 0, 0, 1, 0xc1, 0, 0, ...pidBytes(pid), 0xf0, 0, kind, ...pidBytes(pid), 0xf0, 0)
  return concat(
    tablePacket(0, continuity, association) ?? new Uint8Array(),
    tablePacket(mapPid, continuity, map) ?? new Uint8Array()
  )
}

const stampOf = (ticks: number): ReadonlyArray<number> => [
  0x21 | (Math.floor(ticks / 2 ** 29) & 0x0e),
  Math.floor(ticks / 2 ** 22) & 0xff,
  (Math.floor(ticks / 2 ** 14) & 0xfe) | 1,
  Math.floor(ticks / 2 ** 7) & 0xff,
  ((ticks * 2) & 0xfe) | 1
]

/** The program clock in an adaptation field: its base alone. */
const clockOf = (ticks: number): ReadonlyArray<number> => [
  0x50,
  Math.floor(ticks / 2 ** 25) & 0xff,
  Math.floor(ticks / 2 ** 17) & 0xff,
  Math.floor(ticks / 2 ** 9) & 0xff,
  Math.floor(ticks / 2) & 0xff,
  ((ticks % 2) << 7) | 0x7e,
  0
]

/** Packets of one unit of sound that is played at `ticks` and carries the program clock; `continuity` counts the packets before it. */
export const soundUnit = (pid: number, ticks: number, frames: Uint8Array, continuity: number): Uint8Array => {
  const at = ticks % clockWrap
  const length = frames.length + 8
  const head = [
    0,
    0,
    1,
    0xc0,
    ...(length > 0xffff ? [0, 0] : [length >> 8, length & 0xff]),
    0x80,
    0x80,
    5,
    ...stampOf(at)
  ]
  const unit = concat(Uint8Array.from(head), frames)
  const packets: Array<Uint8Array> = []
  for (let from = 0; from < unit.length; ) {
    const isFirst = from === 0
    const field = isFirst ? clockOf(at) : []
    const room = packetLength - 4 - (isFirst ? field.length + 1 : 0)
    const part = unit.subarray(from, from + room)
    packets.push(
      packetOf(headOf(pid, isFirst, continuity + packets.length, isFirst || part.length < room), field, part)
    )
    from += part.length
  }
  return concat(...packets)
}

const packetOf = (head: ReadonlyArray<number>, field: ReadonlyArray<number>, payload: Uint8Array): Uint8Array => {
  const packet = new Uint8Array(packetLength).fill(0xff)
  const adaptation = packetLength - head.length - payload.length - 1
  packet.set(head)
  if (adaptation >= 0) packet[4] = adaptation
  if (adaptation > 0) packet[5] = field[0] ?? 0
  packet.set(field.slice(0, Math.max(0, adaptation)), 5)
  packet.set(payload, packetLength - payload.length)
  return packet
}
