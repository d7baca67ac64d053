import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { subscription } from "../browser/madeUp.ts"
import { load } from "./module.ts"

interface Row {
  readonly row: (one: object, look: object) => { readonly text: string }
}

const look = { busy: false, chosen: false, held: undefined, owners: true, trouble: undefined }
const paused = subscription("inactive", 1, { reason: "The subscription is paused; others still want the source." })

it.effect("a refusal has a cell of its own, which no button lies over", () =>
  Effect.gen(function* () {
    const { row } = yield* load<Row>("pages/subscriptions/row.js")
    assert.notInclude(row(paused, look).text, "sub-trouble")
    assert.match(
      row(paused, { ...look, trouble: "Not resumed." }).text,
      /class="sub-trouble[^>]*><span[^>]*>Not resumed\./
    )
  })
)
