import { Bits, withoutEmulation } from "./Bits.ts"
import type { Codec } from "./TransportTables.ts"

/** What the parameters of a sequence say of its pictures. */
export interface PictureParameters {
  /** As RFC 6381 names it. */
  readonly codec: string
  /** In pixels, as shown. */
  readonly width: number
  readonly height: number
}

const hex = (value: number): string => value.toString(16).padStart(2, "0")

/** Profiles of H.264 whose parameters tell of colour (ISO/IEC 14496-10, 7.3.2.1.1). */
const withColour: ReadonlySet<number> = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244])

/** Pixels of a row or a column that one unit of cropping stands for, by the format of colour. */
const cropUnits = [
  [1, 1],
  [2, 2],
  [2, 1],
  [1, 1]
] as const

const skipScaling = (bits: Bits, count: number): void => {
  let last = 8
  let next = 8
  for (let i = 0; i < count && !bits.isOver; i++) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256
    if (next !== 0) last = next
  }
}

const cropped = (bits: Bits, [across, down]: readonly [number, number]) => {
  if (bits.read(1) === 0) return [0, 0] as const
  const [left, right, top, bottom] = [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()]
  return [(left + right) * across, (top + bottom) * down] as const
}

/** ISO/IEC 14496-10, 7.3.2.1.1. */
const h264 = (set: Uint8Array): PictureParameters => {
  const bits = new Bits(set, 1)
  const [profile, compatible, level] = [bits.read(8), bits.read(8), bits.read(8)]
  bits.unsigned()
  let colour = 1
  if (withColour.has(profile)) {
    colour = bits.unsigned()
    if (colour === 3) bits.skip(1)
    bits.unsigned()
    bits.unsigned()
    bits.skip(1)
    if (bits.read(1) === 1) {
      for (let i = 0; i < (colour === 3 ? 12 : 8); i++) if (bits.read(1) === 1) skipScaling(bits, i < 6 ? 16 : 64)
    }
  }
  bits.unsigned()
  const order = bits.unsigned()
  if (order === 0) bits.unsigned()
  else if (order === 1) {
    bits.skip(1)
    bits.signed()
    bits.signed()
    const cycle = bits.unsigned()
    for (let i = 0; i < cycle && !bits.isOver; i++) bits.signed()
  }
  bits.unsigned()
  bits.skip(1)
  const across = (bits.unsigned() + 1) * 16
  const rows = (bits.unsigned() + 1) * 16
  const fields = 2 - bits.read(1)
  if (fields === 2) bits.skip(1)
  bits.skip(1)
  const [x, y] = cropUnits[colour] ?? cropUnits[1]
  const [left, top] = cropped(bits, [x, y * fields])
  return {
    codec: `avc1.${hex(profile)}${hex(compatible)}${hex(level)}`,
    width: across - left,
    height: rows * fields - top
  }
}

/** The name of a coding by HEVC, from the twelve bytes of its profile, tier and level (ISO/IEC 14496-15, E.3). */
export const hevcName = (told: Uint8Array): string => {
  const bits = new Bits(told)
  const space = ["", "A", "B", "C"][bits.read(2)] ?? ""
  const tier = bits.read(1) === 1 ? "H" : "L"
  const profile = bits.read(5)
  let compatible = 0
  for (let i = 0; i < 32; i++) compatible += bits.read(1) * 2 ** i
  const constraints = Array.from({ length: 6 }, () => bits.read(8))
  const told6 = constraints.slice(0, constraints.findLastIndex((byte) => byte !== 0) + 1)
  const level = bits.read(8)
  return [
    `hvc1.${space}${profile}`,
    compatible.toString(16),
    `${tier}${level}`,
    ...told6.map((byte) => byte.toString(16))
  ]
    .join(".")
    .toUpperCase()
    .replace("HVC1", "hvc1")
}

/** ISO/IEC 23008-2, 7.3.2.2.1. */
const hevc = (set: Uint8Array): PictureParameters => {
  const bits = new Bits(set, 2)
  bits.skip(4)
  const layers = bits.read(3)
  bits.skip(1)
  bits.skip(96)
  const present = Array.from({ length: layers }, () => [bits.read(1), bits.read(1)] as const)
  if (layers > 0) bits.skip(2 * (8 - layers))
  for (const [profile, level] of present) bits.skip(profile * 88 + level * 8)
  bits.unsigned()
  const colour = bits.unsigned()
  if (colour === 3) bits.skip(1)
  const [across, rows] = [bits.unsigned(), bits.unsigned()]
  const [left, top] = cropped(bits, cropUnits[colour] ?? cropUnits[1])
  return { codec: hevcName(set.subarray(3, 15)), width: across - left, height: rows - top }
}

/** ISO/IEC 13818-2, 6.2.2.1. */
const mpeg2 = (set: Uint8Array): PictureParameters => {
  const bits = new Bits(set, 1)
  return { codec: "mp2v", width: bits.read(12), height: bits.read(12) }
}

const readers = { h264, hevc, mpeg2 }

/** No picture is larger: what says so is damaged. */
const largest = 16_384

/** Reads the parameters of a sequence, from its unit's first byte on; undefined where they are damaged. */
export const pictureParameters = (codec: Exclude<Codec, "audio">, set: Uint8Array): PictureParameters | undefined => {
  const told = readers[codec](withoutEmulation(set))
  const isSize = (size: number) => size > 0 && size <= largest
  return isSize(told.width) && isSize(told.height) ? told : undefined
}
