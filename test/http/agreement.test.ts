import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { terminate } from "../adapters/pg/Session.ts"
import * as Pg from "../adapters/pg/World.ts"
import * as TestPostgres from "../TestPostgres.ts"
import { backend } from "./Backend.ts"
import { type Answer, ask, cookieOf, signIn } from "./Client.ts"
import { addUser, type Site } from "./World.ts"

const carol = "/api/subscriptions/hls/carol"

type Asked = Effect.Effect<Answer, never, Site>

/** Two backends on one database. Before each change that one makes, both may lose the sessions by which they hear of changes. */
const pair = Effect.fnUntraced(function* (deaf: boolean) {
  const dsn = yield* TestPostgres.database
  const [one, other] = yield* Effect.forEach([1, 2], () =>
    Effect.flatMap(backend({ store: Pg.on(dsn, 4) }), ({ boot }) => boot)
  )
  if (one === undefined || other === undefined) return yield* Effect.die(new Error("there are two"))
  const cut = terminate(dsn, "query LIKE 'LISTEN%' OR query = 'SELECT 1'")
  return {
    one,
    other,
    /** Does it at the one; the other answers so within a second. */
    agree: Effect.fnUntraced(function* (change: Asked, question: Asked, right: (answer: Answer) => boolean) {
      const before = yield* other.with(question)
      assert.isFalse(right(before), before.text)
      if (deaf) yield* cut
      const changed = yield* one.with(change)
      assert.isBelow(changed.status, 300, changed.text)
      const since = yield* Clock.currentTimeMillis
      let answer = yield* other.with(question)
      while (!right(answer)) {
        assert.isBelow((yield* Clock.currentTimeMillis) - since, 1_000, `still ${answer.status} ${answer.text}`)
        yield* Effect.sleep("10 millis")
        answer = yield* other.with(question)
      }
    })
  }
})

const refuses = ({ json }: Answer) => json?.code === "not_signed_in"

describe.each([
  { state: "that hear each other", deaf: false },
  { state: "whose listening sessions were just cut", deaf: true }
])("two backends $state", ({ deaf }) => {
  it.live(
    "agree on subscriptions, postures and settings within a second",
    () =>
      Effect.gen(function* () {
        const { agree, one } = yield* pair(deaf)
        yield* one.with(addUser("root", "admin"))
        const { token } = yield* one.with(signIn("root"))
        const shown = ask("GET", carol, { token })
        const posture = (wanted: string) => (answer: Answer) => answer.json?.posture === wanted
        yield* agree(
          ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } }),
          ask("GET", "/api/subscriptions", { token }),
          ({ json }) => json.total === 1
        )
        yield* agree(ask("POST", `${carol}/pause`, { token }), shown, posture("paused"))
        yield* agree(ask("POST", `${carol}/archive`, { token }), shown, posture("archived"))
        yield* agree(ask("DELETE", carol, { token }), shown, ({ status }) => status === 404)
        const config = yield* one.with(ask("GET", "/api/config", { token }))
        yield* agree(
          ask("PUT", "/api/config", {
            token,
            headers: { "if-match": config.headers.get("etag") ?? "" },
            body: { ...config.json.settings, error_threshold: 7 }
          }),
          ask("GET", "/api/config", { token }),
          ({ json }) => json.settings.error_threshold === 7
        )
      }),
    60_000
  )

  it.live(
    "agree within a second on who may do what",
    () =>
      Effect.gen(function* () {
        const { agree, one } = yield* pair(deaf)
        yield* one.with(addUser("root", "admin"))
        const { token } = yield* one.with(signIn("root"))
        const sessionOf = Effect.fnUntraced(function* (name: string, role: "admin" | "user") {
          const { id } = yield* one.with(addUser(name, role))
          const { refresh, token: own } = yield* one.with(signIn(name))
          return { path: `/api/users/${id}`, refresh, token: own, profile: ask("GET", "/api/me", { token: own }) }
        })
        const demoted = yield* sessionOf("demoted", "admin")
        yield* agree(
          ask("PUT", demoted.path, { token, body: { role: "user" } }),
          ask("GET", "/api/users", { token: demoted.token }),
          ({ json }) => json?.code === "forbidden"
        )
        const leaving = yield* sessionOf("leaving", "user")
        yield* agree(
          ask("POST", "/api/auth/logout", {
            cookie: yield* one.with(cookieOf("refresh", leaving.refresh)),
            headers: { "sec-fetch-site": "same-origin" }
          }),
          leaving.profile,
          refuses
        )
        const twice = yield* sessionOf("twice", "user")
        const again = yield* one.with(signIn("twice"))
        yield* agree(ask("DELETE", "/api/me/sessions", { token: again.token }), twice.profile, refuses)
        const renewed = yield* sessionOf("renewed", "user")
        yield* agree(
          ask("PUT", renewed.path, { token, body: { password: "another password" } }),
          renewed.profile,
          refuses
        )
        const deleted = yield* sessionOf("deleted", "user")
        yield* agree(ask("DELETE", deleted.path, { token }), deleted.profile, refuses)
      }),
    60_000
  )
})
