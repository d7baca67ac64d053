import { assert } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schedule } from "effect"
import type { DriverInfo } from "../../src/ports/Overseer.ts"
import type { Knobs } from "../adapters/overseer/Scripted.ts"
import { signedIn } from "./signedIn.ts"
import { onEachStore } from "./World.ts"

const place = { url: { default: "" }, inward: { default: "" }, headers: { default: "" }, login: { default: "" } }
const driver = (name: string, params: DriverInfo["params"]): DriverInfo => ({
  name,
  description: null,
  params,
  dedupeKey: [],
  schemes: ["http", "https"],
  limit: 0
})
const drivers = [
  driver("hls", { source: {}, out: {}, ...place }),
  driver("stream", { source: {}, out: {}, ...place }),
  driver("probe", { ...place, cookies: {} })
]

/** What the overseer was asked to look at, and how it answers. */
const asked: Array<Parameters<Knobs["shortTask"]>[0]> = []
let answer: (hear: (line: string) => void) => Effect.Effect<number> = () => Effect.succeed(0)
const shortTask: Knobs["shortTask"] = (command, hear) => {
  asked.push(command)
  return answer(hear)
}
const telling =
  (...found: ReadonlyArray<object>) =>
  (hear: (line: string) => void) =>
    Effect.sync(() => {
      for (const probe of found) hear(JSON.stringify({ probe }))
      return 0
    })

const opening = Effect.gen(function* () {
  const admin = yield* signedIn("opener")
  const { headers, json } = yield* admin("GET", "/config")
  const tag = { "if-match": headers.get("etag") ?? "" }
  assert.strictEqual(
    (yield* admin("PUT", "/config", { ...json.settings, members_give_addresses: true }, tag)).status,
    200
  )
})

