import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { subscription } from "../browser/madeUp.ts"
import { load } from "./module.ts"

interface Texts {
  readonly changedTexts: (
    before: string,
    after: string
  ) => { readonly changed: ReadonlyArray<readonly [number, string]>; readonly count: number } | undefined
}

interface Row {
  readonly row: (one: object, look: object) => { readonly text: string }
}

const look = { busy: false, chosen: false, delayed: undefined, own: true, owners: true, trouble: undefined }

it.effect("a figure that grew is a text alone", () =>
  Effect.gen(function* () {
    const { changedTexts } = yield* load<Texts>("lib/texts.js")
    const { row } = yield* load<Row>("pages/subscriptions/row.js")
    const of = (bytes: number) => row(subscription("recording", 1, { session_bytes: bytes }), look).text
    assert.deepStrictEqual(
      changedTexts(of(1_000_000), of(2_000_000))?.changed.map(([, text]) => text),
      ["2.0 MB"]
    )
    assert.deepStrictEqual(changedTexts(of(1_000_000), of(1_000_000))?.changed, [])
  })
)

it.effect("texts are counted as a parser counts them, spaces between tags too", () =>
  Effect.gen(function* () {
    const { changedTexts } = yield* load<Texts>("lib/texts.js")
    assert.deepStrictEqual(changedTexts("\n<p>\n<b>a</b> b<i></i>c</p>\n", "\n<p>\n<b>x</b> b<i></i>z</p>\n"), {
      changed: [
        [1, "x"],
        [3, "z"]
      ],
      count: 4
    })
  })
)

it.effect("what differs in more than texts is left to a parser", () =>
  Effect.gen(function* () {
    const { changedTexts } = yield* load<Texts>("lib/texts.js")
    for (const after of ['<p class="b">a</p>', "<p></p>", "<p>a<b></b></p>", "<p>b &amp; c</p>", "<b>a</b>"]) {
      assert.isUndefined(changedTexts("<p>a</p>", after), after)
    }
    assert.isUndefined(changedTexts("<p></p>", "<p>a</p>"))
  })
)
