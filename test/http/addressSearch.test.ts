import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { signedIn } from "./signedIn.ts"
import { onEachStore } from "./World.ts"

const place = { url: { default: "" }, inward: { default: "" } }
const hls = {
  name: "hls",
  description: null,
  params: { source: {}, out: {}, ...place },
  dedupeKey: ["source"],
  limit: 0,
  schemes: ["https"]
}

interface Row {
  readonly username: string
  readonly host: string | null
}

onEachStore({ overseer: { drivers: [hls] } })("sources found by their addresses", (it) => {
  type Caller = Effect.Success<ReturnType<typeof signedIn>>

  const found = (by: Caller, list: "sources" | "subscriptions", q: string) =>
    Effect.map(by("GET", `/${list}?q=${encodeURIComponent(q)}`), ({ json }) =>
      json.items.map(({ username }: Row) => username)
    )

  const add = (by: Caller, username: string, address?: string) =>
    by("POST", "/subscriptions", { driver: "hls", username, ...(address === undefined ? {} : { address }) })

  const opening = (admin: Caller, open: boolean) =>
    Effect.gen(function* () {
      const { headers, json } = yield* admin("GET", "/config")
      const tag = { "if-match": headers.get("etag") ?? "" }
      const body = { ...json.settings, members_give_addresses: open }
      assert.strictEqual((yield* admin("PUT", "/config", body, tag)).status, 200)
    })

  it.effect("S9: host, port and path find them, as a whole address does; what is secret in it does not", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const address = "https://me:planted-login@tv.example:8443/Live/first.m3u8?token=planted-token&q=loud"
      yield* add(root, "one", address)
      yield* add(root, "two", "https://tv.example/other.m3u8")
      yield* add(root, "example-three")
      for (const list of ["sources", "subscriptions"] as const) {
        const its = (q: string) => found(root, list, q)
        assert.deepStrictEqual(yield* its("TV.example"), ["one", "two"], list)
        assert.deepStrictEqual(yield* its("example"), ["example-three", "one", "two"])
        assert.deepStrictEqual(yield* its("live/FIRST"), ["one"])
        assert.deepStrictEqual(yield* its(":8443"), ["one"])
        assert.deepStrictEqual(yield* its(address), ["one"])
        assert.deepStrictEqual(yield* its("https://tv.exam"), ["one", "two"])
        assert.deepStrictEqual(yield* its("https://tv.example/"), ["two"])
        for (const q of ["planted-token", "planted-login", "token", "loud", "?", "https://"]) {
          assert.deepStrictEqual(yield* its(q), [], q)
        }
      }
      const rows = (yield* root("GET", "/subscriptions")).json.items.map(({ host }: Row) => host)
      assert.deepStrictEqual(rows, [null, "tv.example", "tv.example"])
      const paused = yield* root("POST", "/subscriptions/bulk", { action: "pause", filter: { q: "tv.example" } })
      assert.strictEqual(paused.json.succeeded, 2, paused.text)
      yield* root("PUT", "/sources/hls/two/address", { address: null })
      assert.deepStrictEqual(yield* found(root, "sources", "tv.example"), ["one"])
    })
  )

  it.effect("S1: people who may see no addresses neither find nor are told them, from one setting to the next", () =>
    Effect.gen(function* () {
      const root = yield* signedIn("root")
      const alice = yield* signedIn("alice", "user")
      yield* add(root, "hers", "https://tv.example/first.m3u8")
      const tried = (tag = "") => alice("GET", "/subscriptions?q=first", undefined, { "if-none-match": tag })
      const subscribed = yield* add(alice, "hers")
      assert.isNull(subscribed.json.host)
      const closed = yield* tried()
      assert.strictEqual(closed.json.total, 0)
      assert.notInclude((yield* alice("GET", "/subscriptions")).text, "tv.example")
      for (const [method, path] of [
        ["GET", ""],
        ["POST", "/pause"],
        ["POST", "/resume"]
      ] as const)
        assert.isNull((yield* alice(method, `/subscriptions/hls/hers${path}`)).json.host)
      const all = { action: "pause", filter: { q: "first" } }
      assert.strictEqual((yield* alice("POST", "/subscriptions/bulk", all)).json.succeeded, 0)

      yield* opening(root, true)
      const open = yield* tried(closed.headers.get("etag") ?? "")
      assert.deepStrictEqual([open.status, open.json.items?.[0]?.host], [200, "tv.example"])
      assert.strictEqual((yield* alice("GET", "/subscriptions/hls/hers")).json.host, "tv.example")
      yield* root("PUT", "/sources/hls/hers/address", { address: "https://tv.example/second.m3u8" })
      const moved = yield* tried(open.headers.get("etag") ?? "")
      assert.deepStrictEqual([moved.status, moved.json.total], [200, 0])

      yield* opening(root, false)
      assert.strictEqual((yield* alice("GET", "/subscriptions?q=second")).json.total, 0)
    })
  )
})
