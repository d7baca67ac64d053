import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { showDuration } from "../../src/domain/values/Durations.ts"
import { load } from "./module.ts"

interface Field {
  readonly kind: string
  readonly unit?: string
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
const duration = { kind: "duration" }
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

const length = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 315_360_000_000 }))

it.effect.prop("a length of time that is shown and typed again is the same", [length], ([ms]) =>
  Effect.gen(function* () {
    const { valueOf, valueText } = yield* values
    const text = showDuration(ms)
    assert.strictEqual(valueOf(duration, valueText(duration, text)), text)
  })
)

it.effect("lengths of time are told as people say them, and typed so or as the API writes them", () =>
  Effect.gen(function* () {
    const { valueOf, valueText } = yield* values
    assert.deepStrictEqual(
      ["15m", "1m30s", "0s", "24h", "720h", "87600h", "soon"].map((text) => valueText(duration, text)),
      ["15 min", "1 min 30 s", "0 s", "24 h", "30 days", "10 years", "soon"]
    )
    assert.deepStrictEqual(
      ["15 min", "90s", "1.5 h", "2 days", "1 Year", "15m"].map((text) => valueOf(duration, text)),
      ["15m", "1m30s", "1h30m", "48h", "8760h", "15m"]
    )
    assert.deepStrictEqual(
      ["", "15", "soon", "-1 s", "1 week"].map((text) => valueOf(duration, text)),
      ["", "15", "soon", "-1 s", "1 week"]
    )
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
    assert.strictEqual(boundsText({ kind: "duration", min: "1s", max: "10m" }), "1 s to 10 min.")
    assert.strictEqual(boundsText({ kind: "duration", min: "24h", max: "87600h" }), "24 h to 10 years.")
    assert.strictEqual(shownValue({ kind: "choice", unit: "lines" }, "720"), "720 lines")
    assert.strictEqual(shownValue({ kind: "integer", unit: "failures" }, 1), "1 failure")
    assert.strictEqual(boundsText({ kind: "text", max: 500 }), "Up to 500 characters.")
    assert.isNull(boundsText({ kind: "boolean", min: null, max: null }))
  })
)
