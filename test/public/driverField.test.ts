import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Field {
  readonly key: string
  readonly kind: string
  readonly help: string
  readonly choices: ReadonlyArray<string> | null
  readonly placeholder?: string | null
  readonly restarts?: boolean
}
interface Module {
  readonly driverField: (field: Field, driver: object | undefined) => Field | undefined
}

const parameter = (name: string, more: object = {}) => ({
  name,
  description: null,
  default: "",
  choices: null,
  ...more
})
const resolution: Field = { key: "resolution", kind: "choice", help: "Its height.", choices: ["480", "720", "best"] }
const agent: Field = { key: "user_agent", kind: "text", help: "Its name.", choices: null }

it.effect("a setting is as its driver describes it", () =>
  Effect.gen(function* () {
    const { driverField } = yield* load<Module>("components/driverField.js")
    const driver = {
      parameters: [
        parameter("resolution", { description: "Of the picture.", choices: ["best", "480", "2160"], default: "best" }),
        parameter("user_agent", { choices: ["x"], default: "recorder/1" }),
        parameter("out")
      ]
    }
    assert.deepInclude(driverField(resolution, driver), {
      choices: ["best", "480"],
      help: "Of the picture. Its height.",
      placeholder: "best"
    })
    assert.deepInclude(driverField(agent, driver), { choices: null, help: "Its name.", placeholder: "recorder/1" })
    assert.isDefined(driverField({ ...agent, key: "out_pattern" }, driver))
    assert.isUndefined(driverField({ ...agent, key: "cookies" }, driver))
    assert.strictEqual(driverField(resolution, undefined), resolution)
    const days: Field = { key: "keep_days", kind: "integer", help: "Older ones go.", choices: null, restarts: false }
    assert.strictEqual(driverField(days, driver), days, "no recorder is told it")
  })
)
