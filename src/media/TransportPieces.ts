import { concat } from "./Bytes.ts"
import { ticksPerSecond } from "./TimeStamps.ts"
import { decodingTime } from "./TransportFrame.ts"
import { packetLength, payloadOf, pidOf, startsUnit } from "./TransportPacket.ts"
import { type Elementary, leadingStream, programMapPid } from "./TransportTables.ts"

/** Packets of a transport stream from one frame of its leading stream to before the next, and when that frame is decoded, in seconds. */
export interface TransportPiece {
  readonly bytes: Uint8Array
  readonly at: number | undefined
}

/** Takes whole packets and gives them frame by frame, so that two streams can be put in one order. */
export class TransportPieces {
  #held: Array<Uint8Array> = []
  #at: number | undefined
  #hasFrame = false
  #mapPid = -1
  #leading: Elementary | undefined

  push(packets: Uint8Array): ReadonlyArray<TransportPiece> {
    const pieces: Array<TransportPiece> = []
    let from = 0
    for (let at = 0; at + packetLength <= packets.length; at += packetLength) {
      const frame = this.#frameAt(packets, at)
      if (frame === undefined) continue
      if (this.#hasFrame) {
        this.#held.push(packets.subarray(from, at))
        pieces.push(...this.finish())
        from = at
      }
      this.#hasFrame = true
      this.#at = frame.time === undefined ? undefined : frame.time / ticksPerSecond
    }
    if (from < packets.length) this.#held.push(packets.slice(from))
    return pieces
  }

  /** The last frame, which nothing follows. */
  finish(): ReadonlyArray<TransportPiece> {
    const bytes = concat(...this.#held)
    const at = this.#at
    this.#held = []
    this.#at = undefined
    this.#hasFrame = false
    return bytes.length === 0 ? [] : [{ bytes, at }]
  }

  #frameAt(packets: Uint8Array, at: number): { readonly time: number | undefined } | undefined {
    if (!startsUnit(packets, at)) return undefined
    const pid = pidOf(packets, at)
    const payload = payloadOf(packets, at)
    const end = at + packetLength
    if (pid === 0) this.#mapPid = programMapPid(packets, payload, end) ?? this.#mapPid
    else if (pid === this.#mapPid) this.#leading = leadingStream(packets, payload, end) ?? this.#leading
    else if (pid === this.#leading?.pid) return { time: decodingTime(packets, payload, end) }
    return undefined
  }
}
