import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { isSecret } from "../../src/domain/settings/SecretFields.ts"
import type { SettingField } from "../../src/domain/settings/SettingField.ts"
import { overridableKeys, settingFields } from "../../src/domain/settings/SettingFields.ts"
import { defaultSettings } from "../../src/domain/settings/Settings.ts"
import { eventually } from "./eventually.ts"
import { adminPassword, product } from "./Product.ts"

const Config = Schema.Struct({ version: Schema.Int, settings: Schema.Record(Schema.String, Schema.Unknown) })

/** The value at one end of a field's bounds, as its description tells them. */
const extreme = (key: string, field: SettingField, end: "min" | "max"): unknown => {
  switch (field.kind) {
    case "duration":
    case "integer":
      return field[end]
    case "choice":
      return field.choices.at(end === "min" ? 0 : -1)
    case "text":
      if (key === "out_pattern") return `{{.Driver}}/{{.Source}}/$(x) 'a' "b"/{{.Recording.Unix}}`
      return end === "min" ? "" : `'"$(x)\`y\` --flag \xe9 `.repeat(40).slice(0, field.max)
    case "secret":
      // A proxy that is none would record nothing.
      if (key === "proxy") return undefined
      return end === "min" ? "" : `${key === "headers" ? "X: " : "a:"}${"a".repeat(field.max)}`.slice(0, field.max)
    default:
      return undefined
  }
}

/** Every setting at one end of its bounds. The disk of the machine is what it is, and one failure trips, so that waits fit. */
const extremes = (end: "min" | "max") => ({
  ...defaultSettings,
  ...Object.fromEntries(
    Object.entries(settingFields)
      .map(([key, field]) => [key, extreme(key, field, end)] as const)
      .filter(([, value]) => value !== undefined)
  ),
  error_threshold: 1,
  min_free_space: 0
})

describe("D1: the product with every setting at one end of its bounds", () => {
  it.live(
    "survives a crash of the backend and records, at either end",
    () =>
      Effect.gen(function* () {
        const p = yield* product()
        yield* p.launch
        const first = yield* p.signIn("admin", adminPassword)
        yield* first.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        yield* first.sees("hls/testcard", "recording")
        for (const end of ["min", "max"] as const) {
          const admin = yield* p.signIn("admin", adminPassword)
          const before = yield* Effect.flatMap(admin.ask("GET", "/config"), ({ body }) =>
            Schema.decodeUnknownEffect(Config)(body)
          )
          const saved = yield* admin.ask("PUT", "/config", extremes(end), { "if-match": `"${before.version}"` })
          assert.strictEqual(saved.status, 200, JSON.stringify(saved.body).slice(0, 500))
          yield* p.crashBackend
          const again = yield* p.signIn("admin", adminPassword)
          const after = yield* Effect.flatMap(again.ask("GET", "/config"), ({ body }) =>
            Schema.decodeUnknownEffect(Config)(body)
          )
          for (const key of overridableKeys)
            if (!isSecret(key)) assert.deepStrictEqual(after.settings[key], extremes(end)[key], key)
          const old = (yield* again.sees("hls/testcard", "recording")).pid
          yield* again.ask("POST", "/sources/hls/testcard/restart")
          yield* eventually(
            `a new recorder with every setting at its ${end}`,
            again.view("hls/testcard").pipe(
              Effect.map(({ pid, status }) => {
                assert.notStrictEqual(status, "error")
                return status === "recording" && pid !== old ? Option.some(pid) : Option.none()
              })
            )
          )
        }
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
