/** Length of an MPEG transport stream packet (ISO/IEC 13818-1, 2.4.3). */
export const packetLength = 188

/** Time stamps count 90 kHz ticks in 33 bits. */
export const clockWrap = 2 ** 33

export const pidOf = (packet: Uint8Array): number => ((at(packet, 1) & 0x1f) << 8) | at(packet, 2)

export const startsUnit = (packet: Uint8Array): boolean => (at(packet, 1) & 0x40) !== 0

export const hasPayload = (packet: Uint8Array): boolean => (at(packet, 3) & 0x10) !== 0

export const continuityOf = (packet: Uint8Array): number => at(packet, 3) & 0x0f

export const setContinuity = (packet: Uint8Array, value: number): void => {
  packet[3] = (at(packet, 3) & 0xf0) | (value & 0x0f)
}

/** Where the packet keeps its 33-bit program clock base, if it carries one. */
export const clockOffset = (packet: Uint8Array): number | undefined => {
  const adapts = (at(packet, 3) & 0x20) !== 0 && at(packet, 4) >= 7
  return adapts && (at(packet, 5) & 0x10) !== 0 ? 6 : undefined
}

export const readClock = (packet: Uint8Array, offset: number): number =>
  at(packet, offset) * 2 ** 25 +
  ((at(packet, offset + 1) << 17) | (at(packet, offset + 2) << 9) | (at(packet, offset + 3) << 1)) +
  (at(packet, offset + 4) >> 7)

/** Writes the base and leaves the 27 MHz extension as it is. */
export const writeClock = (packet: Uint8Array, offset: number, ticks: number): void => {
  packet[offset] = Math.floor(ticks / 2 ** 25)
  packet[offset + 1] = Math.floor(ticks / 2 ** 17)
  packet[offset + 2] = Math.floor(ticks / 2 ** 9)
  packet[offset + 3] = Math.floor(ticks / 2)
  packet[offset + 4] = ((ticks % 2) << 7) | (at(packet, offset + 4) & 0x7f)
}

/** Where an elementary stream's unit that starts here keeps its PTS, then its DTS. */
export const stampOffsets = (packet: Uint8Array): ReadonlyArray<number> => {
  if (!startsUnit(packet) || !hasPayload(packet)) return []
  const start = (at(packet, 3) & 0x20) !== 0 ? 5 + at(packet, 4) : 4
  if (start + 19 > packetLength) return []
  const isUnit = at(packet, start) === 0 && at(packet, start + 1) === 0 && at(packet, start + 2) === 1
  if (!isUnit || (at(packet, start + 6) & 0xc0) !== 0x80) return []
  const present = at(packet, start + 7) >> 6
  return present === 3 ? [start + 9, start + 14] : present === 2 ? [start + 9] : []
}

export const readStamp = (packet: Uint8Array, offset: number): number =>
  ((at(packet, offset) >> 1) & 0x07) * 2 ** 30 +
  ((at(packet, offset + 1) << 22) | ((at(packet, offset + 2) >> 1) << 15)) +
  ((at(packet, offset + 3) << 7) | (at(packet, offset + 4) >> 1))

/** Writes the 33 bits between the marker bits that are already there. */
export const writeStamp = (packet: Uint8Array, offset: number, ticks: number): void => {
  packet[offset] = (at(packet, offset) & 0xf1) | (Math.floor(ticks / 2 ** 30) << 1)
  packet[offset + 1] = Math.floor(ticks / 2 ** 22)
  packet[offset + 2] = (at(packet, offset + 2) & 1) | ((Math.floor(ticks / 2 ** 15) & 0x7f) << 1)
  packet[offset + 3] = Math.floor(ticks / 2 ** 7)
  packet[offset + 4] = (at(packet, offset + 4) & 1) | ((ticks & 0x7f) << 1)
}

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0
