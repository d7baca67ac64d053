import type { AddressParts } from "../../domain/subscriptions/Address.ts"
import { addressText } from "../../domain/subscriptions/Address.ts"
import { withLogin } from "../withLogin.ts"

/** What is taken of an input, by the numbers that ffmpeg gives its streams, and into what. */
export interface Plan {
  readonly container: "ts" | "mp4"
  /** Undefined before anything is known of the input: the first of its kind, if there is one. */
  readonly picture: number | "none" | undefined
  readonly sound: number | "none" | undefined
  /** No file that players know has room for its sound as it comes. */
  readonly recodesSound: boolean
}

/** What suits most streams. */
export const usual: Plan = { container: "ts", picture: undefined, sound: undefined, recodesSound: false }

/** Seconds of silence after which a connection counts as dead. */
const patience = 10
const micros = String(1_000_000 * patience)

/** Seconds that a caller is waited for where an address says `mode=listener`: more than a recorder waits, so that one that was killed leaves its port. */
const longestListening = 40

const mapOf = (stream: Plan["picture"], first: string): ReadonlyArray<string> => {
  if (stream === "none") return []
  return ["-map", stream === undefined ? `0:${first}?` : `0:${stream}`]
}

/** Microseconds that a fragment lasts at most: what is not in one yet is lost where a recorder is killed. */
const longestFragment = "1000000"

const fragments = ["-movflags", "frag_keyframe+delay_moov+default_base_moof+skip_trailer"]

const outputs = {
  ts: ["-f", "mpegts", "-muxdelay", "0", "-muxpreload", "0"],
  // A fragment begins at each picture that a player can begin with, and those may be minutes apart.
  mp4: ["-f", "mp4", ...fragments, "-frag_duration", longestFragment, "-strict", "-2"]
}

const general = ["-nostdin", "-hide_banner", "-nostats", "-loglevel", "info"]

/** Arguments that copy an input to standard output. Whatever is secret about the input is not among them. */
export const copying = ({ args, mending }: Input, plan: Plan): ReadonlyArray<string> => [
  ...general,
  ...args,
  ...mapOf(plan.picture, "V:0"),
  ...mapOf(plan.sound, "a:0"),
  ...["-c", "copy"],
  ...mending,
  ...(plan.recodesSound ? ["-c:a", "aac", "-b:a", "128k"] : []),
  ...outputs[plan.container],
  ...["-flush_packets", "1", "pipe:1"]
]

/** Arguments that make one picture of an input, a JPEG of at most so many columns. */
export const picturing = ({ args }: Input, width: number): ReadonlyArray<string> => [
  ...general,
  // Whoever looks is not to wait for streams that may come later.
  ...["-analyzeduration", "1500000"],
  ...args,
  ...["-map", "0:V:0?", "-frames:v", "1", "-vf", `scale='min(${width},iw)':-2`],
  ...["-q:v", "6", "-f", "mjpeg", "pipe:1"]
]

/** What ffmpeg is told of an input. */
export interface Input {
  readonly args: ReadonlyArray<string>
  /** What mends its packets on their way out. */
  readonly mending: ReadonlyArray<string>
}

/** Whatever an input says, ffmpeg opens nothing by other protocols than these: an input may be a list of further ones. */
const onlyBy = (...protocols: ReadonlyArray<string>) => ["-protocol_whitelist", protocols.join(",")]

/** Bytes that come by standard input. */
export const fromInput: Input = {
  args: [...onlyBy("pipe"), "-fflags", "+genpts", "-i", "pipe:0"],
  mending: []
}

/** What reaches one kind of address: the protocols that may be used on the way, and how they are told to give up on silence. */
interface Reaching {
  readonly protocols: ReadonlyArray<string>
  /** What mends the picture's packets on their way out. */
  readonly mending?: ReadonlyArray<string>
  readonly options: ReadonlyArray<readonly [string, string]>
}

const rtsp: Reaching = {
  // Before a camera has told its clock, its pictures come without one of their two times, which no file takes.
  mending: ["-bsf:v", "setts=pts=if(eq(PTS\\,NOPTS)\\,DTS\\,PTS):dts=if(eq(DTS\\,NOPTS)\\,PTS\\,DTS)"],
  protocols: ["tcp", "udp", "rtp"],
  options: [
    ["rtsp_flags", "prefer_tcp"],
    ["timeout", micros]
  ]
}
const rtmp: Reaching = { protocols: ["rtmp", "tcp"], options: [["rw_timeout", micros]] }

const reaching: Readonly<Record<string, Reaching>> = {
  rtsp,
  rtsps: { ...rtsp, protocols: [...rtsp.protocols, "tls"] },
  rtmp,
  rtmps: { ...rtmp, protocols: ["rtmps", "tls", "tcp"] },
  srt: {
    protocols: ["srt"],
    options: [
      ["timeout", micros],
      ["listen_timeout", String(1_000_000 * longestListening)]
    ]
  },
  udp: { protocols: ["udp"], options: [["timeout", micros]] },
  rtp: { protocols: ["rtp", "udp"], options: [["timeout", micros]] }
}

/** A word of a script, in quotation marks. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** An input that ffmpeg opens by itself, with the script on descriptor 3 that tells it the address. */
export interface Opened extends Input {
  readonly script: string
}

/** How ffmpeg is told an address, and with it a login, without either standing in its arguments; undefined for one that it is not to open. */
export const opening = (
  parts: AddressParts,
  login: string | undefined,
  userAgent: string | undefined
): Opened | undefined => {
  const how = reaching[parts.scheme]
  if (how === undefined) return undefined
  const options = parts.scheme.startsWith("rtsp") && userAgent !== undefined ? [["user_agent", userAgent] as const] : []
  // The script is read from a pipe; what it leads to has no business with one.
  const own = ["protocol_whitelist", how.protocols.join(",")] as const
  const lines = [own, ...how.options, ...options].map(([name, value]) => `option ${name} ${quoted(value)}`)
  return {
    args: [
      ...["-fflags", "+genpts", "-f", "concat", "-safe", "0"],
      ...onlyBy("pipe", ...how.protocols),
      ...["-i", "pipe:3"]
    ],
    mending: how.mending ?? [],
    script: ["ffconcat version 1.0", `file ${quoted(withLogin(addressText(parts), login))}`, ...lines, ""].join("\n")
  }
}
