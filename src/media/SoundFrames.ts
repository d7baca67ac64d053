import { tagLength } from "./Container.ts"

/** A frame of coded sound: where it begins, its bytes, and how long it lasts in ticks of 90 kHz. */
export interface SoundFrame {
  readonly at: number
  readonly length: number
  readonly ticks: number
}

const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0

const aacRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]

/** The ADTS frame that begins here (ISO/IEC 13818-7, 6.2). */
export const aacFrame = (bytes: Uint8Array, from: number): SoundFrame | undefined => {
  const rate = aacRates[(at(bytes, from + 2) >> 2) & 0x0f]
  const length = ((at(bytes, from + 3) & 3) << 11) | (at(bytes, from + 4) << 3) | (at(bytes, from + 5) >> 5)
  const isFrame = at(bytes, from) === 0xff && (at(bytes, from + 1) & 0xf6) === 0xf0
  if (!isFrame || rate === undefined || length < 7) return undefined
  return { at: from, length, ticks: (1024 * ((at(bytes, from + 6) & 3) + 1) * 90_000) / rate }
}

const mp3Rates = [44100, 48000, 32000]
const mp3Bits = {
  whole: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  half: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}

/** The frame of MPEG audio, layer 3, that begins here (ISO/IEC 11172-3, 2.4.1.3; 13818-3). */
export const mp3Frame = (bytes: Uint8Array, from: number): SoundFrame | undefined => {
  const version = (at(bytes, from + 1) >> 3) & 3
  const layer = (at(bytes, from + 1) >> 1) & 3
  const base = mp3Rates[(at(bytes, from + 2) >> 2) & 3]
  const bits = mp3Bits[version === 3 ? "whole" : "half"][(at(bytes, from + 2) >> 4) - 1]
  const isFrame = at(bytes, from) === 0xff && (at(bytes, from + 1) & 0xe0) === 0xe0 && version !== 1 && layer === 1
  if (!isFrame || base === undefined || bits === undefined) return undefined
  const rate = base / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const samples = version === 3 ? 1152 : 576
  const length = Math.floor(((samples / 8) * bits * 1000) / rate) + ((at(bytes, from + 2) >> 1) & 1)
  return { at: from, length, ticks: (samples * 90_000) / rate }
}

/** When the sound behind the tags of a segment is played, in ticks, by the tag that HLS has for it (RFC 8216, 3.4). */
export const taggedTime = (bytes: Uint8Array): number | undefined => {
  const owner = "com.apple.streaming.transportStreamTimestamp\0"
  const tags = String.fromCharCode(...bytes.subarray(0, Math.min(tagLength(bytes), 4096)))
  const found = tags.indexOf(owner)
  const place = found + owner.length
  if (found < 0 || place + 8 > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + place, 8)
  return (view.getUint32(0) & 1) * 2 ** 32 + view.getUint32(4)
}
