import { assert } from "@effect/vitest"
import { Effect } from "effect"
import * as Scripted from "../adapters/overseer/Scripted.ts"
import { type Answer, ask, signIn, until } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

interface Result {
  readonly line: number
  readonly outcome: string
  readonly username: string | null
  readonly error: string | null
}

onEachStore()("subscriptions in and out", (it) => {
  const user = (name: string) =>
    Effect.gen(function* () {
      yield* addUser(name)
      return (yield* signIn(name)).token
    })

  const take = (token: string, type: string, raw: string, query = "") =>
    ask("POST", `/api/subscriptions/import${query}`, { token, raw, headers: { "content-type": type } })

  const outcomes = (results: ReadonlyArray<Result>) => results.map(({ line, outcome }) => [line, outcome])

  it.effect("D10: a list tells by itself what it is written as; what is not UTF-8 is said to be that", () =>
    Effect.gen(function* () {
      const token = yield* user("lists")
      for (const type of ["text/plain", "text/csv"]) {
        const table = yield* take(
          token,
          type,
          "sep=;\r\nSite;Name;State\r\nhls;ten;Paused\r\nhls;../x;\r\n",
          "?dry_run=1"
        )
        assert.deepStrictEqual(outcomes(table.json.results), [
          [3, "created"],
          [4, "refused"]
        ])
        const played = yield* take(token, type, "#EXTM3U\n#EXTINF:-1,Ten\nhttp://x.example/10.m3u8\n", "?dry_run=1")
        assert.match(played.json.results[0].error, /Only admins give addresses here/)
        const garbled = yield* take(token, type, "\uFFFD\uFFFDh\0l\0s\0", "?dry_run=1")
        assert.deepStrictEqual([garbled.status, garbled.json.code], [422, "unusable"])
        assert.match(garbled.json.error, /save it as UTF-8/)
      }
    })
  )

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
      const text = "# mine\nhttps://www.site.example/live/dora/?from=x\nhls/emil\ngopher://elsewhere.example/x\n"
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
      const from = yield* user("giver")
      yield* take(from, "text/plain", "hls/one\nhls/two")
      yield* ask("POST", "/api/subscriptions/hls/two/archive", { token: from })
      const json = yield* ask("GET", "/api/subscriptions/export", { token: from })
      assert.strictEqual(json.json.subscriptions.length, 2)
      const csv = yield* ask("GET", "/api/subscriptions/export?format=csv", { token: from })
      assert.match(csv.headers.get("content-type") ?? "", /^text\/csv/)
      assert.strictEqual((yield* take(from, "text/csv", csv.text)).json.unchanged, 2)
      const filter = { posture: ["active", "archived"] }
      yield* ask("POST", "/api/subscriptions/bulk", { token: from, body: { action: "delete", filter } })
      const taken = yield* take(from, "application/json", json.text)
      assert.strictEqual(taken.json.created, 2, taken.text)
      assert.strictEqual((yield* ask("GET", "/api/subscriptions/hls/two", { token: from })).json.posture, "archived")
    })
  )

  it.effect("what an admin exported goes back to its owners, and nobody else takes what is another's", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const [anna, ben] = [yield* user("anna"), yield* user("ben")]
      yield* take(anna, "text/plain", "hls/ours\nhls/annas")
      yield* take(ben, "text/plain", "hls/ours")
      yield* ask("POST", "/api/subscriptions/hls/ours/pause", { token: ben })
      const mine = (token: string) =>
        Effect.map(ask("GET", "/api/subscriptions/export", { token }), ({ json }) =>
          json.subscriptions.map((one: Record<string, string>) => [one["username"], one["posture"], one["owner"]])
        )
      const before = [yield* mine(anna), yield* mine(ben)]
      const exported = {
        "application/json": yield* ask("GET", "/api/subscriptions/export", { token }),
        "text/csv": yield* ask("GET", "/api/subscriptions/export?format=csv", { token })
      }
      for (const [type, { text }] of Object.entries(exported)) {
        for (const one of [anna, ben]) {
          yield* ask("POST", "/api/subscriptions/bulk", { token: one, body: { action: "delete", filter: {} } })
        }
        const taken = yield* take(token, type, text)
        assert.strictEqual(taken.json.refused, 0, taken.text)
        assert.strictEqual(taken.json.created, 3, taken.text)
        assert.deepStrictEqual([yield* mine(anna), yield* mine(ben)], before)
      }

      const lines = "driver,username,owner\nhls,one,anna\nhls,two,zoe\nhls,three,\n"
      const errors = (answer: Answer) => answer.json.results.map(({ error }: Result) => error)
      assert.deepStrictEqual(errors(yield* take(token, "text/csv", lines, "?dry_run=1")), [
        null,
        "there is no user named zoe",
        null
      ])
      assert.deepStrictEqual(errors(yield* take(ben, "text/csv", lines, "?dry_run=1")), [
        "this one is of anna; only admins import for other people",
        "this one is of zoe; only admins import for other people",
        null
      ])
      const id = (yield* addUser("ben")).id
      const all = yield* take(token, "text/csv", lines, `?user_id=${id}`)
      assert.strictEqual(all.json.created, 3, all.text)
      assert.strictEqual((yield* ask("GET", "/api/subscriptions/hls/two", { token: ben })).json.owner, "ben")
    })
  )

  it.effect("an archived or paused one never gets a recorder", () =>
    Effect.gen(function* () {
      const { starts } = yield* Scripted.ScriptedOverseer
      const token = yield* user("keeper")
      const idle = Array.from({ length: 300 }, (_, i) => `hls,idle_${i},${i % 2 === 0 ? "archived" : "paused"}`)
      yield* take(token, "text/csv", [...idle, "hls,busy,active"].join("\n"))
      const begun = Effect.map(starts, (all) => all.map(({ params }) => params["source"]))
      const names = yield* until(begun, (all) => all.includes("busy"))
      assert.deepStrictEqual(
        names.filter((name) => name?.startsWith("idle_")),
        []
      )
    })
  )

  it.effect("a bad entry, a bad name and a broken quote are refused alone, each with what to mend", () =>
    Effect.gen(function* () {
      const token = yield* user("clumsy")
      const subscriptions = [
        { username: 5 },
        { driver: "hls", username: "a", colour: "red" },
        "hls/b",
        { driver: "hls" },
        { driver: "H L S", username: "c" },
        { driver: "hls", username: "d" }
      ]
      const json = yield* take(token, "application/json", JSON.stringify({ subscriptions }))
      assert.strictEqual(json.status, 200, json.text)
      const name = /a source's name is 1 to 64 of/
      const expected = [/username is a text/, /no field 'colour'/, /an entry is an object/, name, /a driver is 1 to 32/]
      const results: ReadonlyArray<Result> = json.json.results
      expected.forEach((sentence, i) => {
        assert.strictEqual(results[i]?.outcome, "refused")
        assert.match(results[i]?.error ?? "", sentence)
      })
      assert.strictEqual(results[5]?.outcome, "created")
      const csv = yield* take(token, "text/csv", 'hls,"e,paused\nhls,f\n')
      assert.deepStrictEqual(outcomes(csv.json.results), [
        [1, "refused"],
        [2, "created"]
      ])
    })
  )

  it.effect("thousands are taken within seconds, and each change of a posture is in the audit log", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const many = yield* addUser("many")
      const rows = Array.from({ length: 10_000 }, (_, i) => `hls,many_${i},${i < 5 ? "active" : "archived"}`)
      const taken = yield* take(token, "text/csv", rows.join("\n"), `?user_id=${many.id}`)
      assert.strictEqual(taken.json.created, 10_000)
      const again = yield* take(token, "text/csv", rows.join("\n").replace(",active", ",paused"), `?user_id=${many.id}`)
      assert.deepStrictEqual([again.json.changed, again.json.unchanged], [1, 9_999])
      const log = yield* ask("GET", "/api/audit?q=hls/many_0", { token })
      assert.deepStrictEqual(
        log.json.items.map(({ action, detail }: Record<string, string>) => [action, detail]),
        [
          ["subscription.import", "paused, of many"],
          ["subscription.import", "active, of many"]
        ]
      )
      const filter = { user_id: many.id }
      const gone = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "delete", filter } })
      assert.strictEqual(gone.json.succeeded, 10_000)
    })
  )

  it.effect("more than the usual body is taken, up to a limit", () =>
    Effect.gen(function* () {
      yield* addUser("much", "admin")
      const { token } = yield* signIn("much")
      const lines = Array.from({ length: 9000 }, (_, i) => `hls/a_rather_long_name_${i}`).join("\n")
      assert.isAbove(lines.length, 200_000)
      assert.strictEqual((yield* take(token, "text/plain", lines, "?dry_run=1")).json.created, 9000)
      assert.strictEqual((yield* take(token, "text/plain", "x".repeat(6 * 1024 * 1024))).status, 413)
    })
  )
})
