import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

type Values = Readonly<Record<string, unknown>>
interface State {
  readonly config: { readonly settings: Values }
  readonly draft: Values
}
interface Paths {
  readonly bodyOf: (state: State) => Values
  readonly changedPaths: (state: State) => ReadonlyArray<string>
  readonly changeText: (path: string, json: string | null, fields: ReadonlyArray<Values>) => string
  readonly titleOf: (path: string, fields: ReadonlyArray<Values>) => string
  readonly untyped: (state: State) => ReadonlyArray<string>
}

const paths = load<Paths>("pages/admin/settingPaths.js")

const settings = {
  resolution: "720",
  check_interval: "15s",
  cookies_set: true,
  driver_urls: { hls: "https://example.org/{username}" },
  drivers: { hls: { resolution: "480", cookies_set: true }, tv: { cookies_set: true } }
}
const state = (draft: Values): State => ({ config: { settings }, draft })
const fields = [
  { key: "resolution", kind: "choice", title: "Resolution" },
  { key: "min_free_space", kind: "bytes", title: "Free space to keep" }
]

it.effect("only what differs from the saved value is a change", () =>
  Effect.gen(function* () {
    const { changedPaths } = yield* paths
    const draft = {
      resolution: "720",
      check_interval: "20s",
      cookies: "",
      "driver_urls.hls": "https://example.org/{username}",
      "driver_urls.tv": null,
      "drivers.hls.resolution": "480",
      "drivers.hls.cookies": "",
      "drivers.tv.cookies": null,
      "drivers.new.cookies": null
    }
    assert.deepStrictEqual(changedPaths(state(draft)), ["check_interval", "drivers.tv.cookies"])
  })
)

it.effect("what is sent is what is saved with the changes; cookies are absent, new or null", () =>
  Effect.gen(function* () {
    const { bodyOf } = yield* paths
    assert.deepStrictEqual(bodyOf(state({})), settings)
    assert.deepStrictEqual(
      bodyOf(
        state({
          check_interval: "20s",
          cookies: "a=b",
          "driver_urls.hls": null,
          "driver_urls.new": "https://new.example/{username}",
          "drivers.hls.resolution": null,
          "drivers.hls.cookies": null,
          "drivers.new.cookies": "c=d",
          "drivers.new.resolution": "1080"
        })
      ),
      {
        ...settings,
        check_interval: "20s",
        cookies: "a=b",
        driver_urls: { new: "https://new.example/{username}" },
        drivers: { tv: { cookies_set: true }, new: { cookies: "c=d", resolution: "1080" } }
      }
    )
    assert.deepStrictEqual(bodyOf(state({ "drivers.hls.cookies": null }))["drivers"], {
      hls: { resolution: "480", cookies_set: true, cookies: null },
      tv: { cookies_set: true }
    })
  })
)

it.effect("a driver whose own cookies were asked for, but not typed, is found", () =>
  Effect.gen(function* () {
    const { untyped } = yield* paths
    const draft = { cookies: "", "drivers.hls.cookies": "", "drivers.new.cookies": "", "drivers.other.cookies": "x=y" }
    assert.deepStrictEqual(untyped(state(draft)), ["drivers.new.cookies"])
  })
)

it.effect("a version's changes are told in the words of the form", () =>
  Effect.gen(function* () {
    const { changeText, titleOf } = yield* paths
    assert.strictEqual(titleOf("resolution", fields), "Resolution")
    assert.strictEqual(titleOf("drivers.hls.resolution", fields), "hls: Resolution")
    assert.strictEqual(titleOf("driver_urls.hls", fields), "hls: Address of a source")
    assert.strictEqual(titleOf("gone", fields), "gone")
    assert.strictEqual(changeText("resolution", '"480"', fields), "480")
    assert.strictEqual(changeText("min_free_space", "1500000000", fields), "1.5 GB")
    assert.strictEqual(changeText("drivers.hls.resolution", null, fields), "inherited")
    assert.strictEqual(changeText("driver_urls.hls", null, fields), "none")
    assert.strictEqual(changeText("gone", '{"a":1}', fields), '{"a":1}')
  })
)

it.effect("parameters that are no settings have paths of their own, for everybody and for a driver", () =>
  Effect.gen(function* () {
    const { bodyOf, changedPaths, changeText, titleOf } = yield* paths
    const config = {
      settings: {
        ...settings,
        parameters: { lens: "wide" },
        drivers: { tv: { resolution: "480", parameters: { tilt: "1" } } }
      }
    }
    const changed = (draft: Values) => {
      const { drivers, parameters } = bodyOf({ config, draft })
      return { drivers, parameters }
    }
    const draft = { "parameters.lens": "wide", "parameters.tilt": null, "drivers.tv.parameters.tilt": "1" }
    assert.deepStrictEqual(changedPaths({ config, draft }), [])
    assert.deepStrictEqual(changed({ "parameters.tilt": "2", "drivers.tv.parameters.tilt": null }), {
      parameters: { lens: "wide", tilt: "2" },
      drivers: { tv: { resolution: "480" } }
    })
    assert.deepStrictEqual(
      changed({ "parameters.lens": null, "drivers.hls.parameters.from_start": "true", "drivers.tv.resolution": null }),
      {
        parameters: undefined,
        drivers: { tv: { parameters: { tilt: "1" } }, hls: { parameters: { from_start: "true" } } }
      }
    )
    assert.strictEqual(titleOf("drivers.tv.parameters.tilt", fields), "tv: tilt")
    assert.strictEqual(titleOf("parameters.lens", fields), "lens")
    assert.strictEqual(changeText("parameters.lens", null, fields), "not set")
    assert.strictEqual(changeText("drivers.tv.parameters.tilt", '"2"', fields), "2")
  })
)
