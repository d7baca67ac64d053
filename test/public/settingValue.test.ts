import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { load } from "./module.ts"

interface Field {
  readonly kind: string
  readonly min?: number | string | null
  readonly max?: number | string | null
}
interface Values {
  readonly boundsText: (field: Field) => string | null
  readonly shownValue: (field: Field, value: unknown) => string
  readonly valueOf: (field: Field, text: string) => unknown
  readonly valueText: (field: Field, value: unknown) => string
}

const values = load<Values>("components/settingValue.js")
const bytes = { kind: "bytes", min: 0, max: 1e15 }
const size = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000_000_000 }))

it.effect.prop("a size that is shown and typed again is the same size", [size], ([count]) =>
  Effect.gen(function* () {
    const { valueOf, valueText } = yield* values
    assert.strictEqual(valueOf(bytes, valueText(bytes, count)), count)
  })
)

it.effect("sizes are typed with their unit or as bytes; what is none stays text for the server to refuse", () =>
  Effect.gen(function* () {
    const { shownValue, valueOf } = yield* values
    assert.deepStrictEqual(
      ["1500", "1.5 kB", "2gb", " 3 TB ", "1 PB"].map((text) => valueOf(bytes, text)),
      [1500, 1500, 2e9, 3e12, 1e15]
    )
    assert.deepStrictEqual(
      ["", "-1", "2 GiB", "a lot"].map((text) => valueOf(bytes, text)),
      ["", "-1", "2 GiB", "a lot"]
    )
    assert.strictEqual(shownValue(bytes, 1_250_000_000), "1.25 GB")
    assert.strictEqual(shownValue(bytes, 0), "0 B")
  })
)

it.effect("other kinds are read and told as what they are", () =>
  Effect.gen(function* () {
    const { boundsText, shownValue, valueOf } = yield* values
    assert.strictEqual(valueOf({ kind: "integer" }, " 12 "), 12)
    assert.strictEqual(valueOf({ kind: "integer" }, "1.5"), "1.5")
    assert.strictEqual(valueOf({ kind: "boolean" }, "true"), true)
    assert.strictEqual(shownValue({ kind: "boolean" }, false), "No")
    assert.strictEqual(shownValue({ kind: "text" }, ""), "empty")
    assert.strictEqual(shownValue({ kind: "text" }, null), "none")
    assert.strictEqual(boundsText(bytes), "0 B to 1 PB.")
    assert.strictEqual(boundsText({ kind: "duration", min: "1s", max: "10m" }), "1s to 10m.")
    assert.strictEqual(boundsText({ kind: "text", max: 500 }), "Up to 500 characters.")
    assert.isNull(boundsText({ kind: "boolean", min: null, max: null }))
  })
)
