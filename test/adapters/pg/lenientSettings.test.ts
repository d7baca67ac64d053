import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { lenientOverrides, lenientSettings } from "../../../src/adapters/pg/lenientSettings.ts"
import { defaultSettings, misfits, Settings } from "../../../src/domain/settings/Settings.ts"

const Own = Schema.Struct({
  resolution: Schema.optionalKey(Schema.Literals(["480", "1080"])),
  framerate: Schema.optionalKey(Schema.Literals(["30", "60"])),
  segment_length: Schema.optionalKey(Schema.Literals(["1m", "10m"])),
  user_agent: Schema.optionalKey(Schema.Literals(["", "an agent"])),
  cookies: Schema.optionalKey(Schema.Literals(["", "a=1"]))
})

/** Documents under the settings' own names, with anything for their values, fitting ones among them. */
const Stored = Schema.Struct(
  Object.fromEntries(
    Object.keys(Settings.fields).map((key) => [
      key,
      Schema.Union([Schema.Json, Schema.Literals(["1s", "10s", "5m", "1h", "720h", "", 1, 5, 7, true])])
    ])
  )
)

describe("mendSettings", () => {
  it.each([null, 5, "text", [], {}, { drivers: 7, driver_urls: null }])("%j gives the defaults", (stored) => {
    assert.deepStrictEqual(lenientSettings(stored), defaultSettings)
  })

  it("a field that no longer fits gives way to its default, and no other does", () => {
    const stored = {
      ...defaultSettings,
      resolution: "8000",
      error_threshold: "five",
      user_agent: "kept",
      start_concurrency: 7,
      gone: true
    }
    assert.deepStrictEqual(lenientSettings(stored), { ...defaultSettings, user_agent: "kept", start_concurrency: 7 })
  })

  it("of drivers and their fields those that no longer fit go", () => {
    const stored = {
      ...defaultSettings,
      driver_urls: {
        hls: "https://example.test/{username}",
        other: "nowhere",
        "../x": "https://example.test/{username}"
      },
      drivers: { hls: { resolution: "1080", framerate: 999, gone: 1 }, other: "text", "BAD NAME": {} }
    }
    assert.deepStrictEqual(lenientSettings(stored), {
      ...defaultSettings,
      driver_urls: { hls: "https://example.test/{username}" },
      drivers: { hls: { resolution: "1080" } }
    })
  })

  it("fields that no longer fit each other give way together", () => {
    const stored = { ...defaultSettings, restart_delay: "5m", restart_delay_max: "10s", user_agent: "kept" }
    assert.isNotEmpty(misfits(stored))
    assert.deepStrictEqual(lenientSettings(stored), { ...defaultSettings, user_agent: "kept" })
  })

  it("where a rule of what is kept no longer fits there is none, so that no other lets go of what it kept", () => {
    const stored = { keep_days: 7, keep_newest: 200_000, keep_bytes: 5 }
    const others = { keep_days: 7, keep_newest: 3 }
    const none = { keep_days: 0, keep_newest: 0, keep_bytes: 0 }
    assert.deepStrictEqual(lenientSettings({ ...defaultSettings, ...stored, drivers: { hls: others } }), {
      ...defaultSettings,
      ...none,
      drivers: { hls: others }
    })
    assert.deepStrictEqual(lenientSettings({ ...defaultSettings, ...others, drivers: { hls: stored } }), {
      ...defaultSettings,
      ...others,
      drivers: { hls: none }
    })
    assert.deepStrictEqual(lenientOverrides({ keep_days: 7, keep_newest: "many", resolution: "1080" }), {
      ...none,
      resolution: "1080"
    })
  })

  it.prop("settings that fit stay as they are", [Own, Own], ([everybody, driver]) => {
    const settings: Settings = { ...defaultSettings, ...everybody, drivers: { hls: driver } }
    assert.deepStrictEqual(lenientSettings(settings), settings)
  })

  it.prop("whatever is stored, what comes out fits", [Stored], ([stored]) => {
    const settings = lenientSettings(stored)
    assert.isTrue(Schema.is(Settings)(settings))
    assert.deepStrictEqual(misfits(settings), [])
  })
})

describe("mendOverrides", () => {
  it.prop("overrides that fit stay as they are", [Own], ([overrides]) => {
    assert.deepStrictEqual(lenientOverrides(overrides), overrides)
  })

  it.each([null, 5, "text", [1], { resolution: 7 }])("%j gives none", (stored) => {
    assert.deepStrictEqual(lenientOverrides(stored), {})
  })
})
