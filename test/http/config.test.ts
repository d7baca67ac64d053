import { assert } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { CurrentSettings } from "../../src/app/supervision/live/CurrentSettings.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { SettingsStore } from "../../src/ports/SettingsStore.ts"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const rule = 'value in ["480", "720"]'
const drivers = [
  {
    name: "hls",
    description: null,
    params: { source: {}, out: {}, resolution: { default: "720", validate: rule } },
    dedupeKey: ["source"],
    limit: 0
  }
]

onEachStore({ overseer: { drivers } })("the settings over HTTP", (it) => {
  const admin = Effect.gen(function* () {
    yield* addUser("root", "admin")
    return (yield* signIn("root")).token
  })

  const show = (token: string) => ask("GET", "/api/config", { token })
  const save = (token: string, tag: string | null, settings: object) =>
    ask("PUT", "/api/config", { token, body: settings, headers: tag === null ? {} : { "if-match": tag } })

  it.effect("what was read can be saved unchanged, and describes every field", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const config = yield* show(token)
      assert.strictEqual(config.headers.get("etag"), `"${config.json.version}"`)
      for (const { help, key, title } of config.json.fields) assert.isTrue(help !== "" && key !== "" && title !== "")
      const saved = yield* save(token, config.headers.get("etag"), config.json.settings)
      assert.strictEqual(saved.status, 200, saved.text)
      assert.deepStrictEqual(saved.json.settings, config.json.settings)
      assert.strictEqual(saved.json.version, config.json.version + 1)
    })
  )

  it.effect("D2: a change names the version that it rests on, and the second of two is told so", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const { headers, json } = yield* show(token)
      const without = yield* save(token, null, json.settings)
      assert.strictEqual(without.status, 428)
      const [one, two] = yield* Effect.all(
        [
          save(token, headers.get("etag"), { ...json.settings, error_threshold: 4 }),
          save(token, headers.get("etag"), { ...json.settings, error_threshold: 6 })
        ],
        { concurrency: 2 }
      )
      assert.deepStrictEqual([one.status, two.status].sort(), [200, 412])
      const late = one.status === 412 ? one : two
      assert.strictEqual(late.json.version, json.version + 1)
    })
  )

  it.effect("refusals name every field and why, and nothing is saved", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const { headers, json } = yield* show(token)
      const tag = headers.get("etag")
      const bad = { ...json.settings, error_window: "-1s", check_interval: "30", error_threshold: 900, surprise: 1 }
      const malformed = yield* save(token, tag, bad)
      assert.strictEqual(malformed.status, 400)
      const fields = (errors: ReadonlyArray<{ field: string }>) => errors.map(({ field }) => field).sort()
      assert.deepStrictEqual(fields(malformed.json.errors), [
        "check_interval",
        "error_threshold",
        "error_window",
        "surprise"
      ])
      const misfit = yield* save(token, tag, { ...json.settings, error_window: "10s" })
      assert.strictEqual(misfit.status, 422)
      assert.deepStrictEqual(fields(misfit.json.errors), ["error_window"])
      assert.strictEqual((yield* save(token, tag, {})).status, 400)
      const again = yield* show(token)
      assert.strictEqual(again.json.version, json.version)
    })
  )

  it.effect("what the overseer's description does not accept is refused where it stands", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const { headers, json } = yield* show(token)
      const own = yield* save(token, headers.get("etag"), {
        ...json.settings,
        drivers: { hls: { resolution: "1080" } }
      })
      assert.strictEqual(own.status, 422, own.text)
      assert.strictEqual(own.json.errors[0].field, "drivers.hls.resolution")
      const all = yield* save(token, headers.get("etag"), { ...json.settings, resolution: "1080" })
      assert.strictEqual(all.json.errors[0].field, "resolution")
    })
  )

  it.effect("values for a driver that there is not are refused by name, those that are stored hold nothing back", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const { json } = yield* show(token)
      const { version } = json
      const current = yield* CurrentSettings
      const stored = {
        ...(yield* current.get).settings,
        drivers: { gone: { user_agent: "old" } },
        driver_urls: { gone: "https://gone.example/{username}" }
      }
      const store = yield* SettingsStore
      const at = Instant.make(yield* Clock.currentTimeMillis)
      yield* store.save({ expected: version, settings: stored, userId: null, author: "test", at })
      yield* current.refresh
      const { headers, json: shown } = yield* show(token)
      const tag = headers.get("etag")
      const { settings } = shown
      const refused = yield* save(token, tag, {
        ...settings,
        drivers: { ...settings.drivers, nope: { resolution: "480" } },
        driver_urls: { ...settings.driver_urls, other: "https://other.example/{username}" }
      })
      assert.strictEqual(refused.status, 422, refused.text)
      assert.deepStrictEqual(
        refused.json.errors.map(({ field }: { field: string }) => field),
        ["driver_urls.other", "drivers.nope"]
      )
      assert.match(refused.json.errors[1].message, /no driver named nope\. Known are: hls$/)
      const changed = yield* save(token, tag, { ...settings, drivers: { gone: { user_agent: "new" } } })
      assert.deepStrictEqual(
        changed.json.errors.map(({ field }: { field: string }) => field),
        ["drivers.gone"]
      )
      const saved = yield* save(token, tag, { ...settings, error_threshold: 3, drivers: settings.drivers })
      assert.strictEqual(saved.status, 200, saved.text)
      const cleared = yield* save(token, saved.headers.get("etag"), { ...settings, drivers: {}, driver_urls: {} })
      assert.strictEqual(cleared.status, 200, cleared.text)
      const restored = yield* ask("POST", `/api/config/versions/${saved.json.version}/restore`, {
        token,
        headers: { "if-match": cleared.headers.get("etag") ?? "" }
      })
      assert.strictEqual(restored.status, 200, restored.text)
      yield* save(token, restored.headers.get("etag"), json.settings)
    })
  )

  it.effect("versions tell who changed what, and can be restored", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const before = yield* show(token)
      const threshold = before.json.settings.error_threshold
      const put = yield* save(token, before.headers.get("etag"), {
        ...before.json.settings,
        error_threshold: threshold + 1
      })
      const versions = yield* ask("GET", "/api/config/versions?limit=1", { token })
      assert.strictEqual(versions.json.items[0].author, "root")
      assert.deepStrictEqual(versions.json.items[0].changes, [
        { field: "error_threshold", from: `${threshold}`, to: `${threshold + 1}`, secret: false }
      ])
      assert.strictEqual(versions.json.next_cursor, put.json.version)
      const restored = yield* ask("POST", `/api/config/versions/${before.json.version}/restore`, {
        token,
        headers: { "if-match": put.headers.get("etag") ?? "" }
      })
      assert.strictEqual(restored.status, 200, restored.text)
      assert.strictEqual(restored.json.settings.error_threshold, threshold)
      assert.strictEqual(restored.json.version, put.json.version + 1)
    })
  )
})
