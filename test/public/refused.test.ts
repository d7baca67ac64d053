import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Refusal {
  message: string
  readonly fields?: ReadonlyArray<{ readonly field: string; readonly message: string }>
}
interface Refused {
  readonly byField: (
    error: Refusal,
    titleOf?: (field: string) => string | undefined
  ) => Readonly<Record<string, string>>
}

const refused = load<Refused>("lib/refused.js")

it.effect("reasons become sentences with the form's own names, and the message tells where to look", () =>
  Effect.gen(function* () {
    const { byField } = yield* refused
    const error: Refusal = {
      message: "The request can't be used: a, b.",
      fields: [
        { field: "check_interval", message: "check_interval lies between 5s and 1h" },
        { field: "drivers.hls.check_interval", message: "check_interval is a duration." }
      ]
    }
    const titles: Readonly<Record<string, string>> = {
      check_interval: "Check interval",
      "drivers.hls.check_interval": "hls: Check interval"
    }
    assert.deepStrictEqual(
      byField(error, (field) => titles[field]),
      {
        check_interval: "Check interval lies between 5s and 1h.",
        "drivers.hls.check_interval": "Check interval is a duration."
      }
    )
    assert.strictEqual(error.message, "Not saved. Look at: Check interval, hls: Check interval.")
  })
)

it.effect("a field that the form does not have leaves the message as it is", () =>
  Effect.gen(function* () {
    const { byField } = yield* refused
    const error: Refusal = { message: "Away.", fields: [{ field: "odd", message: "is odd" }] }
    assert.deepStrictEqual(byField(error), { odd: "Is odd." })
    assert.strictEqual(error.message, "Away.")
    assert.deepStrictEqual(byField({ message: "Away." }), {})
  })
)
