import type { Material } from "./Material.ts"

/** The largest that a picture is made, in pixels: twice what a card shows, for sharp screens. */
const [width, height] = [640, 360]

/** A picture of what is seen in an input, or of what is heard. */
export type Look = "picture" | "sound"

/** One picture to be made: of the input with this name or place, into a file with that name. */
export interface Order {
  readonly input: string
  readonly format: string
  readonly look: Look
  readonly output: string
}

export const lookOf = (material: Material): Look => (material._tag === "Bytes" ? material.holds : "picture")

const fitting = `scale=w=min(${width}\\,iw):h=min(${height}\\,ih):force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1`

/** Anamorphic pictures are seen as wide as they are meant. */
const square = "scale=w=trunc(iw*sar/2)*2:h=ih"

const wave = `aformat=channel_layouts=mono,showwavespic=s=${width}x${height}:colors=#7d8ca3`

/** What the program is asked in order to make pictures of several inputs at once: most of its time goes by with its start. */
export const ordering = (orders: ReadonlyArray<Order>): ReadonlyArray<string> => [
  ...["-nostdin", "-hide_banner", "-v", "error", "-y"],
  // Whatever an input says, nothing but files of this machine is opened for it.
  ...orders.flatMap(({ format, input }) => [
    "-threads",
    "1",
    "-protocol_whitelist",
    "file",
    "-f",
    format,
    "-t",
    "60",
    "-i",
    input
  ]),
  ...orders.flatMap(({ look }, i) => (look === "sound" ? ["-filter_complex", `[${i}:a:0]${wave}[w${i}]`] : [])),
  ...orders.flatMap(({ look, output }, i) => [
    ...(look === "sound" ? ["-map", `[w${i}]`] : ["-map", `${i}:v:0`, "-vf", `${square},${fitting}`]),
    ...["-frames:v", "1", "-q:v", "4", "-threads", "1", "-pix_fmt", "yuvj420p", "-f", "mjpeg", output]
  ])
]
