import {
  clockOffset,
  clockWrap,
  readClock,
  readStamp,
  stampOffsets,
  ticksPerSecond,
  writeClock,
  writeStamp
} from "../../media/TimeStamps.ts"
import { hasPayload, packetLength, pidOf, setContinuity } from "../../media/TransportPacket.ts"

/** Milliseconds of a part of the loop, which is a segment of the channel. */
export const partMillis = 1920

const partTicks = (partMillis * ticksPerSecond) / 1000

/** A stretch of transport stream whose end joins its beginning, cut into parts that each start with a key frame. */
export interface Loop {
  readonly parts: ReadonlyArray<Part>
  /** Packets with a payload a full turn has, by PID: what a continuity counter gains in a turn. */
  readonly turn: ReadonlyMap<number, number>
}

interface Part {
  readonly bytes: Uint8Array
  /** The continuity counter of each packet in the first turn. */
  readonly counters: Uint8Array
}

/** Reads a loop: a whole number of packets, each part led by its program association table. */
export const read = (bytes: Uint8Array): Loop => {
  const packets = Array.from({ length: Math.floor(bytes.length / packetLength) }, (_, i) =>
    bytes.subarray(i * packetLength, (i + 1) * packetLength)
  )
  const starts = packets.flatMap((packet, i) => (leadsPart(packets, packet, i) ? [i] : []))
  const turn = new Map<number, number>()
  const parts = starts.map((from, i) => {
    const to = starts[i + 1] ?? packets.length
    const counters = Uint8Array.from(packets.slice(from, to), (packet) => {
      const pid = pidOf(packet)
      const seen = (turn.get(pid) ?? 0) + (hasPayload(packet) ? 1 : 0)
      turn.set(pid, seen)
      return (seen + 15) % 16
    })
    return { bytes: bytes.subarray(from * packetLength, to * packetLength), counters }
  })
  return { parts, turn }
}

const serviceTable = 17
const associationTable = 0

const leadsPart = (packets: ReadonlyArray<Uint8Array>, packet: Uint8Array, i: number): boolean => {
  const before = packets[i - 1]
  const table = (p: Uint8Array) => pidOf(p) === serviceTable || pidOf(p) === associationTable
  return pidOf(packet) === serviceTable && (before === undefined || !table(before))
}

/**
 * Segment `sequence` of the endless stream: its part of the loop with time stamps and continuity counters moved on by
 * the turns before it. A function of the number alone, so that processes agree and a restart goes on.
 */
export const segment = (loop: Loop, sequence: number): Uint8Array => {
  const count = loop.parts.length
  const turns = Math.floor(sequence / count)
  const part = loop.parts[sequence % count]
  if (part === undefined) return new Uint8Array(0)
  const shift = (turns * count * partTicks) % clockWrap
  const moved = (ticks: number) => (ticks + shift) % clockWrap
  const bytes = new Uint8Array(part.bytes)
  for (const [i, counter] of part.counters.entries()) {
    const packet = bytes.subarray(i * packetLength, (i + 1) * packetLength)
    setContinuity(packet, (counter + turns * (loop.turn.get(pidOf(packet)) ?? 0)) % 16)
    const clock = clockOffset(packet)
    if (clock !== undefined) writeClock(packet, clock, moved(readClock(packet, clock)))
    for (const stamp of stampOffsets(packet)) writeStamp(packet, stamp, moved(readStamp(packet, stamp)))
  }
  return bytes
}
