import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { isFreeParameter } from "../../../src/domain/settings/Parameters.ts"
import { overridableKeys, type SettingKey, settingFields } from "../../../src/domain/settings/SettingFields.ts"
import {
  defaultSettings,
  errorPolicy,
  fieldOf,
  fingerprint,
  misfits,
  Overrides,
  recorderSettings,
  Settings,
  sourceSettings
} from "../../../src/domain/settings/Settings.ts"
import { nextStart } from "../../../src/domain/supervision/Backoff.ts"
import { shouldTrip } from "../../../src/domain/supervision/ErrorWindow.ts"
import { noHistory, record } from "../../../src/domain/supervision/History.ts"
import { parseDuration, showDuration } from "../../../src/domain/values/Durations.ts"
import { at, source } from "../supervision/given.ts"

const decode = Schema.decodeUnknownResult(Settings, { onExcessProperty: "error", errors: "all" })
const refusal = (change: Readonly<Record<string, unknown>>): string => {
  const result = decode({ ...defaultSettings, ...change })
  return Result.isSuccess(result) ? "accepted" : String(result.failure)
}
const keys = Object.keys(settingFields) as Array<SettingKey>

/** The edges of a field: values just inside, and just outside. */
const edges = (key: SettingKey): { readonly good: ReadonlyArray<unknown>; readonly bad: ReadonlyArray<unknown> } => {
  const field = fieldOf(key)
  const odd = [null, {}, [], undefined, Number.NaN]
  switch (field.kind) {
    case "duration": {
      const [low, high] = [parseDuration(field.min) ?? 0, parseDuration(field.max) ?? 0]
      const below = low === 0 ? [] : [showDuration(low - 1), "0s"]
      return {
        good: [field.min, field.max],
        bad: [...odd, ...below, showDuration(high + 1), "-1s", "30", "", 900, true]
      }
    }
    case "integer":
    case "bytes":
      return {
        good: [field.min, field.max],
        bad: [...odd, field.min - 1, field.max + 1, field.min + 0.5, "5", Infinity]
      }
    case "choice":
      return { good: field.choices, bad: [...odd, "", "4711", Number(field.choices[0])] }
    case "text":
    case "secret":
      if (key === "out_pattern")
        return { good: [defaultSettings.out_pattern], bad: [...odd, "", "../x", "x".repeat(501)] }
      if (key === "headers")
        return {
          good: ["", `X: ${"x".repeat(field.max - 3)}`, "Referer: https://a.example/\r\n\nX-Key: b: c"],
          bad: [
            ...odd,
            `X: ${"x".repeat(field.max - 2)}`,
            "a\nb",
            "X:",
            ": x",
            "X y: z",
            "Host: b",
            "X: a\0",
            "X: \ud800",
            5
          ]
        }
      if (key === "login")
        return { good: ["", "a:b", "a:", `a:${"b".repeat(field.max - 2)}`], bad: [...odd, ":b", "a", "a:b\nc", 5] }
      if (key === "proxy")
        return {
          good: ["", "http://p.example:3128", "https://me:secret@p.example:3128/"],
          bad: [
            ...odd,
            "p.example:3128",
            "socks5://p.example",
            "http://p.example/path",
            "http://p.example:x",
            "a\nb",
            5
          ]
        }
      return { good: ["", "x".repeat(field.max)], bad: [...odd, "x".repeat(field.max + 1), "a\nb", "a\0", "\ud800", 5] }
    case "boolean":
      return { good: [true, false], bad: [...odd, "true", 0, 1] }
    case "urls":
      return {
        good: [{}, { hls: "https://a.b/{username}" }],
        bad: [null, [], "x", { hls: "x" }, { hls: 5 }, { "Bad Driver": "https://a.b/{username}" }]
      }
  }
}

describe("a setting", () => {
  it.each(keys)("%s is accepted within its bounds, refused outside, and the refusal names it", (key) => {
    const { bad, good } = edges(key)
    for (const value of good) assert.strictEqual(refusal({ [key]: value }), "accepted", JSON.stringify(value))
    for (const value of bad) {
      const why = refusal({ [key]: value })
      assert.notStrictEqual(why, "accepted", JSON.stringify(value) ?? "undefined")
      assert.include(why, key)
    }
  })

  it("is described for people", () => {
    for (const key of keys) {
      assert.match(fieldOf(key).help, /^[A-Z0-9].*\.$/)
      assert.isNotEmpty(fieldOf(key).title)
    }
    assert.deepStrictEqual(Object.keys(defaultSettings).sort(), [...keys, "drivers", "parameters"].sort())
  })

  it("that nobody knows is refused", () => assert.include(refusal({ nonsense: 1 }), "nonsense"))

  it("that is the default fits", () => {
    assert.strictEqual(refusal({}), "accepted")
    assert.deepStrictEqual(misfits(defaultSettings), [])
  })
})

