import type { ServerResponse } from "node:http"
import { setTimeout as wait } from "node:timers/promises"

/** What an origin answers with. */
export type Reply = (response: ServerResponse) => void

/** A live stream that is wrong in one way; times are seconds since it began. */
export interface Fault {
  readonly name: string
  /** As the table says it. */
  readonly what: string
  readonly seconds?: number
  /** Segments that are listed. */
  readonly window?: number
  /** The master playlist, where there is one, instead of the list alone. */
  readonly master?: (at: number) => ReadonlyArray<string>
  readonly list?: (lines: ReadonlyArray<string>, at: number, asked: number) => Reply | ReadonlyArray<string>
  /** For segment `n`, asked for the `tries`th time, of which `whole` are the bytes. */
  readonly segment?: (n: number, tries: number, whole: Uint8Array, at: number, listedAt: number) => Reply | Uint8Array
  /** What every request is refused by. */
  readonly refuses?: (headers: NodeJS.Dict<string | ReadonlyArray<string>>, path: string) => boolean
  readonly headers?: (path: string) => Readonly<Record<string, string>>
}

export const status =
  (code: number): Reply =>
  (response) =>
    void response.writeHead(code).end()

const page: Reply = (response) =>
  void response.writeHead(200, { "content-type": "text/html" }).end("<html>again</html>".repeat(20))

const broken =
  (whole: Uint8Array): Reply =>
  (response) => {
    response.writeHead(200, { "content-length": whole.length })
    response.write(whole.subarray(0, whole.length / 2), () => response.destroy())
  }

const later =
  (millis: number, whole: Uint8Array): Reply =>
  (response) =>
    void wait(millis).then(() => response.end(whole))

/** How each fourth segment is answered for at first. */
const firstly =
  (reply: (whole: Uint8Array) => Reply): NonNullable<Fault["segment"]> =>
  (n, tries, whole) =>
    n % 4 === 2 && tries === 1 ? reply(whole) : whole

const variant = (name: string, more = "") => [`#EXT-X-STREAM-INF:BANDWIDTH=800000${more}`, name]

export const faults: ReadonlyArray<Fault> = [
  { name: "none", what: "nothing is wrong" },
  {
    name: "slow",
    what: "0.6 s to the first byte of segments of 0.5 s",
    seconds: 0.5,
    window: 16,
    segment: (_n, _tries, whole) => later(600, whole)
  },
  {
    name: "empty",
    what: "every fourth segment empty at first",
    segment: firstly(() => (response) => void response.end())
  },
  { name: "page", what: "every fourth segment a page of HTML at first", segment: firstly(() => page) },
  { name: "refused", what: "every fourth segment HTTP 503 at first", segment: firstly(() => status(503)) },
  { name: "broken", what: "every fourth segment breaks off at first", segment: firstly(broken) },
  {
    name: "early",
    what: "segments listed 4 s before they are there",
    window: 8,
    segment: (_n, _tries, whole, at, listedAt) => (at < listedAt + 4 ? status(404) : whole)
  },
  {
    name: "cut",
    what: "every second playlist cut off in its last line",
    list: (lines, _at, asked) =>
      asked % 2 === 0 ? (response) => void response.end(`${lines.join("\n")}\n`.slice(0, -5)) : lines
  },
  {
    name: "define",
    what: "addresses with variables (EXT-X-DEFINE)",
    list: (lines) => [
      ...lines.slice(0, 1),
      '#EXT-X-DEFINE:NAME="t",VALUE="abc"',
      ...lines.slice(1).map((line) => (line.endsWith(".ts") ? `${line}?t={$t}` : line))
    ],
    refuses: (_headers, path) => path.includes(".ts") && !path.endsWith("?t=abc")
  },
  {
    name: "skip",
    what: "playlists that leave out segments (EXT-X-SKIP) for a while",
    list: (lines, at) =>
      at > 14 && at < 20 ? [...lines.slice(0, 4), "#EXT-X-SKIP:SKIPPED-SEGMENTS=2", ...lines.slice(8)] : lines
  },
  {
    name: "blip",
    what: "the playlist gone (HTTP 404) for 2 s",
    list: (lines, at) => (at > 16 && at < 18 ? status(404) : lines)
  },
  {
    name: "outage",
    what: "the playlist HTTP 503 for 5 s",
    list: (lines, at) => (at > 16 && at < 21 ? status(503) : lines)
  },
  {
    name: "gone",
    what: "the best variant gone, another one there",
    master: () => [...variant("gone.m3u8", ",RESOLUTION=1280x720"), ...variant("index.m3u8", ",RESOLUTION=854x480")]
  },
  {
    name: "backup",
    what: "nobody listens at the first of two variants",
    master: () => [...variant("http://127.0.0.1:1/index.m3u8"), ...variant("index.m3u8")]
  },
  {
    name: "cookie",
    what: "a cookie of the master playlist needed everywhere",
    master: () => variant("index.m3u8"),
    headers: (path) => (path.startsWith("master") ? { "set-cookie": "pass=1; Path=/" } : {}),
    refuses: ({ cookie }, path) => !path.startsWith("master") && !String(cookie ?? "").includes("pass=1")
  },
  {
    name: "tagged",
    what: "an ID3 tag before the packets of every third segment",
    segment: (n, _tries, whole) =>
      n % 3 === 0
        ? new Uint8Array(
            Buffer.concat([Uint8Array.from([73, 68, 51, 4, 0, 0, 0, 0, 0, 10]), new Uint8Array(10), whole])
          )
        : whole
  }
]
