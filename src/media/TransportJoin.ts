import { concat } from "./Bytes.ts"
import { tablePacket } from "./TransportMaker.ts"
import { packetLength, payloadOf, pidAt, pidOf, startsUnit } from "./TransportPacket.ts"
import { programMapPid, sectionOf } from "./TransportTables.ts"

/** Where sound lies in a joined stream: an identifier that multiplexers leave free. */
const soundPid = 0x1ee1

const kindsOfSound: ReadonlySet<number> = new Set([3, 4, 15, 17, 129, 135])

/** Joins a transport stream with sound that comes in another: its packets under an identifier of their own, named in the program map. */
export class TransportJoin {
  #pictureMap = -1
  #soundMap = -1
  #sound: { readonly pid: number; readonly entry: Uint8Array } | undefined

  /** Reads from packets of the sound's stream which of them are sound. */
  learn(packets: Uint8Array): void {
    this.#each(packets, (at, pid, payload) => {
      if (pid === 0) this.#soundMap = programMapPid(packets, payload, at + packetLength) ?? this.#soundMap
      if (pid !== this.#soundMap) return
      const section = sectionOf(packets, payload, at + packetLength, 2)
      if (section !== undefined) this.#sound = soundIn(packets, section.start, section.end) ?? this.#sound
    })
  }

  /** Packets of the picture's stream, whose program map names the sound, too. */
  picture(packets: Uint8Array): Uint8Array {
    const sound = this.#sound
    if (sound === undefined) return packets
    const joined = packets.slice()
    this.#each(packets, (at, pid, payload) => {
      const end = at + packetLength
      if (pid === 0) this.#pictureMap = programMapPid(packets, payload, end) ?? this.#pictureMap
      if (pid !== this.#pictureMap) return
      const section = sectionOf(packets, payload, end, 2)
      const made =
        section &&
        tablePacket(
          pid,
          (packets[at + 3] ?? 0) & 0x0f,
          concat(packets.subarray(section.start, section.end), sound.entry)
        )
      if (made !== undefined) joined.set(made, at)
    })
    return joined
  }

  /** The packets of sound among those of its stream. */
  sound(packets: Uint8Array): Uint8Array {
    this.learn(packets)
    const kept: Array<Uint8Array> = []
    for (let at = 0; at + packetLength <= packets.length; at += packetLength) {
      if (pidOf(packets, at) !== this.#sound?.pid) continue
      const packet = packets.slice(at, at + packetLength)
      packet[1] = ((packet[1] ?? 0) & 0xe0) | (soundPid >> 8)
      packet[2] = soundPid & 0xff
      kept.push(packet)
    }
    return concat(...kept)
  }

  #each(packets: Uint8Array, use: (at: number, pid: number, payload: number) => void): void {
    for (let at = 0; at + packetLength <= packets.length; at += packetLength)
      if (startsUnit(packets, at)) use(at, pidOf(packets, at), payloadOf(packets, at))
  }
}

/** The first stream of sound that a program map names, as it is named under its new identifier. */
const soundIn = (bytes: Uint8Array, start: number, end: number) => {
  const about = (((bytes[start + 10] ?? 0) & 0x0f) << 8) | (bytes[start + 11] ?? 0)
  for (let at = start + 12 + about; at + 5 <= end; ) {
    const next = at + 5 + ((((bytes[at + 3] ?? 0) & 0x0f) << 8) | (bytes[at + 4] ?? 0))
    if (kindsOfSound.has(bytes[at] ?? 0)) {
      const entry = bytes.slice(at, next)
      entry[1] = 0xe0 | (soundPid >> 8)
      entry[2] = soundPid & 0xff
      return { pid: pidAt(bytes, at + 1), entry }
    }
    at = next
  }
  return undefined
}
