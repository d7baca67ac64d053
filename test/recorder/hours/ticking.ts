import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { concat } from "../../../src/media/Bytes.ts"
import { type Fragment, FragmentReader } from "../../../src/media/FragmentReader.ts"
import { moved, readFragment } from "../../../src/media/MovieFragment.ts"
import { tracksOf } from "../../../src/media/MovieHeader.ts"
import { ffmpeg } from "../made.ts"
import { bytes, scriptedOrigin, text } from "../ScriptedOrigin.ts"

/** Seconds of a segment, and what is in it of the picture and of the sound: each is a whole number of both. */
export const segment = { seconds: 1.6, pictures: 40, sounds: 75 }

/** Segments that are made; what is served is these over and over, each time later. */
const parts = 6

const picture = [
  "-c:v",
  "libx264",
  "-preset",
  "ultrafast",
  "-g",
  "40",
  "-bf",
  "0",
  "-sc_threshold",
  "0",
  "-pix_fmt",
  "yuv420p"
]

const fragmented = ["-f", "mp4", "-movflags", "empty_moov+default_base_moof+skip_trailer"]

/** A track alone, in fragments of a segment each. */
const made = (options: ReadonlyArray<string>): FragmentReader & { readonly fragments: ReadonlyArray<Fragment> } => {
  const folder = mkdtempSync(join(tmpdir(), "sticky-hours-"))
  try {
    const file = join(folder, "a.mp4")
    ffmpeg(...options, ...fragmented, "-frag_duration", String(segment.seconds * 1e6), file)
    const reader = new FragmentReader()
    return Object.assign(reader, { fragments: reader.push(readFileSync(file)) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const tracks = {
  v: () =>
    made([
      ...["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25", "-frames:v", String(parts * segment.pictures)],
      ...picture
    ]),
  a: () =>
    made([
      ...["-f", "lavfi", "-i", "sine=440:sample_rate=48000", "-frames:a", String(parts * segment.sounds)],
      ...["-c:a", "aac"]
    ])
}

/** A stream that goes on by repeating itself later. */
interface Ticking {
  readonly header: Uint8Array
  /** The segment of a number. */
  readonly body: (n: number) => Uint8Array
  /** When its first sample is decoded, in seconds. */
  readonly begins: number
}

const ticking = ({ fragments, header: boxes }: ReturnType<typeof made>): Ticking => {
  const header = concat(...boxes)
  const tracks = tracksOf(header)
  const scale = tracks[0]?.timescale ?? 1
  const spans = fragments.map(({ moof }) => readFragment(moof, tracks)[0])
  const length = spans.reduce((sum, span) => sum + (span?.duration ?? 0), 0)
  if (fragments.length !== parts || length !== Math.round(parts * segment.seconds * scale)) {
    throw new Error(`${fragments.length} fragments of ${length / scale} s do not follow one another`)
  }
  return {
    header,
    begins: (spans[0]?.time ?? 0) / scale,
    body: (n) => {
      const later = Math.floor(n / parts) * length
      const move = { sequence: n + 1, number: (track: number) => track, base: () => -later, shift: 0 }
      return concat(
        ...fragments.slice(n % parts, (n % parts) + 1).flatMap(({ media, moof }) => [moved(moof, move), ...media])
      )
    }
  }
}

/** Segments that a playlist has more each time it is asked for. */
const step = 80

/** So many segments of picture and sound apart, as fast as they are asked for; how much later the sound begins than the picture, in seconds. */
export const hoursOf = Effect.fnUntraced(function* (segments: number) {
  const streams = { v: ticking(tracks.v()), a: ticking(tracks.a()) }
  const site = yield* scriptedOrigin
  for (const [name, { body, header }] of Object.entries(streams)) {
    site.answer(`/${name}-init`, bytes(header))
    for (let n = 0; n < segments; n++) site.answer(`/${name}-${n}`, (response) => response.end(body(n)))
    let newest = 2
    site.answer(`/${name}.m3u8`, (response, headers) => {
      const first = Math.max(0, newest - 3 * step)
      const numbers = Array.from({ length: newest - first + 1 }, (_, i) => first + i)
      const lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:2",
        `#EXT-X-MEDIA-SEQUENCE:${first}`,
        `#EXT-X-MAP:URI="${name}-init"`,
        ...numbers.map((n) => `#EXTINF:${segment.seconds},\n${name}-${n}`),
        ...(newest === segments - 1 ? ["#EXT-X-ENDLIST"] : []),
        ""
      ]
      newest = Math.min(segments - 1, newest + step)
      text(lines.join("\n"))(response, headers)
    })
  }
  const lines = [
    "#EXTM3U",
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="s",NAME="main",DEFAULT=YES,AUTOSELECT=YES,URI="a.m3u8"',
    '#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=160x90,AUDIO="s"',
    "v.m3u8",
    ""
  ]
  site.answer("/master.m3u8", text(lines.join("\n")))
  return { url: `${site.url}/master.m3u8`, lag: streams.a.begins - streams.v.begins }
})
