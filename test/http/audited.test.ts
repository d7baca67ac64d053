import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, cookieOf, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore({ perName: 8 })("what the audit log tells", (it) => {
  const admin = Effect.gen(function* () {
    const { id } = yield* addUser("root", "admin")
    return { id, token: (yield* signIn("root")).token }
  })

  /** The entries of a search, oldest first, each as its parts that are asked for. */
  const told = (token: string, q: string, ...parts: ReadonlyArray<string>) =>
    Effect.map(ask("GET", `/api/audit?q=${encodeURIComponent(q)}`, { token }), ({ json }) =>
      json.items.map((entry: Record<string, string>) => parts.map((part) => entry[part]).join(" | ")).reverse()
    )

  it.effect("names the owner where another acts, and only what really changed", () =>
    Effect.gen(function* () {
      const { token } = yield* admin
      const { id } = yield* addUser("anna")
      const anna = (yield* signIn("anna")).token
      const path = "/api/subscriptions/hls/audited"
      yield* ask("POST", "/api/subscriptions", { token: anna, body: { driver: "hls", username: "audited" } })
      yield* ask("POST", "/api/subscriptions", { token: anna, body: { driver: "hls", username: "audited" } })
      for (const command of ["pause", "pause", "resume", "resume", "archive", "archive"]) {
        yield* ask("POST", `${path}/${command}?user_id=${id}`, { token })
      }
      yield* ask("POST", `/api/subscriptions?user_id=${id}`, { token, body: { driver: "hls", username: "audited" } })
      yield* ask("DELETE", path, { token: anna })
      assert.deepStrictEqual(yield* told(token, "hls/audited", "actor", "action", "detail"), [
        "anna | subscription.subscribe | ",
        "root | subscription.pause | of anna",
        "root | subscription.resume | of anna",
        "root | subscription.archive | of anna",
        "root | subscription.subscribe | of anna",
        "anna | subscription.delete | "
      ])
    })
  )

  it.effect("tells of a change to many once, and an item given twice is refused as such", () =>
    Effect.gen(function* () {
      const { token } = yield* admin
      const { id } = yield* addUser("ben")
      const ben = (yield* signIn("ben")).token
      for (const username of ["many_1", "many_2"]) {
        yield* ask("POST", "/api/subscriptions", { token: ben, body: { driver: "hls", username } })
      }
      yield* ask("POST", "/api/subscriptions/hls/many_2/pause", { token: ben })
      const [one, two] = ["many_1", "many_2"].map((username) => ({ driver: "hls", username, user_id: id }))
      const items = [one, two, one]
      const bulk = (action: string) => ask("POST", "/api/subscriptions/bulk", { token, body: { action, items } })
      const paused = yield* bulk("pause")
      assert.deepStrictEqual(
        paused.json.results.map(({ code, ok }: Record<string, unknown>) => [ok, code]),
        [
          [true, null],
          [true, null],
          [false, "repeated"]
        ]
      )
      yield* bulk("reset")
      yield* bulk("delete")
      assert.deepStrictEqual((yield* told(token, "hls/many_", "actor", "subject", "action", "detail")).slice(3), [
        "root | hls/many_1 | subscription.pause | of ben",
        "root | hls/many_1 | source.reset | ",
        "root | hls/many_2 | source.reset | ",
        "root | hls/many_1 | subscription.delete | of ben",
        "root | hls/many_2 | subscription.delete | of ben"
      ])
    })
  )

  it.effect("tells of sign-ins and their ends, and of refused ones by name alone, as many as are let through", () =>
    Effect.gen(function* () {
      const { token } = yield* admin
      const { id } = yield* addUser("carl")
      const { refresh } = yield* signIn("carl")
      const leaving = { cookie: yield* cookieOf("refresh", refresh), headers: { "sec-fetch-site": "same-origin" } }
      for (let i = 0; i < 2; i++) yield* ask("POST", "/api/auth/logout", leaving)
      yield* signIn("carl", "guessed-secret-1")
      assert.deepStrictEqual(yield* told(token, "carl", "actor", "action", "user_id", "address"), [
        `carl | session.begin | ${id} | 127.0.0.1`,
        `carl | session.logout | ${id} | 127.0.0.1`,
        "carl | session.refused |  | 127.0.0.1"
      ])
      const name = `dora${"x".repeat(150)}`
      for (let i = 0; i < 12; i++) yield* signIn(name, "guessed-secret-2")
      const refused = yield* told(token, "dora", "actor", "subject", "action")
      const shown = name.slice(0, 64)
      const line = (action: string) => `${shown} | ${shown} | session.${action}`
      assert.deepStrictEqual(refused, [...Array(8).fill(line("refused")), ...Array(4).fill(line("limited"))])
      assert.notInclude((yield* ask("GET", "/api/audit?kind=session&limit=500", { token })).text, "guessed-secret")
    })
  )

  it.effect("S23: tells of what a session may not do, of a wrong current password and of too many attempts", () =>
    Effect.gen(function* () {
      const { token } = yield* admin
      const { id } = yield* addUser("emil")
      const emil = (yield* signIn("emil")).token
      yield* ask("GET", "/api/users", { token: emil })
      yield* ask("GET", `/api/subscriptions?user_id=${id + 1}`, { token: emil })
      yield* ask("GET", "/api/me", { token: "nobody's" })
      const body = { current_password: "guessed-secret-3", new_password: "a newer password" }
      yield* ask("POST", "/api/me/change-password", { token: emil, body })
      for (let i = 0; i < 9; i++) yield* signIn("emil", "guessed-secret-4")
      const entries = yield* told(token, "emil", "action", "subject", "user_id")
      assert.includeMembers(entries, [
        `access.refused | GET /api/users | ${id}`,
        `user.password_refused | emil | ${id}`,
        "session.limited | emil | "
      ])
      assert.notInclude((yield* ask("GET", "/api/audit?limit=500", { token })).text, "guessed-secret")
    })
  )
})
