import { Effect } from "effect"
import type { Seen } from "../../src/domain/supervision/Look.ts"
import { cut, listOf, type Made, movie } from "./made.ts"
import { type Answer, bytes, scriptedOrigin, status, text } from "./ScriptedOrigin.ts"
import { playlist } from "./streams.ts"

/** An origin that tells where what it shows is. */
export const site = Effect.gen(function* () {
  const origin = yield* scriptedOrigin
  const show = (path: string, answer: Answer) => {
    origin.answer(path, answer)
    return `${origin.url}${path}`
  }
  return { ...origin, show }
})
type Site = Effect.Success<typeof site>

/** What is at an address, and what a look at it sees. */
interface Case {
  readonly what: string
  readonly at: (site: Site) => string
  readonly seen: Partial<Seen> | ((site: Site) => Partial<Seen>)
  readonly picture?: true
}

const serve = (site: { answer: (path: string, answer: Answer) => void }, name: string, made: Made) => {
  if (made.header !== undefined) site.answer(`/${name}-init`, bytes(made.header))
  for (const [n, { bytes: body }] of made.segments.entries()) site.answer(`/${name}-${n}`, bytes(body))
  site.answer(`/${name}.m3u8`, text(listOf(made, `${name}-`, 0, made.segments.length - 1, false)))
}

/** Kinds of addresses, made of one film. */
export const cases = (): ReadonlyArray<Case> => {
  const film = movie(2)
  const packets = cut(film, "mpegts", ["0"])
  const picture = cut(film, "fmp4", ["0:v"])
  const sound = cut(film, "fmp4", ["0:a"])
  return [
    {
      what: "a ladder of transport streams: what it offers, and a picture of it",
      at: (origin) => {
        serve(origin, "ts", packets)
        const lines = [
          "#EXTM3U",
          '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,FRAME-RATE=25,CODECS="avc1.42c01e,mp4a.40.2"',
          "ts.m3u8",
          "#EXT-X-STREAM-INF:BANDWIDTH=4000000,RESOLUTION=1920x1080,FRAME-RATE=50",
          "high.m3u8",
          ""
        ]
        return origin.show("/master.m3u8", text(lines.join("\n")))
      },
      seen: {
        engine: "hls",
        reachable: true,
        status: 200,
        onAir: true,
        cause: null,
        variants: [
          { bandwidth: 800_000, width: 640, height: 360, framerate: 25, codecs: "avc1.42c01e,mp4a.40.2" },
          { bandwidth: 4_000_000, width: 1920, height: 1080, framerate: 50 }
        ]
      },
      picture: true
    },
    {
      what: "a media playlist",
      at: (origin) => {
        serve(origin, "ts", packets)
        return `${origin.url}/ts.m3u8`
      },
      seen: { reachable: true, status: 200, onAir: true, variants: [] },
      picture: true
    },
    {
      what: "fragmented MP4 with its sound apart",
      at: (origin) => {
        serve(origin, "v", picture)
        serve(origin, "a", sound)
        const lines = [
          "#EXTM3U",
          '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",DEFAULT=YES,URI="a.m3u8"',
          '#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=160x90,AUDIO="a"',
          "v.m3u8",
          ""
        ]
        return origin.show("/master.m3u8", text(lines.join("\n")))
      },
      seen: { onAir: true, variants: [{ bandwidth: 900_000, width: 160, height: 90 }] },
      picture: true
    },
    {
      what: "sound alone, of which there is no picture",
      at: (origin) => {
        serve(origin, "a", sound)
        return origin.show("/m.m3u8", text('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"\na.m3u8\n'))
      },
      seen: { onAir: true, variants: [{ bandwidth: 64_000, codecs: "mp4a.40.2" }], picture: null, missing: null }
    },
    {
      what: "a presentation of DASH: what it offers, and a picture of it",
      at: (origin) => {
        serve(origin, "v", picture)
        const template =
          '<SegmentTemplate timescale="1" duration="1" startNumber="0" initialization="v-init" media="v-$Number$"/>'
        return origin.show(
          "/live.mpd",
          text(
            `<?xml version="1.0"?><MPD type="static" mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4" ` +
              `frameRate="25"><Representation id="1" bandwidth="900000" width="160" height="90">${template}</Representation>` +
              `</AdaptationSet></Period></MPD>`
          )
        )
      },
      seen: {
        engine: "hls",
        reachable: true,
        status: 200,
        onAir: true,
        cause: null,
        variants: [{ bandwidth: 900_000, width: 160, height: 90, framerate: 25 }]
      },
      picture: true
    },
    {
      what: "a protected stream, by the name of what protects it",
      at: (origin) => {
        const key = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k",KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"'
        return origin.show("/p.m3u8", text(playlist(0, 2, { extra: () => [key] })))
      },
      seen: ({ url }) => ({
        reachable: true,
        protection: "Widevine",
        cause: { kind: "encrypted", host: new URL(url).host },
        picture: null
      })
    },
    {
      what: "a site that refuses",
      at: (origin) => origin.show("/x.m3u8", status(403)),
      seen: ({ url }) => ({
        reachable: true,
        status: 403,
        onAir: null,
        cause: { kind: "http", status: 403, host: new URL(url).host }
      })
    },
    {
      what: "nothing there, as off air",
      at: ({ url }) => `${url}/nowhere.m3u8`,
      seen: { reachable: true, status: 404, onAir: false, cause: null }
    },
    {
      what: "a site that was asked too often",
      at: (origin) => origin.show("/x.m3u8", status(429)),
      seen: { reachable: true, status: 429, onAir: null }
    },
    {
      what: "an address that nobody listens at",
      at: () => "http://127.0.0.1:1/x.m3u8",
      seen: { reachable: false, status: null, cause: { kind: "refused_connection", host: "127.0.0.1:1" } }
    },
    {
      what: "a broadcast that is over",
      at: (origin) => origin.show("/e.m3u8", text(playlist(0, 2, { ended: true }))),
      seen: { reachable: true, status: 200, onAir: false, cause: null, picture: null }
    },
    {
      what: "a list of nothing",
      at: (origin) => origin.show("/e.m3u8", text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n")),
      seen: { reachable: true, onAir: false }
    },
    {
      what: "media that nobody can read, without a picture",
      at: (origin) => {
        for (const n of [0, 1, 2]) origin.answer(`/${n}.ts`, bytes(Buffer.from("no media at all, only words")))
        return origin.show("/n.m3u8", text(playlist(0, 2)))
      },
      seen: { onAir: true, picture: null, missing: null }
    },
    {
      what: "a camera that is not there",
      at: () => "rtsp://127.0.0.1:1/camera",
      seen: { engine: "stream", reachable: false, cause: { kind: "refused_connection", host: "127.0.0.1:1" } }
    },
    {
      what: "an address that recorders don't reach",
      at: () => "gopher://127.0.0.1/1",
      seen: { reachable: null, engine: null }
    }
  ]
}
