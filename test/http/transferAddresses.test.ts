import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const list = [
  "#EXTM3U",
  '#EXTINF:-1 tvg-logo="https://x.example/one.png" group-title="News",BBC One HD',
  "https://x.example/1/index.m3u8?token=planted-token",
  "#EXTINF:-1,BBC One HD",
  "https://x.example/2/index.m3u8",
  "#EXTINF:-1,Camera",
  "http://camera:planted-word@x.example/3.m3u8",
  "#EXTINF:-1,Again",
  "https://x.example/2/index.m3u8",
  ""
].join("\n")

onEachStore()("addresses in lists", (it) => {
  const admin = Effect.gen(function* () {
    yield* addUser("root", "admin")
    const { token } = yield* signIn("root")
    return {
      get: (path: string) => ask("GET", `/api${path}`, { token }),
      take: (type: string, raw: string, query = "?posture=paused") =>
        ask("POST", `/api/subscriptions/import${query}`, { token, raw, headers: { "content-type": type } }),
      remove: (path: string) => ask("DELETE", `/api${path}`, { token })
    }
  })

  it.effect(
    "D10: a player's list is taken in with its names; what is exported comes back as it was, without secrets",
    () =>
      Effect.gen(function* () {
        const { get, remove, take } = yield* admin
        const dry = yield* take("text/plain", list, "?dry_run=1")
        const taken = yield* take("text/plain", list)
        for (const { json } of [dry, taken]) {
          assert.deepStrictEqual(
            json.results.map(({ outcome, username }: Record<string, string>) => [username, outcome]),
            [
              ["BBC-One-HD", "created"],
              ["BBC-One-HD-2", "created"],
              ["Camera", "created"],
              ["BBC-One-HD-2", "refused"]
            ]
          )
        }
        const source = yield* get("/sources/hls/BBC-One-HD")
        assert.strictEqual(source.json.address, "https://x.example/1/index.m3u8?token=***")
        assert.isTrue((yield* get("/sources/hls/Camera/overrides")).json.own.login_set)

        const csv = yield* get("/subscriptions/export?format=csv")
        const json = yield* get("/subscriptions/export")
        for (const { text } of [csv, json]) {
          assert.include(text, "https://x.example/2/index.m3u8")
          assert.notInclude(text, "planted")
        }
        const unchanged = yield* take("text/csv", csv.text, "")
        assert.deepStrictEqual([unchanged.json.unchanged, unchanged.json.refused], [3, 0], unchanged.text)
        const again = yield* take("application/json", json.text, "")
        assert.deepStrictEqual([again.json.unchanged, again.json.refused], [3, 0], again.text)

        const moved = csv.text.replace("https://x.example/2/", "https://elsewhere.example/2/")
        const refused = yield* take("text/csv", moved, "")
        assert.deepStrictEqual([refused.json.unchanged, refused.json.refused], [2, 1])
        assert.match(refused.text, /there already, at another address/)
        yield* remove("/subscriptions/hls/Camera")
        const back = yield* take("text/csv", csv.text, "")
        assert.deepStrictEqual([back.json.created, back.json.unchanged], [1, 2])
      })
  )
})
