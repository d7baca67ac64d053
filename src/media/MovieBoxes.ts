/** A box of an MP4 file (ISO/IEC 14496-12, 4.2) by its first 16 bytes. */
export interface BoxHeader {
  /** Four characters. */
  readonly type: string
  /** Bytes of the whole box; infinite when it goes to the end of the file. */
  readonly size: number
  /** Bytes of its header: what it holds comes after them. */
  readonly header: number
}

/** Bytes that tell where a box ends, and those of a movie header that tell its length. */
export const boxHeaderLength = 16
export const movieHeaderLength = 32

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The box that begins with these bytes; null when they are too few, or say what no box can be. */
export const boxHeader = (bytes: Uint8Array): BoxHeader | null => {
  if (bytes.byteLength < boxHeaderLength) return null
  const view = viewOf(bytes)
  const short = view.getUint32(0)
  const header = short === 1 ? 16 : 8
  const size = short === 1 ? Number(view.getBigUint64(8)) : short === 0 ? Number.POSITIVE_INFINITY : short
  return size < header ? null : { type: String.fromCharCode(...bytes.subarray(4, 8)), size, header }
}

/** Longer than anything that is recorded in one piece: who says more is wrong. */
const longest = 400 * 86_400_000

/** A length in milliseconds as it was told; null for what none can be. */
export const plausible = (told: number): number | null => (told >= 0 && told <= longest ? told : null)

/** All ones stand for a length that nobody knows. */
const unknown = { short: 0xffff_ffff, long: 0xffff_ffff_ffff_ffffn }

/** How long a movie plays in milliseconds, from what its header holds (8.2.2); null when it does not say. */
export const movieDuration = (held: Uint8Array): number | null => {
  if (held.byteLength < movieHeaderLength) return null
  const view = viewOf(held)
  const isLong = view.getUint8(0) === 1
  const scale = view.getUint32(isLong ? 20 : 12)
  const duration = isLong ? view.getBigUint64(24) : view.getUint32(16)
  const isUnknown = duration === (isLong ? unknown.long : unknown.short)
  return isUnknown || scale === 0 ? null : plausible((Number(duration) / scale) * 1000)
}