onEachStore({ overseer: { drivers, shortTask } })("looks at addresses over HTTP", (it) => {
  it.effect("tell what is there, with a name for it and a picture, and keep nothing", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const variants = [{ height: 720, width: 1280, framerate: 50, bandwidth: 3_000_000 }, { codecs: "mp4a.40.2" }]
      answer = telling(
        { engine: "hls" },
        { reachable: true, status: 200, variants },
        { onAir: true },
        { picture: "/9j/" }
      )
      const { json, status, text } = yield* root("POST", "/sources/probe", {
        address: "https://me:planted@example.org/live/news.m3u8?token=planted"
      })
      assert.strictEqual(status, 200, text)
      assert.deepInclude(json, {
        driver: "hls",
        username: "news",
        drivers: ["hls", "stream"],
        address: "https://example.org/live/news.m3u8?token=***",
        exists: false,
        looked: true,
        hint: null,
        text: "On air, in 2 qualities.",
        reachable: true,
        http_status: 200,
        on_air: true,
        cause: null,
        engine: "hls",
        protection: null,
        picture: "data:image/jpeg;base64,/9j/"
      })
      assert.deepStrictEqual(json.variants[0], { ...variants[0], codecs: null })
      assert.notInclude(text, "planted")
      const sent = asked.at(-1)
      assert.match(sent?.taskId ?? "", /^look-[0-9a-f]{8}-[0-9A-Z]{26}$/)
      assert.deepInclude(sent?.params, {
        url: "https://example.org/live/news.m3u8?token=planted",
        login: "me:planted"
      })
      assert.strictEqual((yield* root("GET", "/sources")).json.total, 0)
      assert.notInclude((yield* root("GET", "/audit")).text, "planted")
    })
  )

  it.effect("tell what stands in the way, as data and in words", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root2")
      const look = Effect.fnUntraced(function* (...found: ReadonlyArray<object>) {
        answer = telling(...found)
        const { json } = yield* root("POST", "/sources/probe", { address: "https://example.org/a.m3u8" })
        return { cause: json.cause, text: json.text, looked: json.looked }
      })
      const forbidden = { kind: "http", status: 403, host: "example.org" }
      assert.deepStrictEqual(yield* look({ reachable: true, status: 403, cause: forbidden }), {
        cause: { ...forbidden, since: null, until: null, tries: null, within: null, needs: "somebody" },
        text: "Example.org answers HTTP 403: it may want cookies, a login or another address.",
        looked: true
      })
      const encrypted = { kind: "encrypted", host: "example.org" }
      assert.deepInclude(yield* look({ protection: "Widevine", cause: encrypted }), {
        text: "The stream is protected by Widevine: it can't be recorded."
      })
      assert.include((yield* look({ reachable: true, status: 404, onAir: false })).text, "Nothing is on air")
    })
  )

  it.effect("find the driver of what is there, unless somebody named one", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root7")
      answer = telling({ engine: "stream", reachable: true, onAir: true })
      const address = "http://radio.example/live"
      const seen = yield* root("POST", "/sources/probe", { address })
      assert.deepInclude(seen.json, { driver: "stream", drivers: ["stream", "hls"], engine: "stream" })
      const named = yield* root("POST", "/sources/probe", { address, driver: "hls" })
      assert.deepInclude(named.json, { driver: "hls", drivers: ["hls", "stream"] })
      answer = telling({ engine: "unheard-of", reachable: true })
      assert.deepInclude((yield* root("POST", "/sources/probe", { address })).json, { driver: "hls" })
    })
  )

  it.effect("that come to nothing say why, and bar nobody from adding it", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root3")
      const look = root("POST", "/sources/probe", { address: "https://example.org/a.m3u8" })
      answer = () => Effect.succeed(1)
      const nothing = yield* look
      assert.deepInclude(nothing.json, { looked: false, username: "a", driver: "hls" })
      assert.include(nothing.json.hint, "it can be added without a look")
      answer = (hear) => Effect.sync(() => hear("no JSON") ?? hear('{"probe":{"cause":"none"}}') ?? 0)
      assert.isFalse((yield* look).json.looked)
    })
  )

  it.effect("S17: are for those who may give addresses, and for members never at this machine", () =>
    Effect.gen(function* () {
      const eve = yield* signedIn("eve", "user")
      const look = (address: string, more: object = {}) => eve("POST", "/sources/probe", { address, ...more })
      const before = asked.length
      assert.strictEqual((yield* look("https://example.org/a.m3u8")).status, 403)
      yield* opening
      for (const inner of [
        "http://127.0.0.1/a",
        "http://[::1]/a",
        "http://169.254.169.254/",
        "http://0x7f.1/a",
        "http://localhost/a"
      ]) {
        const { status, text } = yield* look(inner)
        assert.strictEqual(status, 403, `${inner} ${text}`)
      }
      assert.strictEqual((yield* look("https://example.org/a.m3u8", { login: "a:b" })).status, 403)
      assert.strictEqual(asked.length, before)
      answer = telling({ reachable: true })
      // Nobody looks while the overseer is dialled again.
      const looking = look("https://example.org/a.m3u8")
      yield* Effect.repeat(looking, {
        until: ({ json }) => json.looked === true,
        schedule: Schedule.spaced("500 millis")
      })
      assert.strictEqual(asked.at(-1)?.params["inward"], "no")
    })
  )

  it.effect("are few at once, and not too many for one user", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root4")
      const look = root("POST", "/sources/probe", { address: "https://example.org/a.m3u8" })
      const [begun, open] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      let running = 0
      answer = () =>
        Effect.gen(function* () {
          running += 1
          if (running === 3) yield* Deferred.succeed(begun, undefined)
          yield* Deferred.await(open)
          return 0
        })
      const three = yield* Effect.forkChild(Effect.all([look, look, look], { concurrency: "unbounded" }))
      yield* Deferred.await(begun)
      const fourth = yield* look
      assert.deepStrictEqual([fourth.status, fourth.headers.get("retry-after")], [429, "5"])
      yield* Deferred.succeed(open, undefined)
      yield* Fiber.join(three)
      answer = telling({ reachable: true })
      const statuses = yield* Effect.forEach(Array.from({ length: 17 }), () => Effect.map(look, ({ status }) => status))
      assert.deepStrictEqual(statuses, [...Array.from({ length: 16 }, () => 200), 429])
      const other = yield* signedIn("root5")
      assert.strictEqual((yield* other("POST", "/sources/probe", { address: "https://example.org/a" })).status, 200)
    })
  )
})

onEachStore({ overseer: { drivers: drivers.slice(0, 1) } })("an overseer without the action that looks", (it) => {
  it.effect("is told, and the address can be added all the same", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const address = "https://example.org/live/news.m3u8"
      const { json } = yield* root("POST", "/sources/probe", { address })
      assert.deepInclude(json, { looked: false, username: "news" })
      assert.include(json.hint, "has no action “probe”")
      assert.strictEqual((yield* root("POST", "/subscriptions", { address })).status, 201)
      assert.notInclude(
        (yield* root("GET", "/drivers")).json.items.map(({ name }: { readonly name: string }) => name),
        "probe"
      )
    })
  )
})
