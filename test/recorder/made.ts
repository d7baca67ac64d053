import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A stream as ffmpeg cuts it: its header, where it has one, and its segments with their seconds. */
export interface Made {
  readonly header: Uint8Array | undefined
  readonly segments: ReadonlyArray<{ readonly seconds: number; readonly bytes: Uint8Array }>
}

export const ffmpeg = (...args: ReadonlyArray<string>): string =>
  execFileSync("ffmpeg", ["-v", "error", "-y", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

const inFolder = <A>(use: (folder: string) => A): A => {
  const folder = mkdtempSync(join(tmpdir(), "sticky-hls-"))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const h264 = [
  "-c:v",
  "libx264",
  "-preset",
  "ultrafast",
  "-g",
  "25",
  "-bf",
  "2",
  "-sc_threshold",
  "0",
  "-pix_fmt",
  "yuv420p"
]

/** A moving picture with a tone, in one file; `options` say how it is coded. */
export const movie = (seconds: number, options: ReadonlyArray<string> = h264, size = "160x90"): Uint8Array =>
  inFolder((folder) => {
    const file = join(folder, "a.mkv")
    const inputs = [
      "-f",
      "lavfi",
      "-i",
      `testsrc2=size=${size}:rate=25`,
      "-f",
      "lavfi",
      "-i",
      "sine=440:sample_rate=48000"
    ]
    ffmpeg(...inputs, "-t", String(seconds), ...options, "-c:a", "aac", file)
    return readFileSync(file)
  })

/** Cuts a file into segments of about a second; `map` says what of it. */
export const cut = (
  file: Uint8Array,
  type: "fmp4" | "mpegts",
  map: ReadonlyArray<string>,
  options: ReadonlyArray<string> = []
): Made =>
  inFolder((folder) => {
    const source = join(folder, "a.mkv")
    writeFileSync(source, file)
    const streams = map.flatMap((one) => ["-map", one])
    const hls = ["-f", "hls", "-hls_time", "1", "-hls_list_size", "0", "-hls_segment_type", type]
    ffmpeg("-copyts", "-i", source, ...streams, "-c", "copy", ...options, ...hls, join(folder, "p.m3u8"))
    const list = readFileSync(join(folder, "p.m3u8"), "utf8")
    const lengths = [...list.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds))
    const names = list.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
    const header = readdirSync(folder).find((name) => name.startsWith("init"))
    return {
      header: header === undefined ? undefined : readFileSync(join(folder, header)),
      segments: names.map((name, i) => ({ seconds: lengths[i] ?? 1, bytes: readFileSync(join(folder, name)) }))
    }
  })

/** Bare sound, cut into segments of about a second, each with a tag before it. */
export const bare = (seconds: number, kind: "aac" | "mp3"): Made =>
  inFolder((folder) => {
    const codec = kind === "aac" ? "aac" : "libmp3lame"
    const parts = ["-f", "segment", "-segment_time", "1", "-segment_format", kind === "aac" ? "adts" : "mp3"]
    const tone = ["-f", "lavfi", "-i", "sine=440:sample_rate=48000", "-t", String(seconds)]
    const options = kind === "aac" ? [] : ["-segment_format_options", "write_xing=0:id3v2_version=0"]
    ffmpeg(...tone, "-c:a", codec, ...parts, ...options, join(folder, `%03d.${kind}`))
    const tag = Buffer.from([...Buffer.from("ID3"), 4, 0, 0, 0, 0, 0, 10, ...new Uint8Array(10)])
    const names = readdirSync(folder).sort()
    return {
      header: undefined,
      segments: names.map((name) => ({ seconds: 1, bytes: Buffer.concat([tag, readFileSync(join(folder, name))]) }))
    }
  })

/** A file as fragmented MP4, without an index at its end. */
export const fragmented = (file: Uint8Array): Uint8Array =>
  inFolder((folder) => {
    const [source, made] = [join(folder, "a.mkv"), join(folder, "a.mp4")]
    writeFileSync(source, file)
    const flags = "frag_keyframe+empty_moov+default_base_moof+skip_trailer"
    ffmpeg("-i", source, "-c", "copy", "-movflags", flags, made)
    return readFileSync(made)
  })

/** What ffmpeg complains about when it plays a file to its end. */
export const complaints = (file: string): string =>
  spawnSync("ffmpeg", ["-v", "error", "-i", file, "-f", "null", "-"], { encoding: "utf8" }).stderr

/** How the streams of a file are coded, in alphabetical order. */
export const codecs = (file: string): ReadonlyArray<string> =>
  execFileSync("ffprobe", ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", file], {
    encoding: "utf8"
  })
    .split(/\s+/)
    .filter((name, i, all) => name !== "" && all.indexOf(name) === i)
    .sort()

/** Whether the first picture of a file is one that a player can begin with. */
export const opens = (file: string): boolean =>
  execFileSync(
    "ffprobe",
    [
      "-v",
      "error",
      "-select_streams",
      "v:0",
      "-show_entries",
      "packet=flags",
      "-of",
      "csv=p=0",
      "-read_intervals",
      "%+#1",
      file
    ],
    { encoding: "utf8" }
  ).startsWith("K")

/** When the packets of a file's first stream of a kind are shown, in order. */
export const times = (file: string, kind: "v" | "a"): ReadonlyArray<number> =>
  execFileSync(
    "ffprobe",
    ["-v", "error", "-select_streams", `${kind}:0`, "-show_entries", "packet=pts_time", "-of", "csv=p=0", file],
    {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024
    }
  )
    .split("\n")
    .map((line) => Number.parseFloat(line))
    .filter((time) => !Number.isNaN(time))
    .sort((a, b) => a - b)

/** The media playlist of segments `first` to `last` of a made stream, served under `prefix`. */
export const listOf = (
  { header, segments }: Made,
  prefix: string,
  first: number,
  last: number,
  ended: boolean,
  extra: (n: number) => ReadonlyArray<string> = () => []
): string =>
  [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    "#EXT-X-TARGETDURATION:1",
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...(header === undefined ? [] : [`#EXT-X-MAP:URI="${prefix}init"`]),
    ...segments
      .slice(first, last + 1)
      .flatMap(({ seconds }, i) => [...extra(first + i), `#EXTINF:${seconds},`, `${prefix}${first + i}`]),
    ...(ended ? ["#EXT-X-ENDLIST"] : []),
    ""
  ].join("\n")
