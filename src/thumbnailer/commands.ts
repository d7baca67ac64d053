import type { Material } from "./Material.ts"
import { columns, spacing, tile } from "./stripShape.ts"

/** The largest that a picture is made, in pixels: twice what a card shows, for sharp screens. */
const [width, height] = [640, 360]

/** A picture of what is seen in an input, or of what is heard, or many small ones of what is seen, in so many rows. */
export type Look = "picture" | "sound" | { readonly rows: number }

/** One picture to be made: of the input with this name or place, into a file with that name. */
export interface Order {
  readonly input: string
  readonly format: string
  readonly look: Look
  readonly output: string
}

export const lookOf = (material: Material): Look => {
  if (material._tag === "Strip") return { rows: material.rows }
  return material._tag === "Bytes" ? material.holds : "picture"
}

/** Anamorphic pictures are seen as wide as they are meant. */
const square = "scale=w=trunc(iw*sar/2)*2:h=ih"

const fitting = `scale=w=min(${width}\\,iw):h=min(${height}\\,ih):force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1`

const wave = `aformat=channel_layouts=mono,showwavespic=s=${width}x${height}:colors=#7d8ca3`

const [across, down] = tile

/** By their times, so that one that is missing moves no other: the one before it stands in its place. */
const tiles = (rows: number): string =>
  [
    `fps=1/${spacing}:round=down:start_time=0:eof_action=pass`,
    `scale=w=${across}:h=${down}:force_original_aspect_ratio=decrease`,
    `pad=${across}:${down}:-1:-1,setsar=1,tile=${columns}x${rows}`
  ].join(",")

// Whatever an input says, nothing but files of this machine is opened for it.
const reading = ({ format, input, look }: Order): ReadonlyArray<string> => [
  ...["-threads", "1", "-protocol_whitelist", "file", "-f", format],
  ...(typeof look === "object" ? ["-skip_frame", "nokey", "-reinit_filter", "0"] : ["-t", "60"]),
  ...["-i", input]
]

const mapping = (look: Look, i: number): ReadonlyArray<string> => {
  if (look === "sound") return ["-map", `[w${i}]`]
  return ["-map", `${i}:v:0`, "-vf", look === "picture" ? `${square},${fitting}` : `${square},${tiles(look.rows)}`]
}

/** What the program is asked in order to make pictures of several inputs at once: most of its time goes by with its start. */
export const ordering = (orders: ReadonlyArray<Order>): ReadonlyArray<string> => [
  ...["-nostdin", "-hide_banner", "-v", "error", "-y"],
  // Times of a strip's pictures are where they belong in it.
  ...(orders.some(({ look }) => typeof look === "object") ? ["-copyts"] : []),
  ...orders.flatMap(reading),
  ...orders.flatMap(({ look }, i) => (look === "sound" ? ["-filter_complex", `[${i}:a:0]${wave}[w${i}]`] : [])),
  ...orders.flatMap(({ look, output }, i) => [
    ...mapping(look, i),
    ...["-frames:v", "1", "-q:v", "4", "-threads", "1", "-pix_fmt", "yuvj420p", "-f", "mjpeg", output]
  ])
]
