import { readStamp, stampOffsetsIn } from "./TimeStamps.ts"
import type { Codec } from "./TransportTables.ts"

/** When the frame that begins in this payload is decoded, or `undefined` when it does not say. */
export const decodingTime = (bytes: Uint8Array, payload: number, end: number): number | undefined => {
  const offset = stampOffsetsIn(bytes, payload, end).at(-1)
  return offset === undefined ? undefined : readStamp(bytes, offset)
}

/** Whether a unit that follows a start code begins something that can be decoded by itself. */
const opens: { readonly [C in Codec]: (unit: number) => boolean } = {
  // An IDR slice, or the parameters that come before one.
  h264: (unit) => (unit & 0x1f) === 5 || (unit & 0x1f) === 7,
  hevc: (unit) => {
    const type = (unit >> 1) & 0x3f
    return (type >= 16 && type <= 21) || type === 32 || type === 33
  },
  mpeg2: (unit) => unit === 0xb3,
  audio: () => true
}

/** Whether the frame that begins in this payload can be decoded by itself, as far as the payload shows. */
export const isKeyframe = (codec: Codec, bytes: Uint8Array, payload: number, end: number): boolean => {
  if (codec === "audio") return true
  for (let at = payload + 9 + (bytes[payload + 8] ?? 0); at + 3 < end; at++) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1 && opens[codec](bytes[at + 3] ?? 0)) return true
  }
  return false
}