const Delay = Schema.Literals(["1s", "2s", "5s", "1m", "10m", "1h", "6h"])
const Window = Schema.Literals(["10s", "1m", "15m", "2h", "24h"])
const Threshold = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 50 }))

const Own = Schema.Struct({
  resolution: Schema.Literals(["480", "720"]),
  framerate: Schema.Literals(["30", "60"]),
  cookies: Schema.Literals(["", "a", "b"])
})

describe("settings together", () => {
  const met = { fit: 0, misfit: 0 }

  it.prop(
    "that fit make every recorder that dies at once trip, and the others are refused by field and reason",
    [Delay, Delay, Window, Threshold],
    ([restart_delay, restart_delay_max, error_window, error_threshold]) => {
      const settings = { ...defaultSettings, restart_delay, restart_delay_max, error_window, error_threshold }
      if (Result.isFailure(decode(settings))) return
      const refused = misfits(settings)
      for (const { field, reason } of refused) {
        assert.include(keys, field as SettingKey)
        assert.isAbove(reason.length, 10)
      }
      if (refused.length > 0) return void met.misfit++
      met.fit++
      const policy = errorPolicy(settings)
      let [history, now] = [noHistory, at(0)]
      for (let starts = 1; !shouldTrip(history, policy, now); starts++) {
        assert.isAtMost(starts, error_threshold)
        now = at((nextStart(source, history, policy) ?? now) - at(0) + 1000)
        history = record(history, { type: "exited", at: now, exitCode: 1, detail: null })
      }
      assert.strictEqual(history.failures.length, error_threshold)
    },
    { arbitrary: { runs: 1000 } }
  )

  it("property met both kinds", () => {
    assert.isAbove(met.fit, 100)
    assert.isAbove(met.misfit, 100)
  })

  it.each([
    { change: { restart_delay: "10m" }, field: "restart_delay_max" },
    { change: { error_window: "1m" }, field: "error_window" },
    { change: { error_threshold: 50 }, field: "error_window" }
  ])("of which $field does not fit are refused for it", ({ change, field }) => {
    assert.include(
      misfits({ ...defaultSettings, ...change }).map((refused) => refused.field),
      field
    )
  })

  it("are inherited field by field: a source's own over its driver's over everybody's", () => {
    const settings = {
      ...defaultSettings,
      drivers: { hls: { resolution: "480", framerate: "60" }, other: { cookies: "x" } }
    } as const
    const mixed = recorderSettings(settings, "hls", { framerate: "30" })
    assert.deepStrictEqual([mixed.resolution, mixed.framerate, mixed.cookies], ["480", "30", ""])
    assert.deepStrictEqual(
      Object.keys(sourceSettings(settings, "hls", {})).sort(),
      [...overridableKeys, "parameters"].sort()
    )
    assert.strictEqual(recorderSettings(settings, "constructor", {}).resolution, "720")
    assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(Overrides)({ resolution: "999" })))
  })

  it("have the parameters of actions parameter by parameter, by names that no setting has", () => {
    const settings = {
      ...defaultSettings,
      parameters: { from_start: "false", lens: "wide" },
      drivers: { hls: { parameters: { from_start: "true", tilt: "1" } } }
    }
    const mixed = recorderSettings(settings, "hls", { parameters: { tilt: "2" } })
    assert.deepStrictEqual(mixed.parameters, { from_start: "true", lens: "wide", tilt: "2" })
    assert.notStrictEqual(fingerprint(mixed), fingerprint({ ...mixed, parameters: { ...mixed.parameters, tilt: "3" } }))
    for (const name of ["source", "out", "url", "inward", "cookies", "resolution"]) {
      assert.include(refusal({ parameters: { [name]: "x" } }), `parameters has no ${name}`)
    }
    for (const name of ["", "a.b", "-x", "__proto__", "a b", "x".repeat(65)]) {
      assert.notStrictEqual(refusal({ parameters: Object.fromEntries([[name, "x"]]) }), "accepted", name)
    }
    assert.notStrictEqual(refusal({ parameters: { lens: "a\nb" } }), "accepted")
    assert.strictEqual(refusal({ parameters: { lens: "" } }), "accepted")
  })

  it("name no parameter twice: what recorders are given otherwise is in no parameters", () => {
    const named = Object.keys(recorderSettings(defaultSettings, "hls", {})).filter(
      (key) => key !== "parameters" && key !== "out_pattern"
    )
    for (const key of [...named, "source", "out", "url", "inward"]) assert.isFalse(isFreeParameter(key), key)
    assert.isTrue(isFreeParameter("from_start"))
  })

  it.prop("have another fingerprint as soon as a recorder would be started differently", [Own, Own], ([a, b]) => {
    const [one, two] = [a, b].map((own) => recorderSettings(defaultSettings, "hls", own))
    if (one === undefined || two === undefined) return
    assert.strictEqual(fingerprint(one) === fingerprint(two), JSON.stringify(one) === JSON.stringify(two))
    assert.match(fingerprint(one), /^[0-9a-f]{16}$/)
  })
})
