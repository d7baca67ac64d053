import { readFileSync } from "node:fs"
import type { PlayableFile } from "../../src/domain/recordings/Playlist.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import * as Loop from "../../src/local/channel/LoopedStream.ts"
import { TransportScan } from "../../src/media/TransportScan.ts"

const loop = Loop.read(readFileSync(new URL("../../src/local/channel/loop.mpegts", import.meta.url)))

/** Milliseconds of one part of `stream`; each begins with tables and a keyframe. */
export const part = Loop.partMillis

/** The number of the part in which time stamps begin again at 0. */
export const wrapping = Math.floor(2 ** 33 / (part * 90))

/** A real transport stream of `count` parts of the test channel, from part `from` on. */
export const stream = (from: number, count: number): Uint8Array =>
  Buffer.concat(Array.from({ length: count }, (_, i) => Loop.segment(loop, from + i)))

/** What a scan finds in these bytes, fed in pieces of `chunk`. */
export const scanned = (bytes: Uint8Array, chunk = 1_000_000): TransportScan => {
  const scan = new TransportScan()
  while (scan.position + 188 <= bytes.length) {
    const before = scan.position
    scan.feed(bytes.subarray(before, before + chunk))
    if (scan.position === before) break
  }
  return scan
}

export const playable = (session: string, name: string, bytes: Uint8Array, gap: number | null): PlayableFile => {
  const scan = scanned(bytes)
  return {
    session,
    name,
    startedAt: 0 as Instant,
    header: scan.header,
    entries: scan.entries,
    bytes: bytes.length,
    duration: scan.duration,
    closed: true,
    gap
  }
}
