import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import * as Loop from "../../src/local/channel/LoopedStream.ts"
import { clockOffset, clockWrap, readClock, ticksBetween, ticksPerSecond } from "../../src/media/TimeStamps.ts"
import { packetLength } from "../../src/media/TransportPacket.ts"

/** What lies on the disk of one source. */
export interface OnDisk {
  readonly bytes: number
  /** The numbers of the channel's segments whose pictures are there, ascending. */
  readonly sequences: ReadonlyArray<number>
}

export const nothing: OnDisk = { bytes: 0, sequences: [] }

const partTicks = (Loop.partMillis * ticksPerSecond) / 1000

/** The program clocks in a transport stream, in order. */
const clocksOf = (bytes: Uint8Array): ReadonlyArray<number> =>
  Array.from({ length: Math.floor(bytes.length / packetLength) }, (_, i) => i * packetLength).flatMap((at) => {
    const packet = bytes.subarray(at, at + packetLength)
    const offset = clockOffset(packet)
    return offset === undefined ? [] : [readClock(packet, offset)]
  })

/** The clock with which segment 0 of the channel begins. */
const baseOf = (loop: Loop.Loop): number => clocksOf(Loop.segment(loop, 0))[0] ?? 0

const channel = Loop.read(readFileSync(join(import.meta.dirname, "../../src/local/channel/loop.mpegts")))
const base = baseOf(channel)

/** The segment that a clock lies in, of those near `about`. */
const sequenceOf = (clock: number, about: number): number => {
  const expected = (about * partTicks + base) % clockWrap
  return about + Math.floor((ticksBetween(expected, clock) + partTicks * 0.01) / partTicks)
}

/** Reads all files below `folder`; `about` is a time (milliseconds since the epoch) within 13 hours of what they hold. */
export const onDisk = (folder: string, about: number): OnDisk => {
  const near = Math.floor(about / Loop.partMillis)
  const sequences = new Set<number>()
  let bytes = 0
  let found: ReadonlyArray<string>
  try {
    found = readdirSync(folder, { recursive: true, encoding: "utf8" })
  } catch {
    found = []
  }
  for (const name of found) {
    const file = join(folder, name)
    if (!statSync(file).isFile()) continue
    const content = readFileSync(file)
    bytes += content.length
    if (name.endsWith(".ts")) for (const clock of clocksOf(content)) sequences.add(sequenceOf(clock, near))
  }
  return { bytes, sequences: [...sequences].sort((a, b) => a - b) }
}

/** Both together. */
export const joined = (a: OnDisk, b: OnDisk): OnDisk => ({
  bytes: a.bytes + b.bytes,
  sequences: [...new Set([...a.sequences, ...b.sequences])].sort((one, other) => one - other)
})
