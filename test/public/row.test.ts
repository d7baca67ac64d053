import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { subscription } from "../browser/madeUp.ts"
import { load } from "./module.ts"

interface Row {
  readonly row: (one: object, look: object) => { readonly text: string }
}

const look = { busy: false, chosen: false, held: undefined, own: true, owners: true, trouble: undefined }
const paused = subscription("inactive", 1, { reason: "You paused this subscription; others still want the source." })
const archived = subscription("inactive", 1, { reason: "You archived this subscription; nothing is recorded." })

it.effect("a pause is told as one's own to its owner alone", () =>
  Effect.gen(function* () {
    const { row } = yield* load<Row>("pages/subscriptions/row.js")
    const others = { ...look, own: false }
    assert.include(row(paused, look).text, "You paused this subscription; others still want the source.")
    assert.include(row(paused, others).text, "Paused by its owner; others still want the source.")
    assert.include(row(archived, others).text, "Archived by its owner; nothing is recorded.")
  })
)

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
