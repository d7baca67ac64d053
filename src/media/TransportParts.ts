import { concat } from "./Bytes.ts"
import { ticksBetween, ticksPerSecond } from "./TimeStamps.ts"
import { decodingTime, isKeyframe } from "./TransportFrame.ts"
import { isRandomAccess, packetLength, payloadOf, pidOf, startsUnit } from "./TransportPacket.ts"
import { type Elementary, leadingStream, programMapPid } from "./TransportTables.ts"

/** What an endless transport stream consists of: parts, each from a frame that a player can begin with to before another. */
export type TransportPart =
  /** A part begins; `breaks` where its time does not go on from the one before. */
  | { readonly _tag: "Begins"; readonly breaks: boolean }
  | { readonly _tag: "Bytes"; readonly bytes: Uint8Array }
  | { readonly _tag: "Ends"; readonly seconds: number }

/** Ticks that a part lasts at least, so that sound alone, of which every frame opens, is not cut to pieces. */
const shortest = ticksPerSecond

/** Time that jumps by more than this, or back, does not go on. */
const longestGap = 10 * ticksPerSecond

/** A stream that shows no frame to begin with for so many frames is taken as it is. */
const patience = 600

/** Bytes of tables that are held back at most, for the frame that they belong to. */
const mostTables = 100 * packetLength

/** Takes whole packets of a stream that was entered anywhere and gives its parts, the first from its first frame to begin with. */
export class TransportParts {
  #association: Uint8Array | undefined
  #map: Uint8Array | undefined
  #mapPid = -1
  #leading: Elementary | undefined
  #isOpen = false
  #isHeaded = false
  #passed = 0
  #last: number | undefined
  #elapsed = 0
  #frame = 3600
  #breaks = false
  /** Tables that came last: they belong to what follows them. */
  #held: Uint8Array = new Uint8Array()

  push(more: Uint8Array): ReadonlyArray<TransportPart> {
    const packets = concat(this.#held, more)
    const parts: Array<TransportPart> = []
    let from = 0
    /** Where the tables lie that nothing but tables follows, and whether both are there. */
    let tablesAt = -1
    let isWhole = false
    const give = (to: number) => {
      if (this.#isOpen && to > from) parts.push({ _tag: "Bytes", bytes: packets.slice(from, to) })
      from = to
    }
    for (let at = 0; at + packetLength <= packets.length; at += packetLength) {
      const pid = pidOf(packets, at)
      if (pid === 0 && tablesAt < 0) tablesAt = at
      isWhole ||= tablesAt >= 0 && pid === this.#mapPid
      if (this.#isTable(packets, at, pid)) continue
      if (pid === this.#leading?.pid && startsUnit(packets, at) && this.#opens(packets, at)) {
        give(tablesAt < 0 ? at : tablesAt)
        if (this.#isOpen) parts.push(this.#end())
        parts.push({ _tag: "Begins", breaks: this.#breaks })
        if (!this.#isHeaded && !isWhole) parts.push({ _tag: "Bytes", bytes: this.#tables() })
        this.#isOpen = true
        this.#isHeaded = true
        this.#breaks = false
      }
      tablesAt = -1
      isWhole = false
    }
    const isAhead = tablesAt >= 0 && packets.length - tablesAt <= mostTables
    const end = isAhead ? tablesAt : packets.length
    give(end)
    this.#held = packets.slice(end)
    return parts
  }

  /** The last part, which nothing follows. */
  finish(): ReadonlyArray<TransportPart> {
    if (!this.#isOpen) return []
    this.#isOpen = false
    this.#elapsed += this.#frame
    return [{ _tag: "Bytes", bytes: this.#held }, this.#end()]
  }

  #end(): TransportPart {
    const seconds = this.#elapsed / ticksPerSecond
    this.#elapsed = 0
    return { _tag: "Ends", seconds }
  }

  #tables(): Uint8Array {
    return concat(this.#association ?? new Uint8Array(), this.#map ?? new Uint8Array())
  }

  #isTable(packets: Uint8Array, at: number, pid: number): boolean {
    const [payload, end] = [payloadOf(packets, at), at + packetLength]
    if (pid === 0) {
      if (startsUnit(packets, at)) this.#mapPid = programMapPid(packets, payload, end) ?? this.#mapPid
      this.#association = packets.slice(at, end)
      return true
    }
    if (pid !== this.#mapPid) return pid < 0x20
    if (startsUnit(packets, at)) this.#leading = leadingStream(packets, payload, end) ?? this.#leading
    this.#map = packets.slice(at, end)
    return true
  }

  /** Takes the frame that begins here, and whether a part begins with it. */
  #opens(packets: Uint8Array, at: number): boolean {
    const [payload, end] = [payloadOf(packets, at), at + packetLength]
    this.#advance(decodingTime(packets, payload, end))
    const { codec } = this.#leading ?? { codec: "audio" as const }
    const enters = isRandomAccess(packets, at) || isKeyframe(codec, packets, payload, end)
    if (this.#isOpen) return enters && (this.#breaks || this.#elapsed >= shortest)
    this.#elapsed = 0
    this.#passed += 1
    return enters || this.#passed > patience
  }

  #advance(time: number | undefined): void {
    if (time === undefined) return
    const ticks = this.#last === undefined ? 0 : ticksBetween(this.#last, time)
    this.#last = time
    if (ticks >= 0 && ticks <= longestGap) {
      this.#elapsed += ticks
      if (ticks > 0 && ticks < ticksPerSecond) this.#frame = ticks
      return
    }
    this.#breaks = true
    this.#elapsed += this.#frame
  }
}
