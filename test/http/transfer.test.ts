import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, world } from "./World.ts"

interface Result {
  readonly line: number
  readonly outcome: string
  readonly username: string | null
  readonly error: string | null
}

layer(world(), { excludeTestServices: true })("subscriptions in and out", (it) => {
  const user = (name: string) =>
    Effect.gen(function* () {
      yield* addUser(name)
      return (yield* signIn(name)).token
    })

  const take = (token: string, type: string, raw: string, query = "") =>
    ask("POST", `/api/subscriptions/import${query}`, { token, raw, headers: { "content-type": type } })

  const outcomes = (results: ReadonlyArray<Result>) => results.map(({ line, outcome }) => [line, outcome])

  it.effect("CSV is taken in line by line; a dry run changes nothing", () =>
    Effect.gen(function* () {
      const token = yield* user("csv")
      const text =
        'driver,username,posture\r\nhls,one,active\r\n\r\nhls,"two",paused\r\nhls,../x,active\r\nhls,one,active\r\nhls,three,asleep\r\n'
      const expected = [
        [2, "created"],
        [4, "created"],
        [5, "refused"],
        [6, "refused"],
        [7, "refused"]
      ]
      const dry = yield* take(token, "text/csv", text, "?dry_run=1")
      assert.strictEqual(dry.status, 200, dry.text)
      assert.deepStrictEqual(outcomes(dry.json.results), expected)
      assert.strictEqual((yield* ask("GET", "/api/subscriptions", { token })).json.total, 0)
      const real = yield* take(token, "text/csv; charset=utf-8", text)
      assert.deepStrictEqual(outcomes(real.json.results), expected)
      assert.strictEqual((yield* ask("GET", "/api/subscriptions/hls/two", { token })).json.posture, "paused")
      const again = yield* take(token, "text/csv", text)
      assert.strictEqual(again.json.unchanged, 2)
    })
  )

  it.effect("pasted addresses are understood through the settings", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const config = yield* ask("GET", "/api/config", { token })
      const saved = yield* ask("PUT", "/api/config", {
        token,
        headers: { "if-match": config.headers.get("etag") ?? "" },
        body: { ...config.json.settings, driver_urls: { hls: "https://site.example/live/{username}" } }
      })
      assert.strictEqual(saved.status, 200, saved.text)
      const text = "# mine\nhttps://www.site.example/live/dora/?from=x\nhls/emil\nhttps://elsewhere.example/x\n"
      const taken = yield* take(token, "text/plain", text)
      assert.deepStrictEqual(outcomes(taken.json.results), [
        [2, "created"],
        [3, "created"],
        [4, "refused"]
      ])
      const made = yield* ask("POST", "/api/subscriptions", { token, body: { url: "http://site.example/live/fay" } })
      assert.strictEqual(made.json.username, "fay")
    })
  )

  it.effect("what was exported can be imported, as JSON and as CSV", () =>
    Effect.gen(function* () {
      const [from, to] = [yield* user("giver"), yield* user("taker")]
      yield* take(from, "text/plain", "hls/one\nhls/two")
      yield* ask("POST", "/api/subscriptions/hls/two/archive", { token: from })
      const json = yield* ask("GET", "/api/subscriptions/export", { token: from })
      assert.strictEqual(json.json.subscriptions.length, 2)
      const csv = yield* ask("GET", "/api/subscriptions/export?format=csv", { token: from })
      assert.match(csv.headers.get("content-type") ?? "", /^text\/csv/)
      const taken = yield* take(to, "application/json", json.text)
      assert.strictEqual(taken.json.created, 2, taken.text)
      assert.strictEqual((yield* take(to, "text/csv", csv.text)).json.unchanged, 2)
    })
  )

  it.effect("more than the usual body is taken, up to a limit", () =>
    Effect.gen(function* () {
      const token = yield* user("much")
      const lines = Array.from({ length: 9000 }, (_, i) => `hls/a_rather_long_name_${i}`).join("\n")
      assert.isAbove(lines.length, 200_000)
      assert.strictEqual((yield* take(token, "text/plain", lines, "?dry_run=1")).json.created, 9000)
      assert.strictEqual((yield* take(token, "text/plain", "x".repeat(6 * 1024 * 1024))).status, 413)
    })
  )

  it.effect("many are changed at once, each with its own result", () =>
    Effect.gen(function* () {
      const token = yield* user("bulk")
      yield* take(token, "text/plain", "hls/one\nhls/two\nhls/three")
      yield* ask("POST", "/api/subscriptions/hls/three/archive", { token })
      const items = ["one", "two", "three", "four"].map((username) => ({ driver: "hls", username }))
      const paused = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "pause", items } })
      const codes = paused.json.results.map(
        ({ code, posture }: { code: string | null; posture: string | null }) => code ?? posture
      )
      assert.deepStrictEqual(codes, ["paused", "paused", "posture_conflict", "not_found"])
      assert.strictEqual(paused.json.succeeded, 2)
      const filter = { posture: ["paused"] }
      const resumed = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "resume", filter } })
      assert.strictEqual(resumed.json.succeeded, 2)
      const restart = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "restart", filter: {} } })
      assert.strictEqual(restart.status, 403)
      const both = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "pause", filter, items } })
      assert.strictEqual(both.status, 400)
      const all = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "delete", filter: {} } })
      assert.strictEqual(all.json.succeeded, 3)
      assert.strictEqual((yield* ask("GET", "/api/subscriptions", { token })).json.total, 0)
    })
  )
})
