import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { markupOf, type Template } from "./markup.ts"
import { load } from "./module.ts"

interface LogLine {
  readonly lineText: (line: string) => { readonly head: string; readonly text: string }
  readonly marked: (text: string, q: string) => string | ReadonlyArray<string | Template>
}

const log = load<LogLine>("pages/source/logLine.js")

it.effect("an event is told by its name and its fields, as people read them", () =>
  Effect.gen(function* () {
    const { lineText } = yield* log
    const line = JSON.stringify({
      driver: "hls",
      event: "HEARTBEAT",
      bytes_written: "279744",
      file: "/data/hls/x/2026/a.ts",
      segment_duration: "00:00:15",
      time: "2026-11-22T20:10:42Z"
    })
    assert.deepStrictEqual(lineText(line), { head: "HEARTBEAT", text: "280 kB · a.ts · segment duration 00:00:15" })
    assert.deepStrictEqual(lineText('{"level":"fatal","message":"no such channel"}'), {
      head: "fatal no such channel",
      text: ""
    })
  })
)

it.effect("any other line stays as it was printed", () =>
  Effect.gen(function* () {
    const { lineText } = yield* log
    for (const line of ["", "plain", "{", "{broken", "null", "[1]", '{"event":7}', '{"a":1}', "{}"])
      assert.deepStrictEqual(lineText(line), { head: "", text: line })
  })
)

it.effect("every place where the search is found is marked, and what it holds stays text", () =>
  Effect.gen(function* () {
    const { marked } = yield* log
    const shown = (text: string, q: string) => markupOf(marked(text, q))
    assert.strictEqual(
      shown("Segment one, SEGMENT two", "segment"),
      "<mark>Segment</mark> one, <mark>SEGMENT</mark> two"
    )
    assert.strictEqual(shown("<b>", "<"), "<mark>&lt;</mark>b&gt;")
    assert.strictEqual(shown("abc", ""), "abc")
    assert.strictEqual(shown("İx", "x"), "İx")
  })
)
