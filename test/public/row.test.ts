import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { subscription } from "../browser/madeUp.ts"
import { markupOf, type Template } from "./markup.ts"
import { load } from "./module.ts"

interface Row {
  readonly row: (one: object, look: object) => Template
}

const look = { busy: false, chosen: false, delayed: undefined, owners: true, trouble: undefined }
const paused = subscription("inactive", 1, { reason: "The subscription is paused; others still want the source." })

it.effect("a refusal has a cell of its own, which no button lies over", () =>
  Effect.gen(function* () {
    const { row } = yield* load<Row>("pages/subscriptions/row.js")
    assert.notInclude(markupOf(row(paused, look)), "sub-trouble")
    assert.match(
      markupOf(row(paused, { ...look, trouble: "Not resumed." })),
      /class="sub-trouble[^>]*><span[^>]*>Not resumed\./
    )
  })
)
