import type { Copied } from "../../ports/MediaCopy.ts"

/** A way to pack what is copied. */
export interface Packing extends Pick<Copied, "type" | "ending"> {
  /** What it takes of bitstream filters and options of its format. */
  readonly args: ReadonlyArray<string>
}

const movie = { type: "video/mp4", ending: "mp4" } as const

/** MP4 with the sound that transport streams mostly have, MP4 with another, and what holds everything: tried one after the other. */
const packings = (options: ReadonlyArray<string>): ReadonlyArray<Packing> => [
  { ...movie, args: ["-bsf:a", "aac_adtstoasc", ...options, "-f", "mp4"] },
  { ...movie, args: [...options, "-f", "mp4"] },
  { type: "video/x-matroska", ending: "mkv", args: ["-f", "matroska"] }
]

/**
 * What is read while it is made. A fragment ends before a key frame and after a second: what is heard alone has no key frames, and would be
 * held whole until its end. Each is written as one piece, not in buffers of 32 KiB.
 */
export const inFragments = packings([
  ...["-movflags", "frag_keyframe+empty_moov+delay_moov+default_base_moof"],
  ...["-frag_duration", "1000000", "-avioflags", "direct"]
])

/** What is read once it is whole: how it is laid out stands at its beginning. */
export const whole = packings(["-movflags", "+faststart"])

/** How a list of parts is copied to `out`. */
export const argsFor = ({ args }: Packing, out: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...["-nostdin", "-hide_banner", "-v", "error"],
  // Parts of files and the list of them, and nothing that a recording may name.
  ...["-protocol_whitelist", "file,pipe,subfile,concat", "-safe", "0", "-f", "concat", "-i", "pipe:0"],
  ...["-map", "0:v?", "-map", "0:a?", "-c", "copy", "-avoid_negative_ts", "make_zero"],
  ...args,
  ...out
]
