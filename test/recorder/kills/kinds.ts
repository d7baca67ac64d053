import { Effect, Option } from "effect"
import { eventually } from "../../stack/eventually.ts"
import { cut, type Made, movie } from "../made.ts"
import { madeOrigin } from "../madeOrigin.ts"
import { scriptedOrigin } from "../ScriptedOrigin.ts"
import type { Doomed, Kind } from "./Kill.ts"
import { sparse, sparseRate } from "./sparse.ts"

/** Pictures a second, and segments of a second. */
const rate = 25
const seconds = 40

let made: { readonly whole: Made; readonly picture: Made; readonly sound: Made } | undefined

const segments = () => {
  if (made !== undefined) return made
  const file = movie(seconds)
  made = { whole: cut(file, "mpegts", ["0"]), picture: cut(file, "fmp4", ["0:v"]), sound: cut(file, "fmp4", ["0:a"]) }
  return made
}

/** Segments that a recorder may have asked for and not written yet: three are fetched at a time, and a part waits for its turn. */
const ahead = 5

/** A playlist whose recorder is killed while it gets a segment of the picture that was drawn, after a part of its bytes that was drawn, too. */
const playlist = (
  what: string,
  path: string,
  streams: () => { readonly [name: string]: Made },
  lines: ReadonlyArray<string> = []
): Kind => ({
  what,
  doom: Effect.fnUntraced(function* (random) {
    const all = streams()
    const site = yield* madeOrigin(all, lines)
    const segment = random.between(ahead + 1, seconds - 4)
    const body = all["v"]?.segments[segment]?.bytes ?? new Uint8Array(1)
    const length = random.between(1, body.length)
    return {
      url: `${site.url}/${path}`,
      flags: ["--from-start", "true"],
      arm: (_, kill) =>
        Effect.sync(() =>
          site.answer(`/v-${segment}`, (response) => {
            response.writeHead(200, { "content-length": body.length })
            response.write(body.subarray(0, length), kill)
          })
        ),
      moment: `byte ${length} of segment ${segment}`,
      pictures: (segment - ahead) * rate,
      sound: segment - ahead - 1
    } satisfies Doomed
  })
})

/** What ffmpeg may hold back of what it was fed: a fragment, and what a coding needs to look ahead. */
const heldBack = 4

/** What ffmpeg makes fragments of, with a key frame a minute: killed as soon as the file holds what came before its last moments. */
const copied: Kind = {
  what: "a stream that ffmpeg copies, with a key frame a minute",
  doom: Effect.fnUntraced(function* (random) {
    const { body, placeOf } = sparse()
    const second = random.between(2 * heldBack, 50)
    const site = yield* scriptedOrigin
    // No more of it comes, and it does not end.
    site.answer("/live", (response) => response.write(body.subarray(0, placeOf(second))))
    const least = second - heldBack
    return {
      url: `${site.url}/live`,
      flags: ["--engine", "stream", "-d", "stream", "-l", "1h", "--segment-timeout", "10m"],
      arm: (recorder, kill) =>
        eventually(
          `${least} seconds in the file`,
          Effect.sync(() => (written(recorder.stdout()) >= least ? Option.some(true) : Option.none()))
        ).pipe(Effect.andThen(Effect.sync(kill)), Effect.asVoid),
      moment: `second ${second}`,
      pictures: (least - 1) * sparseRate,
      sound: least - 1
    } satisfies Doomed
  })
}

/** Seconds that the last heartbeat told. */
const written = (lines: string): number => {
  const [, minutes = 0, told = 0] = [...lines.matchAll(/"segment_duration":"\d+:(\d+):(\d+)/g)].at(-1) ?? []
  return 60 * Number(minutes) + Number(told)
}

export const kinds: ReadonlyArray<Kind> = [
  playlist("transport stream", "v.m3u8", () => ({ v: segments().whole })),
  playlist(
    "fragmented MP4 with its sound apart",
    "master.m3u8",
    () => ({ v: segments().picture, a: segments().sound }),
    [
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="s",NAME="main",DEFAULT=YES,AUTOSELECT=YES,URI="a.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=160x90,AUDIO="s"',
      "v.m3u8"
    ]
  ),
  copied
]
