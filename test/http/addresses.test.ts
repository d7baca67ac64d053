import { assert } from "@effect/vitest"
import { Effect, Ref } from "effect"
import type { DriverInfo } from "../../src/ports/Overseer.ts"
import { ScriptedOverseer } from "../adapters/overseer/Scripted.ts"
import { ask, signIn, until } from "./Client.ts"
import { signedIn } from "./signedIn.ts"
import { addUser, onEachStore, ownAddress, Site } from "./World.ts"

const place = { url: { default: "" }, inward: { default: "" }, headers: { default: "" }, login: { default: "" } }
const driver = (name: string, more: Partial<DriverInfo> = {}): DriverInfo => ({
  name,
  description: null,
  params: { source: {}, out: {}, ...place },
  dedupeKey: ["source"],
  limit: 0,
  ...more
})
const drivers = [
  driver("hls", {
    schemes: ["http", "https"],
    params: { source: {}, out: {}, ...place, url: { default: "", validate: 'value.matches("^(https?://.*)?$")' } }
  }),
  driver("camera", { schemes: ["rtsp"] }),
  driver("site", { schemes: ["https"], hosts: ["tv.example"], params: { source: {}, out: {}, url: { default: "" } } }),
  driver("names", { params: { source: {}, out: {} } })
]

