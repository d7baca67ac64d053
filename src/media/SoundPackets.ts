import { concat } from "./Bytes.ts"
import { tagLength } from "./Container.ts"
import { aacFrame, mp3Frame, type SoundFrame, taggedTime } from "./SoundFrames.ts"
import { soundUnit, tablesOf } from "./TransportMaker.ts"
import { packetLength } from "./TransportPacket.ts"

const kinds = { aac: { kind: 0x0f, frame: aacFrame }, mp3: { kind: 0x03, frame: mp3Frame } }

const mapPid = 0x1000
const pid = 0x100

/** Frames that share a unit: some 170 ms of them, so that a player may enter often and little is spent on heads. */
const together = 8

/** Bytes that are looked through for the next frame. */
const longestFrame = 8192

/** Puts bare sound, segment after segment, into a transport stream, as players and files want it. */
export class SoundPackets {
  readonly #kind: (typeof kinds)["aac"]
  #rest: Uint8Array = new Uint8Array()
  #isFirst = true
  #frames: Array<Uint8Array> = []
  #unitAt = 0
  #at = 0
  #continuity = 0
  #segments = 0

  constructor(kind: keyof typeof kinds) {
    this.#kind = kinds[kind]
  }

  /** The segment's time comes with its tags; without them it goes on where the one before ended. */
  push(bytes: Uint8Array): Uint8Array {
    this.#rest = concat(this.#rest, bytes)
    const made: Array<Uint8Array> = []
    if (this.#isFirst) {
      const tags = tagLength(this.#rest)
      if (tags > this.#rest.length) return new Uint8Array()
      this.#at = taggedTime(this.#rest) ?? this.#at
      this.#rest = this.#rest.subarray(tags)
      this.#isFirst = false
      made.push(tablesOf(this.#kind.kind, pid, mapPid, this.#segments))
      this.#segments += 1
    }
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) made.push(...this.#add(frame))
    return concat(...made)
  }

  /** What is left at a segment's end. */
  finish(): Uint8Array {
    this.#isFirst = true
    this.#rest = new Uint8Array()
    return concat(...this.#unit())
  }

  #next(): SoundFrame | undefined {
    for (let from = 0; from + 7 <= this.#rest.length && from < longestFrame; from++) {
      const frame = this.#kind.frame(this.#rest, from)
      if (frame !== undefined) return from + frame.length <= this.#rest.length ? frame : undefined
    }
    return undefined
  }

  #add({ at, length, ticks }: SoundFrame): ReadonlyArray<Uint8Array> {
    if (this.#frames.length === 0) this.#unitAt = this.#at
    this.#frames.push(this.#rest.subarray(at, at + length))
    this.#rest = this.#rest.subarray(at + length)
    this.#at += ticks
    return this.#frames.length < together ? [] : this.#unit()
  }

  #unit(): ReadonlyArray<Uint8Array> {
    if (this.#frames.length === 0) return []
    const unit = soundUnit(pid, Math.round(this.#unitAt), concat(...this.#frames), this.#continuity)
    this.#continuity += unit.length / packetLength
    this.#frames = []
    return [unit]
  }
}
