import { createCipheriv } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { type Answer, broken, bytes, inTurn, redirect, type ScriptedOrigin, status, text } from "./ScriptedOrigin.ts"

/** What an origin serves of a stream: its segments, and what a player needs before them. */
export interface Served {
  readonly segment: (n: number) => Uint8Array
  readonly header: Uint8Array | undefined
}

/** One way in which an origin may behave: how it lists, and how it answers for segment `n`, which it should give as `whole`. */
export interface Behaviour {
  readonly what: string
  readonly segment?: (n: number, whole: Answer, body: Uint8Array) => Answer
  /** What is listed, after `asked` requests. */
  readonly list?: (list: string, asked: number) => string
  readonly answer?: (list: string, asked: number) => Answer
  /** What else the origin answers. */
  readonly besides?: (site: ScriptedOrigin, served: Served) => void
  readonly flags?: ReadonlyArray<string>
  readonly files?: number
  /** It has no meaning for fragmented MP4. */
  readonly transportAlone?: boolean
}

export const first = 3
export const last = 14

const after =
  (millis: number, answer: Answer): Answer =>
  (response, headers) => {
    void wait(millis).then(() => answer(response, headers))
  }

const reset: Answer = (response) => void response.destroy()

const encoded =
  (body: Uint8Array, encoding: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-encoding": encoding }).end(body)

const page = "<html><body>try again</body></html>".repeat(20)

const tag = Uint8Array.from([...Buffer.from("ID3"), 4, 0, 0, 0, 0, 0, 10, ...new Uint8Array(10)])

/** In small pieces, each by itself. */
const dripping =
  (body: Uint8Array): Answer =>
  (response) => {
    const size = Math.ceil(body.length / 4)
    response.writeHead(200)
    const give = (at: number) => {
      if (at >= body.length) return void response.end()
      response.write(body.subarray(at, at + size))
      void wait(20).then(() => give(at + size))
    }
    give(0)
  }

const fourth = (n: number): boolean => n % 4 === 2

/** Each fourth segment answers otherwise at first. */
const atFirst = (other: (body: Uint8Array) => Answer): Pick<Behaviour, "segment"> => ({
  segment: (n, whole, body) => (fourth(n) ? inTurn(other(body), whole) : whole)
})

/** The playlist answers otherwise at its fourth and fifth request. */
const forAMoment = (other: Answer): Pick<Behaviour, "answer" | "flags"> => ({
  answer: (list, asked) => (asked === 4 || asked === 5 ? other : text(list)),
  flags: ["--retry-delay", "1s"]
})

const key = Buffer.from("0123456789abcdef")

const encrypted = (n: number, body: Uint8Array): Uint8Array => {
  const iv = Buffer.alloc(16)
  iv.writeUInt32BE(n, 12)
  const cipher = createCipheriv("aes-128-cbc", key, iv)
  return Buffer.concat([cipher.update(body), cipher.final()])
}

/** All segments in one file, one behind the other, and where each begins. */
const inOneFile = ({ segment }: Served) => {
  const all = Array.from({ length: last + 1 }, (_, n) => segment(n))
  const starts = all.map((_, n) => all.slice(0, n).reduce((sum, { length }) => sum + length, 0))
  return { whole: Buffer.concat(all), starts }
}

export const behavioursOf = (served: Served): ReadonlyArray<Behaviour> => {
  const { starts, whole: oneFile } = inOneFile(served)
  const segmentLine = /^(\d+)\.ts$/gm
  return [
    { what: "a plain stream" },
    { what: "C1: half a second until the first byte of segments of a tenth", segment: (_, whole) => after(500, whole) },
    { what: "C2: every fourth answer empty at first", ...atFirst(() => bytes(new Uint8Array())) },
    { what: "C2: every fourth answer a page of HTML at first", ...atFirst(() => text(page)) },
    { what: "C2: every fourth answer HTTP 404 at first", ...atFirst(() => status(404)) },
    { what: "C2: every fourth answer HTTP 503 at first", ...atFirst(() => status(503)) },
    { what: "C2: every fourth answer HTTP 403 at first", ...atFirst(() => status(403)) },
    { what: "C2: every fourth connection reset at first", ...atFirst(() => reset) },
    {
      what: "C2: every fourth answer broken off at first",
      ...atFirst((body) => broken(body, Math.floor(body.length / 3)))
    },
    {
      what: "C2: segments that are listed before they are there",
      segment: (n, whole) => (n > 6 ? inTurn(status(404), status(404), status(404), whole) : whole)
    },
    {
      what: "C2: segments that are asked to be fetched later, and then are there",
      ...atFirst(() => (response) => response.writeHead(429, { "retry-after": "1" }).end())
    },
    { what: "segments that come in small pieces", segment: (_n, _whole, body) => dripping(body) },
    { what: "segments elsewhere, by a redirect", segment: (n) => redirect(`/elsewhere/${n}`), besides: elsewhere },
    {
      what: "compressed segments, asked for or not",
      segment: (_n, _whole, body) => encoded(gzipSync(body), "gzip")
    },
    {
      what: "one file of all segments, by ranges",
      list: (list) =>
        list.replaceAll(/^#EXTINF.*\n(\d+)\.ts$/gm, (line, n: string) => {
          const [at = 0, end = oneFile.length] = starts.slice(Number(n), Number(n) + 2)
          return `#EXT-X-BYTERANGE:${end - at}@${at}\n${line.replace(`${n}.ts`, "all.ts")}`
        }),
      besides: (site) => site.answer("/all.ts", bytes(oneFile))
    },
    {
      what: "one file of all segments, by an origin that knows no ranges",
      list: (list) =>
        list.replaceAll(/^#EXTINF.*\n(\d+)\.ts$/gm, (line, n: string) => {
          const [at = 0, end = oneFile.length] = starts.slice(Number(n), Number(n) + 2)
          return `#EXT-X-BYTERANGE:${end - at}@${at}\n${line.replace(`${n}.ts`, "all.ts")}`
        }),
      besides: (site) => site.answer("/all.ts", (response) => response.writeHead(200).end(oneFile))
    },
    {
      what: "encrypted segments (AES-128)",
      segment: (n, _whole, body) => bytes(encrypted(n, body)),
      list: (list) => list.replace("#EXTINF", '#EXT-X-KEY:METHOD=AES-128,URI="key"\n#EXTINF'),
      besides: (site) => site.answer("/key", bytes(key)),
      // What stands before the key is not encrypted; here the header would stand behind it.
      transportAlone: true
    },
    { what: "C3: a playlist that is gone for a moment", ...forAMoment(status(404)) },
    { what: "C3: a playlist that is HTTP 500 for a moment", ...forAMoment(status(500)) },
    { what: "C3: a playlist whose connection is reset for a moment", ...forAMoment(reset) },
    { what: "C3: a playlist that is empty for a moment", ...forAMoment(text("")) },
    { what: "C3: a page in place of the playlist for a moment", ...forAMoment(text(page)) },
    {
      what: "C3: a playlist that asks to be left alone for a second",
      ...forAMoment((response) => response.writeHead(429, { "retry-after": "1" }).end())
    },
    {
      what: "a playlist elsewhere, by a redirect",
      answer: (list, asked) => (asked % 2 === 0 ? redirect(`/other.m3u8`) : text(list)),
      besides: () => undefined
    },
    {
      what: "an old copy of the playlist now and then",
      list: stale()
    },
    {
      what: "C7: every second playlist cut off in its last line",
      list: (list, asked) => (asked % 2 === 0 && !list.includes("ENDLIST") ? list.slice(0, -5) : list)
    },
    {
      what: "C7: a playlist cut off behind the length of a segment",
      list: (list, asked) =>
        asked % 2 === 0 && !list.includes("ENDLIST") ? list.slice(0, list.lastIndexOf("\n", list.length - 2) + 1) : list
    },
    { what: "C7: no line end behind the last line", list: (list) => list.trimEnd() },
    { what: "C7: line ends of an old kind", list: (list) => list.replaceAll("\n", "\r") },
    {
      what: "C7: a byte order mark, other line ends, blanks and empty lines",
      list: (list) => `\uFEFF${list.replaceAll("#EXTINF:", "#EXTINF: ").replaceAll("\n", " \r\n\r\n")}`,
      flags: ["-l", "1h"]
    },
    {
      what: "C7: titles with commas and quotes behind the lengths",
      list: (list) => list.replaceAll(/^(#EXTINF:[\d.]+,)/gm, '$1News, "at eight", #EXT')
    },
    {
      what: "C7: tags that nobody knows, and dates that are none",
      list: (list) => list.replaceAll("#EXTINF", "#EXT-X-CUE-OUT:30\n#EXT-X-PROGRAM-DATE-TIME:noon\n#comment\n#EXTINF")
    },
    {
      what: "C7: dates before its segments",
      list: (list) => list.replaceAll("#EXTINF", "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T20:15:00.000+01:00\n#EXTINF")
    },
    {
      what: "C7: parts of segments besides (LL-HLS)",
      list: (list) =>
        list.replaceAll(segmentLine, '$&\n#EXT-X-PART:DURATION=0.05,URI="part-$1.ts"') +
        (list.includes("ENDLIST") ? "" : '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-next.ts"\n')
    },
    {
      what: "C7: variables",
      list: (list) =>
        list.replace("#EXT-X-VERSION:6", '#EXT-X-DEFINE:NAME="t",VALUE="abc"').replaceAll(segmentLine, "$1.ts?t={$t}")
    },
    {
      what: "C6: addresses with another query each time",
      list: (list, asked) => list.replaceAll(segmentLine, `$1.ts?t=${asked}`),
      besides: (site, { segment }) => {
        for (let n = 0; n <= last; n++)
          for (let asked = 1; asked <= 60; asked++) site.answer(`/${n}.ts?t=${asked}`, bytes(segment(n)))
      }
    },
    {
      what: "C7: segments left out of a playlist without being asked to",
      list: (list, asked) =>
        asked === 3 || asked === 5 ? list.replace(/#EXTINF(.|\n)*?\.ts\n/, "#EXT-X-SKIP:SKIPPED-SEGMENTS=1\n") : list
    },
    {
      what: "C7: a tag before the first packet",
      segment: (n, whole, body) => (n % 3 === 0 ? bytes(Buffer.concat([tag, body])) : whole),
      transportAlone: true
    },
    {
      what: "C6: a break before each segment in which nothing changes",
      list: (list) => list.replaceAll("#EXTINF", "#EXT-X-DISCONTINUITY\n#EXTINF"),
      flags: ["-l", "1h"],
      files: 1
    },
    {
      what: "C7: a playlist of four and a half megabytes",
      list: (list) => list.replace("#EXTINF", `#${"x".repeat(4_700_000)}\n#EXTINF`)
    },
    { what: "C4: a playlist in gzip, asked for or not", answer: (list) => encoded(gzipSync(list), "gzip") },
    { what: "C4: a playlist in br, asked for or not", answer: (list) => encoded(brotliCompressSync(list), "br") }
  ]
}

const elsewhere: NonNullable<Behaviour["besides"]> = (site, { segment }) => {
  for (let n = 0; n <= last; n++) site.answer(`/elsewhere/${n}`, bytes(segment(n)))
}

/** Every third time what was listed two times before. */
const stale = () => {
  const listed: Array<string> = []
  return (list: string, asked: number): string => {
    listed.push(list)
    return asked % 3 === 0 && !list.includes("ENDLIST") ? (listed.at(-3) ?? list) : list
  }
}
