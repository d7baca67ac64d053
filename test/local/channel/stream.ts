import { readFileSync } from "node:fs"
import * as Loop from "../../../src/local/channel/LoopedStream.ts"

/** The loop as it lies in the repository. */
export const loop = Loop.read(readFileSync(new URL("../../../src/local/channel/loop.mpegts", import.meta.url)))

/** The packets of `count` segments from `first` on. */
export const packets = (first: number, count: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: count }, (_, i) => Loop.segment(loop, first + i)).flatMap((bytes) =>
    Array.from({ length: bytes.length / 188 }, (_, i) => bytes.subarray(i * 188, (i + 1) * 188))
  )

/** The bytes of `count` segments from `first` on. */
export const joined = (first: number, count: number): Uint8Array =>
  Buffer.concat(Array.from({ length: count }, (_, i) => Loop.segment(loop, first + i)))
