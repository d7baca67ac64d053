import type { Hindrance } from "../../domain/supervision/Cause.ts"

/** A stream of an input, as ffmpeg tells of it. */
export interface Told {
  readonly number: number
  readonly kind: "picture" | "sound"
  readonly codec: string
  readonly width: number | undefined
  readonly height: number | undefined
  readonly framerate: number | undefined
}

const streamLine = /^\s*Stream #0:(\d+)(?:[^:\d][^:]*)?: (Video|Audio): ([a-z0-9_]+)/

/** The stream that a line tells of; undefined for a line that tells of none, and for a picture that only comes along with sound. */
export const toldOf = (line: string): Told | undefined => {
  const [whole, number = "", kind, codec = ""] = streamLine.exec(line) ?? []
  if (whole === undefined) return undefined
  const rest = line.slice(whole.length)
  if (rest.includes("(attached pic)")) return undefined
  const [, width, height] = /[ ,](\d{2,5})x(\d{2,5})\b/.exec(rest) ?? []
  const [, framerate] = /(\d{1,6}(?:\.\d{1,6})?) fps\b/.exec(rest) ?? []
  return {
    number: Number(number),
    kind: kind === "Video" ? "picture" : "sound",
    codec,
    width: width === undefined ? undefined : Number(width),
    height: height === undefined ? undefined : Number(height),
    framerate: framerate === undefined ? undefined : Number(framerate)
  }
}

/** The line by which ffmpeg says that it has begun. */
export const hasBegun = (line: string): boolean => line.startsWith("Stream mapping:")

/** The line behind which it speaks of what it makes, and no more of what it reads. */
export const isOutput = (line: string): boolean => line.startsWith("Output #0")

/** What ffmpeg says that it ended by: nothing is on air there, something is in the way, or it can't be read by this ffmpeg at all. */
export type Said =
  | { readonly _tag: "absent"; readonly status: number }
  | { readonly _tag: "hindered"; readonly hindrance: Hindrance }
  | { readonly _tag: "impossible"; readonly message: string }

type Meaning = (host: string, match: RegExpExecArray) => Said

const hindered =
  (kind: "refused_connection" | "timeout" | "unreachable" | "dns" | "tls" | "broken" | "unreadable"): Meaning =>
  (host) => ({ _tag: "hindered", hindrance: { kind, host } })

const answered: Meaning = (host, match) => {
  const status = Number(match[1])
  return status === 404 || status === 410
    ? { _tag: "absent", status }
    : { _tag: "hindered", hindrance: { kind: "http", status, host } }
}

/** Words of ffmpeg and of the libraries within it, the more telling ones first. */
const meanings: ReadonlyArray<readonly [RegExp, Meaning]> = [
  [/method \w+ failed: (\d{3})\b/, answered],
  [/Server returned (40[0-4])\b/, answered],
  [/HTTP error (\d{3})\b/, answered],
  [/NetStream\.Play\.(?:StreamNotFound|Failed)/, () => ({ _tag: "absent", status: 404 })],
  [/Connection refused|connection rejected/i, hindered("refused_connection")],
  [/Failed to resolve|Name or service not known|name resolution/i, hindered("dns")],
  [/No route to host|Network is unreachable/, hindered("unreachable")],
  [/certificate|handshake|TLS (?:fatal|error)|Error in the pull function/i, hindered("tls")],
  [/timed out|Connection timeout/i, hindered("timeout")],
  [
    /Connection reset|Broken pipe|Connection aborted|Connection does not exist|connection was broken/i,
    hindered("broken")
  ],
  [
    /Protocol '([^']{1,40})' not on whitelist/,
    (_, match) => ({
      _tag: "impossible",
      message: `it is no stream but leads to others by ${match[1]}, where ffmpeg is not let: playlists of HLS and manifests of DASH are recorded by the driver hls`
    })
  ],
  [
    /Protocol not found/,
    () => ({ _tag: "impossible", message: "the ffmpeg that is installed does not know the protocol of this address" })
  ],
  [/Invalid data found|could not find codec parameters|moov atom not found/i, hindered("unreadable")],
  [/Input\/output error|End of file/, hindered("broken")]
]

/** What the last lines of an ffmpeg say of its end; undefined where they tell of no fault. */
export const said = (lines: ReadonlyArray<string>, host: string): Said | undefined => {
  for (const [pattern, meaning] of meanings) {
    const match = lines.map((line) => pattern.exec(line)).find((found) => found !== null)
    if (match !== undefined && match !== null) return meaning(host, match)
  }
  return undefined
}
