import { type Entrance, type Scan, shortestHole, shortestPiece } from "./Scan.ts"
import { clockWrap, ticksBetween, ticksPerSecond } from "./TimeStamps.ts"
import { decodingTime, isKeyframe } from "./TransportFrame.ts"
import { isRandomAccess, packetLength, payloadOf, pidOf, startsUnit, syncByte } from "./TransportPacket.ts"
import { type Elementary, leadingStream, programMapPid } from "./TransportTables.ts"

const ticksPerMilli = ticksPerSecond / 1000

const shortest = shortestPiece * ticksPerMilli

/** A jump in time that is longer than this, or backwards, is a break. */
const longestGap = 10 * ticksPerSecond

/** Tables this far before a keyframe still belong to it: multiplexers repeat them about ten times a second. */
const tablesReach = ticksPerSecond / 2

/** After this long a keyframe serves as an entry point even without tables before it. */
const impatient = 8 * ticksPerSecond

/**
 * Finds where a player can enter an MPEG transport stream (ISO/IEC 13818-1). It is fed with the bytes of a file in pieces of any
 * size and can be fed on when the file has grown. Video decides, or audio where there is no video.
 */
export class TransportScan implements Scan {
  /** Tables come again and again. */
  readonly header = 0
  readonly entries: Array<Entrance> = []
  /** How much of the file has been understood: the next piece begins here. */
  position = 0
  /** Decoding times of the first frame and of the end, in ticks of 90 kHz; undefined while there was no frame. */
  start: number | undefined
  holes = 0
  #missing = 0
  /** What of the missing is no break, so that it plays on over it. */
  #played = 0
  #last = 0
  /** Ticks from the start to the last frame, breaks left out, and how long a frame lasts. */
  #clock = 0
  #frame = 3000
  #mapPid = -1
  #stream: Elementary | undefined
  #tablesAt = -1
  #tablesClock = 0
  #breaks = false

  /** `stream` is known where the bytes come from the middle of a file. */
  constructor(stream?: Elementary) {
    this.#stream = stream
  }

  /** The stream that decides, once a program map named it. */
  get stream(): Elementary | undefined {
    return this.#stream
  }

  /** Ticks after the last frame, modulo 2^33. */
  get end(): number {
    return (this.#last + this.#frame) % clockWrap
  }

  /** How long it plays, in milliseconds. */
  get duration(): number {
    return this.start === undefined ? 0 : (this.#clock + this.#frame) / ticksPerMilli
  }

  get missing(): number {
    return this.#missing / ticksPerMilli
  }

  get held(): number {
    return this.duration - this.#played / ticksPerMilli
  }

  /** Takes the bytes that begin at `position`; what is no whole packet at their end is asked for again. */
  feed(bytes: Uint8Array): void {
    let at = 0
    while (at + packetLength <= bytes.length) {
      const next = bytes[at + packetLength]
      if (bytes[at] === syncByte && (next === undefined || next === syncByte)) {
        this.#packet(bytes, at)
        at += packetLength
      } else {
        // The stream was cut inside a packet, or the byte was no sync at all.
        const found = bytes.indexOf(syncByte, at + 1)
        at = found === -1 ? bytes.length : found
      }
    }
    this.position += at
  }

  #packet(bytes: Uint8Array, at: number): void {
    const pid = pidOf(bytes, at)
    if (pid !== this.#stream?.pid && pid !== 0 && pid !== this.#mapPid) return
    if (!startsUnit(bytes, at)) return
    const payload = payloadOf(bytes, at)
    if (payload >= at + packetLength) return
    if (pid === 0) this.#association(bytes, at, payload)
    else if (pid === this.#mapPid) this.#map(bytes, payload, at + packetLength)
    else this.#frameBegins(bytes, at, payload)
  }

  #association(bytes: Uint8Array, at: number, payload: number): void {
    this.#mapPid = programMapPid(bytes, payload, at + packetLength) ?? this.#mapPid
    this.#tablesAt = this.position + at
    this.#tablesClock = this.#clock
  }

  #map(bytes: Uint8Array, payload: number, end: number): void {
    const stream = leadingStream(bytes, payload, end)
    if (stream === undefined) return
    const before = this.#stream
    if (before !== undefined && (before.pid !== stream.pid || before.codec !== stream.codec)) this.#breaks = true
    this.#stream = stream
  }

  #frameBegins(bytes: Uint8Array, at: number, payload: number): void {
    const time = decodingTime(bytes, payload, at + packetLength)
    if (time === undefined || this.#stream === undefined) return
    if (this.start === undefined) this.start = time
    else this.#advance(ticksBetween(this.#last, time))
    this.#last = time
    const enters = isRandomAccess(bytes, at) || isKeyframe(this.#stream.codec, bytes, payload, at + packetLength)
    if (enters) this.#enter(this.position + at)
  }

  #advance(ticks: number): void {
    if (ticks > shortestHole * ticksPerMilli) {
      const missing = ticks - this.#frame
      this.holes += 1
      this.#missing += missing
      if (ticks <= longestGap) this.#played += missing
    }
    if (ticks < 0 || ticks > longestGap) {
      this.#breaks = true
      this.#clock += this.#frame
    } else {
      this.#clock += ticks
      if (ticks > 0 && ticks < ticksPerSecond) this.#frame = ticks
    }
  }

  #enter(keyframeAt: number): void {
    const last = this.entries.at(-1)
    if (last === undefined) {
      this.entries.push({ offset: 0, at: 0, breaks: false, skipped: 0 })
      this.#breaks = false
      return
    }
    const since = this.#clock - last.at * ticksPerMilli
    const hasTables = this.#tablesAt > last.offset && this.#clock - this.#tablesClock <= tablesReach
    if (!this.#breaks && (since < shortest || (!hasTables && since < impatient))) return
    this.entries.push({
      offset: hasTables ? this.#tablesAt : keyframeAt,
      at: this.#clock / ticksPerMilli,
      breaks: this.#breaks,
      skipped: (this.#missing - this.#played) / ticksPerMilli
    })
    this.#breaks = false
  }
}
