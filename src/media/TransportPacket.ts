/** Length of an MPEG transport stream packet, and the byte that each begins with (ISO/IEC 13818-1, 2.4.3). */
export const packetLength = 188
export const syncByte = 0x47

/** The 13-bit packet identifier that lies in two bytes. */
export const pidAt = (bytes: Uint8Array, offset: number): number =>
  ((at(bytes, offset) & 0x1f) << 8) | at(bytes, offset + 1)

/** The identifier of the packet that begins at `offset`. */
export const pidOf = (bytes: Uint8Array, offset = 0): number => pidAt(bytes, offset + 1)

export const startsUnit = (bytes: Uint8Array, offset = 0): boolean => (at(bytes, offset + 1) & 0x40) !== 0

export const hasPayload = (bytes: Uint8Array, offset = 0): boolean => (at(bytes, offset + 3) & 0x10) !== 0

/** Where the payload of the packet that begins at `offset` begins; at or beyond the packet's end where there is none. */
export const payloadOf = (bytes: Uint8Array, offset = 0): number => {
  if (!hasPayload(bytes, offset)) return offset + packetLength
  return offset + ((at(bytes, offset + 3) & 0x20) !== 0 ? 5 + at(bytes, offset + 4) : 4)
}

/** Whether the packet that begins at `offset` says that decoding can begin with it. */
export const isRandomAccess = (bytes: Uint8Array, offset = 0): boolean =>
  (at(bytes, offset + 3) & 0x20) !== 0 && at(bytes, offset + 4) > 0 && (at(bytes, offset + 5) & 0x40) !== 0

export const setContinuity = (packet: Uint8Array, value: number): void => {
  packet[3] = (at(packet, 3) & 0xf0) | (value & 0x0f)
}

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0