onEachStore({ overseer: { drivers } })("addresses over HTTP", (it) => {
  const saving = (admin: Effect.Success<ReturnType<typeof signedIn>>, change: object) =>
    Effect.gen(function* () {
      const { headers, json } = yield* admin("GET", "/config")
      const tag = { "if-match": headers.get("etag") ?? "" }
      const saved = yield* admin("PUT", "/config", { ...json.settings, ...change }, tag)
      assert.strictEqual(saved.status, 200, saved.text)
    })

  /** What the recorder of a source was started with, the last of so many times. */
  const started = (name: string, times = 1) =>
    Effect.gen(function* () {
      const { starts } = yield* ScriptedOverseer
      const its = Effect.map(starts, (sent) => sent.filter(({ params }) => params["source"] === name))
      return (yield* until(its, ({ length }) => length >= times)).at(-1)?.params ?? {}
    })

  it.effect("a pasted address becomes a source, named after it, and its recorder is started there", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const address = "https://me:pass%20word@example.org/live/news.m3u8?token=planted-token&q=1"
      const shown = "https://example.org/live/news.m3u8?token=***&q=1"
      const suggested = yield* root("POST", "/subscriptions/suggest", { address })
      assert.deepStrictEqual(
        [suggested.status, suggested.json],
        [200, { driver: "hls", username: "news", drivers: ["hls", "site"], address: shown, exists: false }]
      )
      const made = yield* root("POST", "/subscriptions", { address, headers: "X-Key: planted-key" })
      assert.deepStrictEqual([made.status, made.json.driver, made.json.username], [201, "hls", "news"], made.text)
      assert.deepInclude(yield* started("news"), {
        source: "news",
        url: "https://example.org/live/news.m3u8?token=planted-token&q=1",
        login: "me:pass word",
        headers: "X-Key: planted-key"
      })
      const again = yield* root("POST", "/subscriptions", { address })
      assert.deepStrictEqual([again.status, again.json.username], [200, "news"])
      const detail = yield* root("GET", "/sources/hls/news")
      assert.strictEqual(detail.json.address, shown)
      const listed = yield* root("GET", "/sources")
      assert.strictEqual(listed.json.items[0].address, shown)
      const own = yield* root("GET", "/sources/hls/news/overrides")
      assert.deepInclude(own.json.own, { login_set: true, headers_set: true, cookies_set: false, proxy_set: false })
      const audit = yield* root("GET", "/audit")
      assert.include(audit.text, shown)
      for (const { text } of [suggested, made, again, detail, listed, own, audit]) {
        assert.notMatch(text, /planted|pass.word/)
      }
    })
  )

  it.effect("a name that is taken gets a number, and a source that is elsewhere is not moved by subscribing", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const subscribe = (body: object) => root("POST", "/subscriptions", body)
      yield* subscribe({ address: "https://a.example/1e3.m3u8" })
      const second = yield* subscribe({ address: "https://b.example/1e3.m3u8" })
      assert.deepStrictEqual([second.status, second.json.username], [201, "1e3-2"])
      const taken = yield* subscribe({ address: "https://c.example/x.m3u8", driver: "hls", username: "1e3" })
      assert.deepStrictEqual([taken.status, taken.json.code], [409, "address_taken"])
      assert.strictEqual((yield* root("GET", "/sources/hls/1e3")).json.address, "https://a.example/1e3.m3u8")
      yield* subscribe({ driver: "hls", username: "plain" })
      const placed = yield* subscribe({ address: "https://c.example/x.m3u8", driver: "hls", username: "plain" })
      assert.strictEqual(placed.status, 200, placed.text)
      assert.strictEqual((yield* root("GET", "/sources/hls/plain")).json.address, "https://c.example/x.m3u8")
    })
  )

  it.effect("the driver is that of the site's own, of the scheme, or the one that is named", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const chosen = (address: string) =>
        Effect.map(root("POST", "/subscriptions/suggest", { address }), ({ json }) => json.drivers)
      assert.deepStrictEqual(yield* chosen("https://www.tv.example/anna"), ["site", "hls"])
      assert.deepStrictEqual(yield* chosen("https://nottv.example/anna"), ["hls", "site"])
      assert.deepStrictEqual(yield* chosen("rtsp://10.0.0.9/1"), ["camera"])
      const refused = (body: object) =>
        Effect.map(root("POST", "/subscriptions", body), ({ json, status }) => [status, json.errors?.[0]?.field])
      assert.deepStrictEqual(yield* refused({ address: "udp://239.0.0.1:1234" }), [422, "driver"])
      assert.deepStrictEqual(yield* refused({ address: "rtsp://10.0.0.9/1", driver: "hls" }), [422, "driver"])
      assert.deepStrictEqual(yield* refused({ address: "https://a.example/", driver: "names" }), [422, "driver"])
      assert.deepStrictEqual(yield* refused({ address: "https://a.example/", driver: "nobody" }), [422, undefined])
      assert.deepStrictEqual(yield* refused({ address: "file:///etc/passwd" }), [422, "address"])
      assert.deepStrictEqual(yield* refused({ address: "https://a.example/?token=***" }), [422, "address"])
      assert.deepStrictEqual(yield* refused({ address: "https://a.example/", headers: "no header" }), [400, "headers"])
      yield* saving(root, { driver_urls: { names: "https://names.example/{username}" } })
      const byName = yield* root("POST", "/subscriptions", { address: "https://names.example/anna" })
      assert.deepStrictEqual([byName.json.driver, byName.json.username], ["names", "anna"])
      assert.strictEqual((yield* root("GET", "/sources/names/anna")).json.address, null)
      const lost = yield* root("PUT", "/sources/names/anna/overrides", { login: "me:planted" }, { "if-match": '"0"' })
      assert.deepStrictEqual(lost.json.errors, [{ field: "login", message: "driver names takes no login" }])
      yield* saving(root, { login: "me:for-those-who-take-one" })
      yield* saving(root, { login: "" })
    })
  )

  it.effect("S17: members give none, until a setting says so; and never one that leads to this machine", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const alice = yield* signedIn("alice", "user")
      const outward = { address: "https://a.example/live.m3u8" }
      const add = (body: object) => Effect.map(alice("POST", "/subscriptions", body), ({ status }) => status)
      assert.strictEqual(yield* add(outward), 403)
      assert.strictEqual((yield* alice("POST", "/subscriptions/suggest", outward)).status, 403)
      yield* root("POST", "/subscriptions", { ...outward, driver: "hls", username: "a" })
      yield* alice("POST", "/subscriptions", { driver: "hls", username: "a" })
      assert.strictEqual((yield* alice("GET", "/sources/hls/a")).json.address, null)
      yield* saving(root, { members_give_addresses: true })
      assert.strictEqual((yield* alice("GET", "/sources/hls/a")).json.address, outward.address)
      const linkLocal = ["169.254.169.254", "0.0.0.0"]
      for (const host of [
        "127.0.0.1:8080",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        ...linkLocal,
        `${ownAddress}:81`
      ]) {
        assert.strictEqual(yield* add({ address: `http://${host}/x.m3u8` }), 403, host)
      }
      assert.strictEqual(yield* add({ address: "rtsp://b.example/camera", driver: "camera" }), 403)
      assert.strictEqual((yield* root("POST", "/subscriptions", { address: "rtsp://b.example/camera" })).status, 201)
      assert.strictEqual(yield* add({ address: "https://b.example/live.m3u8" }), 201)
      assert.deepInclude(yield* started("b"), { url: "https://b.example/live.m3u8", inward: "no" })
      assert.strictEqual(yield* add({ address: "https://c.example/x", proxy: "http://127.0.0.1:1" }), 403)
      assert.strictEqual(yield* add({ address: "https://c.example/x", driver: "site" }), 422)
      assert.strictEqual(yield* add({ address: "https://c.example/x", driver: "hls", username: "a" }), 409)
      yield* root("POST", "/subscriptions", { driver: "hls", username: "named" })
      assert.strictEqual(yield* add({ address: "https://c.example/x", driver: "hls", username: "named" }), 409)
      assert.strictEqual((yield* alice("PUT", "/sources/hls/a/address", { address: null })).status, 403)
    })
  )

  it.effect("an admin moves a source, whose row says that a restart is needed; what was shown is kept", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      yield* root("POST", "/subscriptions", {
        address: "https://a.example/moving.m3u8?sig=planted-sig",
        login: "me:planted"
      })
      yield* started("moving")
      const move = (body: object) => root("PUT", "/sources/hls/moving/address", body)
      const same = yield* move({ address: "https://a.example/moving.m3u8?sig=***" })
      assert.deepStrictEqual([same.status, same.json.outdated], [200, false], same.text)
      const moved = yield* move({ address: "https://b.example/moving.m3u8", login: null })
      assert.deepStrictEqual([moved.json.address, moved.json.outdated], ["https://b.example/moving.m3u8", true])
      const kept = yield* move({ address: "https://c.example/moving.m3u8", cookies: "a=planted" })
      assert.notInclude(kept.json.kept, "cookies")
      assert.include((yield* move({ address: "https://b.example/moving.m3u8" })).json.kept, "cookies")
      yield* move({ address: "https://b.example/moving.m3u8", cookies: null })
      assert.strictEqual((yield* root("POST", "/sources/hls/moving/restart")).status, 202)
      const params = yield* started("moving", 2)
      assert.strictEqual(params["url"], "https://b.example/moving.m3u8")
      assert.notProperty(params, "login")
      const odd = yield* move({ address: "https://a.example/moving.m3u8?sig=***" })
      assert.deepStrictEqual([odd.status, odd.json.errors[0].field], [422, "address"])
      assert.strictEqual((yield* move({ address: "rtsp://a.example/" })).status, 422)
      assert.strictEqual((yield* root("PUT", "/sources/hls/nobody/address", { address: null })).status, 404)
      const gone = yield* move({ address: null })
      assert.strictEqual(gone.json.address, null)
      const { reported } = yield* Site
      assert.notInclude((yield* Ref.get(reported)).join("\n"), "planted")
    })
  )
})

onEachStore({ overseer: { connected: false, redialAfter: null } })("addresses before drivers are described", (it) => {
  it.effect("S17: are given by admins alone: nobody knows yet which drivers keep away from this machine", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      yield* addUser("alice")
      const [root, alice] = [yield* signIn("root"), yield* signIn("alice")]
      const { headers, json } = yield* ask("GET", "/api/config", root)
      const body = { ...json.settings, members_give_addresses: true }
      const tag = { "if-match": headers.get("etag") ?? "" }
      yield* ask("PUT", "/api/config", { token: root.token, body, headers: tag })
      const add = ({ token }: typeof root, username: string) =>
        ask("POST", "/api/subscriptions", {
          token,
          body: { address: "https://a.example/live.m3u8", driver: "hls", username }
        })
      const refused = yield* add(alice, "hers")
      assert.deepStrictEqual([refused.status, refused.json.errors?.[0]?.field], [422, "driver"], refused.text)
      assert.strictEqual((yield* add(root, "his")).status, 201)
    })
  )
})
