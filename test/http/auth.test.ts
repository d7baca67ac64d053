import { assert } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Sessions } from "../../src/ports/Sessions.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { type Answer, ask, cookieOf, refreshOf, signIn } from "./Client.ts"
import { addUser, onEachStore, password } from "./World.ts"

const origin = { "sec-fetch-site": "same-origin" }

const refresh = (token: string) =>
  Effect.flatMap(cookieOf("refresh", token), (cookie) => ask("POST", "/api/auth/refresh", { cookie, headers: origin }))

const turnedAway = ({ headers, json, status }: Answer) => {
  assert.strictEqual(status, 403)
  assert.strictEqual(headers.get("x-redirect-to"), "/login")
  assert.strictEqual(json.code, "not_signed_in")
}

onEachStore()("signing in", (it) => {
  it.effect("gives a token, a user and two cookies that scripts can't read", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { answer } = yield* signIn("alice")
      assert.strictEqual(answer.status, 200, answer.text)
      assert.deepStrictEqual(Object.keys(answer.json).sort(), ["access_token", "user"])
      assert.deepStrictEqual(Object.keys(answer.json.user).sort(), [
        "created_at",
        "id",
        "role",
        "updated_at",
        "username"
      ])
      const [access = "", renew = ""] = answer.headers.getSetCookie()
      for (const flag of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=900"]) assert.include(access, flag)
      for (const flag of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/api/auth"]) assert.include(renew, flag)
      const me = yield* ask("GET", "/api/me", { cookie: yield* cookieOf("access", answer.json.access_token) })
      assert.strictEqual(me.json.username, "alice")
    })
  )

  it.effect("answers a wrong name and a wrong password alike, with 401 and no cookie", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const wrong = yield* ask("POST", "/api/auth/login", { body: { username: "alice", password: "wrong password" } })
      const nobody = yield* ask("POST", "/api/auth/login", { body: { username: "nobody", password: "wrong password" } })
      assert.strictEqual(wrong.status, 401)
      assert.strictEqual(wrong.json.code, "wrong_login")
      assert.strictEqual(nobody.text, wrong.text)
      assert.deepStrictEqual(wrong.headers.getSetCookie(), [])
      assert.isNull(wrong.headers.get("x-redirect-to"))
    })
  )

  it.effect("stores no refresh token, only its hash", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const session = yield* signIn("alice")
      const tokens = yield* Tokens
      const secret = session.refresh.slice(session.refresh.indexOf(".") + 1)
      const hash = yield* tokens.hashRefresh(Redacted.make(secret))
      assert.isTrue((yield* (yield* Sessions).findByHash(hash))._tag === "Some")
      assert.notInclude(hash, secret)
    })
  )

  it.effect("S5: ten tabs that renew at once all go on, and one new token is handed out", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const session = yield* signIn("alice")
      const answers = yield* Effect.all(
        Array.from({ length: 10 }, () => refresh(session.refresh)),
        { concurrency: 10 }
      )
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        answers.map(() => 200)
      )
      const fresh = answers.flatMap((answer) => refreshOf(answer) ?? [])
      assert.strictEqual(fresh.length, 1)
      for (const { json } of answers) {
        assert.strictEqual((yield* ask("GET", "/api/me", { token: json.access_token })).status, 200)
      }
      assert.strictEqual((yield* refresh(fresh[0] ?? "")).status, 200)
    })
  )

  it.effect("S5: a token from two rotations ago is refused, and both cookies are taken away", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const session = yield* signIn("alice")
      const second = refreshOf(yield* refresh(session.refresh)) ?? ""
      yield* refresh(second)
      const answer = yield* refresh(session.refresh)
      assert.strictEqual(answer.status, 401)
      assert.strictEqual(answer.json.code, "refresh_refused")
      assert.strictEqual(answer.headers.getSetCookie().filter((line) => line.includes("Max-Age=0")).length, 2)
    })
  )

  it.effect("S3: logging out needs the refresh cookie alone, and the access token stops working", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const session = yield* signIn("alice")
      assert.strictEqual((yield* ask("GET", "/api/me", { token: session.token })).status, 200)
      const out = yield* ask("POST", "/api/auth/logout", {
        cookie: yield* cookieOf("refresh", session.refresh),
        headers: origin
      })
      assert.strictEqual(out.status, 204)
      turnedAway(yield* ask("GET", "/api/me", { token: session.token }))
      assert.strictEqual((yield* refresh(session.refresh)).status, 401)
    })
  )

  it.effect("S23: logging out with the access token alone ends its session", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const bearer = yield* signIn("alice")
      assert.strictEqual((yield* ask("POST", "/api/auth/logout", { token: bearer.token })).status, 204)
      assert.strictEqual((yield* refresh(bearer.refresh)).status, 401)
      const cookie = yield* signIn("alice")
      const mine = { cookie: yield* cookieOf("access", cookie.token), headers: origin }
      assert.strictEqual((yield* ask("POST", "/api/auth/logout", mine)).status, 204)
      turnedAway(yield* ask("GET", "/api/me", { token: cookie.token }))
      assert.strictEqual((yield* ask("POST", "/api/auth/logout", { token: "x" })).status, 204)
    })
  )

  it.effect("S3: a demoted admin, a changed password and a deleted user are known at the next request", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const bob = yield* addUser("bob", "admin")
      const root = yield* signIn("root")
      const demoted = yield* signIn("bob")
      assert.strictEqual((yield* ask("GET", "/api/users", { token: demoted.token })).status, 200)
      const change = (body: object) => ask("PUT", `/api/users/${bob.id}`, { token: root.token, body })
      assert.strictEqual((yield* change({ role: "user" })).status, 200)
      const refused = yield* ask("GET", "/api/users", { token: demoted.token })
      assert.strictEqual(refused.status, 403)
      assert.strictEqual(refused.json.code, "forbidden")
      assert.isNull(refused.headers.get("x-redirect-to"))
      assert.strictEqual((yield* change({ password: "another password" })).status, 200)
      turnedAway(yield* ask("GET", "/api/me", { token: demoted.token }))
      const again = yield* signIn("bob", "another password")
      assert.strictEqual((yield* ask("DELETE", `/api/users/${bob.id}`, { token: root.token })).status, 204)
      turnedAway(yield* ask("GET", "/api/me", { token: again.token }))
    })
  )

  it.effect("a new password of one's own ends the other sessions, not this one", () =>
    Effect.gen(function* () {
      yield* addUser("dora")
      const [here, there] = [yield* signIn("dora"), yield* signIn("dora")]
      const change = (current: string) =>
        ask("POST", "/api/me/change-password", {
          token: here.token,
          body: { current_password: current, new_password: "a newer password" }
        })
      assert.strictEqual((yield* change("not it")).status, 422)
      assert.strictEqual((yield* change(password)).status, 204)
      assert.strictEqual((yield* ask("GET", "/api/me", { token: here.token })).status, 200)
      turnedAway(yield* ask("GET", "/api/me", { token: there.token }))
    })
  )

  it.effect("one's sessions are listed and ended, nobody else's", () =>
    Effect.gen(function* () {
      yield* addUser("erin")
      yield* addUser("frank")
      const [one, two] = [yield* signIn("erin"), yield* signIn("erin")]
      const other = yield* signIn("frank")
      const list = yield* ask("GET", "/api/me/sessions", { token: one.token })
      assert.strictEqual(list.json.items.length, 2)
      const second = list.json.items.find((session: { current: boolean }) => !session.current)
      assert.strictEqual((yield* ask("DELETE", `/api/me/sessions/${second.id}`, { token: other.token })).status, 404)
      assert.strictEqual((yield* ask("DELETE", `/api/me/sessions/${second.id}`, { token: one.token })).status, 204)
      turnedAway(yield* ask("GET", "/api/me", { token: two.token }))
    })
  )

  it.effect("S12: a change by cookie needs a page of ours behind it", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      const cookie = yield* cookieOf("access", token)
      const post = (headers: Readonly<Record<string, string>>) =>
        ask("POST", "/api/subscriptions", {
          cookie,
          body: { driver: "hls", username: "x" },
          headers
        })
      for (const headers of [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        {}
      ]) {
        const answer = yield* post(headers)
        assert.strictEqual(answer.status, 403, JSON.stringify(headers))
        assert.strictEqual(answer.json.code, "cross_site")
        const isTold = Object.keys(headers).length > 0
        assert.match(
          answer.json.error,
          isTold ? /by a page of another site/ : /needs the header Origin .* Authorization/
        )
      }
      assert.strictEqual((yield* post({ "sec-fetch-site": "same-origin" })).status, 201)
    })
  )
})

onEachStore({ perName: 3 })("guessing", (it) => {
  it.effect("S4: ends with 429 and says when to try again, for known and unknown names alike", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      for (const username of ["alice", "nobody"]) {
        const guess = ask("POST", "/api/auth/login", { body: { username, password: "wrong password" } })
        const answers = yield* Effect.all([guess, guess, guess, guess])
        assert.deepStrictEqual(
          answers.map(({ status }) => status),
          [401, 401, 401, 429]
        )
        const retry = Number(answers[3]?.headers.get("retry-after"))
        assert.isTrue(retry >= 1 && retry <= 60)
        assert.strictEqual(answers[3]?.json.code, "too_many_requests")
      }
    })
  )
})

onEachStore({ secureCookies: false })("over plain HTTP", (it) => {
  it.effect("cookies come without Secure", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { answer } = yield* signIn("alice")
      for (const line of answer.headers.getSetCookie()) assert.notInclude(line, "Secure")
    })
  )
})
