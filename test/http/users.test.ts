import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("S10: accounts", (it) => {
  const admin = Effect.gen(function* () {
    const { id } = yield* addUser("root", "admin")
    return { id, token: (yield* signIn("root")).token }
  })

  it.effect.each([
    { what: "an empty password", body: { username: "x", password: "" }, status: 400 },
    { what: "a short password", body: { username: "x", password: "1234567" }, status: 400 },
    { what: "more than bcrypt reads", body: { username: "x", password: "é".repeat(37) }, status: 400 },
    { what: "another role", body: { username: "x", password: "long enough", role: "root" }, status: 400 },
    { what: "an empty name", body: { username: "", password: "long enough" }, status: 400 },
    { what: "a name with a line break", body: { username: "a\nb", password: "long enough" }, status: 400 },
    { what: "a name that is taken", body: { username: "root", password: "long enough" }, status: 409 },
    {
      what: "a name that is taken but for its case",
      body: { username: " ROOT", password: "long enough" },
      status: 409
    },
    { what: "eight blanks", body: { username: "x", password: "        " }, status: 422 },
    { what: "a common password", body: { username: "x", password: "Password123" }, status: 422 },
    { what: "the name as password", body: { username: "wilhelmina", password: "Wilhelmina1" }, status: 422 }
  ])("refuse $what", ({ body, status }) =>
    Effect.gen(function* () {
      const { token } = yield* admin
      const answer = yield* ask("POST", "/api/users", { token, body })
      assert.strictEqual(answer.status, status, answer.text)
      if (body.password !== "") assert.notInclude(answer.text, body.password)
    })
  )

  it.effect("S23: an admin's own password is not changed without the present one", () =>
    Effect.gen(function* () {
      const { id, token } = yield* admin
      const own = yield* ask("PUT", `/api/users/${id}`, { token, body: { password: "a newer password" } })
      assert.strictEqual(own.status, 409, own.text)
      assert.strictEqual(own.json.code, "own_account")
      const change = (password: string) =>
        ask("POST", "/api/me/change-password", {
          token,
          body: { current_password: "correct horse battery", new_password: password }
        })
      const weak = yield* change("iloveyou")
      assert.strictEqual(weak.status, 422)
      assert.strictEqual(weak.json.errors[0].field, "new_password")
      assert.strictEqual((yield* signIn("root")).answer.status, 200)
    })
  )

  it.effect("S23: what is somebody's own is stored by no cache", () =>
    Effect.gen(function* () {
      const { id, token } = yield* admin
      for (const path of [
        "/api/me",
        "/api/me/sessions",
        "/api/users",
        `/api/users/${id}`,
        "/api/audit",
        "/api/nothing"
      ]) {
        assert.strictEqual((yield* ask("GET", path, { token })).headers.get("cache-control"), "no-store", path)
      }
      for (const answer of [(yield* signIn("root")).answer, (yield* signIn("root", "wrong")).answer]) {
        assert.strictEqual(answer.headers.get("cache-control"), "no-store")
      }
      for (const path of ["/api/subscriptions", "/api/config"]) {
        assert.strictEqual((yield* ask("GET", path, { token })).headers.get("cache-control"), "private, no-cache", path)
      }
      assert.isNull((yield* ask("GET", "/api/openapi.json")).headers.get("cache-control"))
    })
  )

  it.effect("are made, listed, renamed and deleted, and each change is in the audit log", () =>
    Effect.gen(function* () {
      const { token } = yield* admin
      const made = yield* ask("POST", "/api/users", { token, body: { username: "carla", password: "long enough" } })
      assert.strictEqual(made.status, 201, made.text)
      assert.strictEqual(made.json.role, "user")
      const path = `/api/users/${made.json.id}`
      const renamed = yield* ask("PUT", path, { token, body: { username: "carmen" } })
      assert.strictEqual(renamed.json.username, "carmen")
      const taken = yield* ask("PUT", path, { token, body: { username: "root" } })
      assert.strictEqual(taken.json.code, "username_taken")
      assert.strictEqual((yield* ask("DELETE", path, { token })).status, 204)
      assert.strictEqual((yield* ask("GET", path, { token })).status, 404)
      const audit = yield* ask("GET", "/api/audit?q=car", { token })
      const actions = audit.json.items.map(({ action }: { action: string }) => action)
      assert.deepStrictEqual(actions, ["user.delete", "user.rename", "user.create"])
      assert.strictEqual(audit.json.items[0].address, "127.0.0.1")
      assert.strictEqual(audit.json.items[0].actor, "root")
    })
  )

  it.effect("are listed a page at a time, by part of a name and by role, with counts of both", () =>
    Effect.gen(function* () {
      const { token } = yield* admin
      const made: Array<number> = []
      for (const [n, role] of ["user", "admin", "user", "user", "admin"].entries()) {
        made.push((yield* addUser(`Page ${n}`, role === "admin" ? "admin" : "user")).id)
      }
      const pages = Effect.fnUntraced(function* (query: string) {
        const names: Array<string> = []
        let cursor: string | null = ""
        while (cursor !== null) {
          const next: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`
          const { json } = yield* ask("GET", `/api/users?q=pAGE&limit=2&${query}${next}`, { token })
          assert.isAtMost(json.items.length, 2)
          assert.deepStrictEqual(json.counts, { role: { admin: 2, user: 3 } })
          names.push(...json.items.map(({ username }: { username: string }) => username))
          cursor = json.next_cursor
          if (cursor === null) assert.strictEqual(json.total, names.length)
        }
        return names
      })
      const all = ["Page 0", "Page 1", "Page 2", "Page 3", "Page 4"]
      assert.deepStrictEqual(yield* pages(""), all)
      assert.deepStrictEqual(yield* pages("order=desc"), all.toReversed())
      assert.deepStrictEqual(yield* pages("sort=created&order=desc"), all.toReversed())
      assert.deepStrictEqual(yield* pages("sort=created&role=user"), ["Page 0", "Page 2", "Page 3"])
      assert.deepStrictEqual(yield* pages("role=admin"), ["Page 1", "Page 4"])
      const foreign = yield* ask("GET", "/api/users?sort=created&cursor=Page%200", { token })
      assert.strictEqual(foreign.status, 422, foreign.text)
      assert.deepStrictEqual(foreign.json.errors[0].field, "cursor")
      for (const id of made) yield* ask("DELETE", `/api/users/${id}`, { token })
    })
  )

  it.effect("the last admin stays one, and nobody deletes their own account", () =>
    Effect.gen(function* () {
      const { id, token } = yield* admin
      const demote = yield* ask("PUT", `/api/users/${id}`, { token, body: { role: "user" } })
      assert.strictEqual(demote.json.code, "last_admin")
      const self = yield* ask("DELETE", `/api/users/${id}`, { token })
      assert.strictEqual(self.json.code, "own_account")
    })
  )

  it.effect("two admins that demote each other at once don't both succeed", () =>
    Effect.gen(function* () {
      const root = yield* admin
      const other = yield* addUser("second", "admin")
      const second = yield* signIn("second")
      const answers = yield* Effect.all(
        [
          ask("PUT", `/api/users/${other.id}`, { token: root.token, body: { role: "user" } }),
          ask("PUT", `/api/users/${root.id}`, { token: second.token, body: { role: "user" } })
        ],
        { concurrency: 2 }
      )
      assert.strictEqual(answers.filter(({ status }) => status === 200).length, 1)
    })
  )
})
