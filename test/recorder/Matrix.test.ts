import { setTimeout as wait } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { record, stopped } from "./Rig.ts"
import { type Answer, bytes, inTurn, type ScriptedOrigin, scriptedOrigin, status, text } from "./ScriptedOrigin.ts"
import { playlist, transport } from "./streams.ts"

const first = 3
const last = 14

const after =
  (millis: number, answer: Answer): Answer =>
  (response, headers) => {
    void wait(millis).then(() => answer(response, headers))
  }

const tag = Uint8Array.from([...Buffer.from("ID3"), 4, 0, 0, 0, 0, 0, 10, ...new Uint8Array(10)])

/** One way in which an origin may behave: how it lists, and how it answers for segment `n`, which it should give as `whole`. */
interface Behaviour {
  readonly what: string
  readonly segment?: (n: number, whole: Answer, site: ScriptedOrigin) => Answer
  /** What is listed, after `asked` requests. */
  readonly list?: (list: string, asked: number) => string
  readonly answer?: (list: string, asked: number) => Answer
  /** What must be recorded of segment `n`. */
  readonly wanted?: (n: number) => Uint8Array
  readonly flags?: ReadonlyArray<string>
  readonly files?: number
}

const page = "<html><body>try again</body></html>".repeat(20)

const behaviours: ReadonlyArray<Behaviour> = [
  { what: "a plain stream" },
  { what: "C1: half a second until the first byte of segments of a tenth", segment: (_, whole) => after(500, whole) },
  {
    what: "C2: every fourth answer empty at first",
    segment: (n, whole) => (n % 4 === 2 ? inTurn(bytes(new Uint8Array()), whole) : whole)
  },
  {
    what: "C2: every fourth answer a page of HTML at first",
    segment: (n, whole) => (n % 4 === 2 ? inTurn(text(page), whole) : whole)
  },
  {
    what: "C2: segments that are listed before they are there",
    segment: (n, whole) => (n > 6 ? inTurn(status(404), status(404), status(404), whole) : whole)
  },
  {
    what: "C3: a playlist that is gone for a moment",
    answer: (list, asked) => (asked === 4 || asked === 5 ? status(404) : text(list)),
    flags: ["--retry-delay", "1s"]
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
  {
    what: "C7: a byte order mark, other line ends, blanks and empty lines",
    list: (list) => `\uFEFF${list.replaceAll("#EXTINF:", "#EXTINF: ").replaceAll("\n", " \r\n\r\n")}`,
    flags: ["-l", "1h"]
  },
  {
    what: "C7: variables",
    list: (list) =>
      list.replace("#EXT-X-VERSION:6", '#EXT-X-DEFINE:NAME="t",VALUE="abc"').replaceAll(/^(\d+\.ts)/gm, "$1?t={$t}")
  },
  {
    what: "C7: segments left out of a playlist without being asked to",
    list: (list, asked) =>
      asked === 3 || asked === 5 ? list.replace(/#EXTINF(.|\n)*?\.ts\n/, "#EXT-X-SKIP:SKIPPED-SEGMENTS=1\n") : list
  },
  {
    what: "C7: a tag before the first packet",
    segment: (n, whole) => (n % 3 === 0 ? bytes(Buffer.concat([tag, transport(n)])) : whole)
  },
  {
    what: "C7: tables of their own, named by the playlist",
    list: (list) => list.replace("#EXTINF", '#EXT-X-MAP:URI="tables.ts"\n#EXTINF')
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
  { what: "C4: a compressed playlist, asked for or not", answer: (list) => compressed(list) }
]

const compressed =
  (list: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(list))

// Each waits for what its own origin shows: together they wait once.
describe.concurrent("what was recorded is what was served, byte for byte, by an origin with", () => {
  it.live.each(behaviours.map((behaviour) => [behaviour.what, behaviour] as const))("%s", ([, behaviour]) =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/tables.ts", bytes(transport(999)))
      for (let n = 0; n <= last; n++) {
        const whole = bytes(transport(n))
        const answer = behaviour.segment?.(n, whole, site) ?? whole
        for (const query of ["", "?t=abc"]) site.answer(`/${n}.ts${query}`, answer)
      }
      let asked = 0
      let newest = first + 1
      site.answer("/live.m3u8", (response, headers) => {
        asked += 1
        newest = Math.min(last, newest + 1)
        const plain = playlist(Math.max(first, newest - 8), newest, { ended: newest === last })
        const list = behaviour.list?.(plain, asked) ?? plain
        const answer = behaviour.answer?.(list, asked) ?? text(list)
        answer(response, headers)
      })
      const rig = yield* record(`${site.url}/live.m3u8`, behaviour.flags)
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      yield* stopped(rig)
      const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i)
      const wanted = behaviour.wanted ?? ((n: number) => transport(n))
      const tables = behaviour.what.includes("tables") ? [transport(999)] : []
      assert.deepStrictEqual(
        Buffer.from(yield* rig.recorded),
        Buffer.concat([...tables, ...numbers.map((n) => wanted(n))])
      )
      assert.notInclude(rig.events(), "LOST")
      if (behaviour.files !== undefined) assert.strictEqual(rig.files().length, behaviour.files)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
