import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { CookieNames } from "../../src/http/CookieNames.ts"
import type { Tokens } from "../../src/ports/Tokens.ts"
import { type Answer, ask, cookieOf, signIn } from "./Client.ts"
import { type Operation, operations } from "./Operations.ts"
import { addUser, type world } from "./World.ts"

/** How a caller's requests look, once a session's token is known. */
export type Wearing = (token: string) => Effect.Effect<Readonly<Record<string, string>>, never, CookieNames | Tokens>

type Which = "own" | "foreign" | "missing"
type Rule = "public" | "signed in" | "subscription" | "source status" | "recordings" | "admin"

/** The rules, and all that is listed by hand: the first that fits is the one. */
const rules: ReadonlyArray<readonly [RegExp, Rule]> = [
  [/^\w+ \/api\/(?:auth|health|livez|readyz)/, "public"],
  [/^\w+ \/api\/(?:users|config|audit|workers|diagnostics|storage\/trash|recordings\/rules)/, "admin"],
  [/^\w+ \/api\/sources$/, "admin"],
  // Whether members may is a setting, which its own tests are about.
  [/^POST \/api\/sources\/probe$/, "signed in"],
  [/^(?:POST|PUT|DELETE) \/api\/sources/, "admin"],
  [/^GET \/api\/sources\/\{driver\}\/\{username\}\/overrides$/, "admin"],
  [/^GET \/api\/sources\/\{driver\}\/\{username\}$/, "source status"],
  [/^GET \/api\/sources\//, "recordings"],
  [/^\w+ \/api\/subscriptions\/\{driver\}/, "subscription"],
  [/^\w+ \/api\/(?:me|subscriptions|drivers|recordings|exports|storage)/, "signed in"]
]

const ruleOf = ({ method, path }: Operation): Rule =>
  rules.find(([fits]) => fits.test(`${method} ${path}`))?.[1] ?? assert.fail(`no rule fits ${method} ${path}`)

/** What a caller of a role may be told: `in` stands for anything but a refusal of the caller. */
const expected = (
  rule: Rule,
  role: "nobody" | "user" | "admin",
  which: Which
): "not_signed_in" | "forbidden" | "404" | "in" => {
  if (rule === "public") return "in"
  if (role === "nobody") return "not_signed_in"
  if (rule === "signed in" || role === "admin") return which === "missing" && rule !== "signed in" ? "404" : "in"
  if (rule === "admin") return "forbidden"
  if (rule === "recordings" && which === "own") return "forbidden"
  return which === "own" ? "in" : "404"
}

const told = ({ headers, json, status }: Answer): string => {
  if (status === 403 && json?.code === "not_signed_in") {
    assert.strictEqual(headers.get("x-redirect-to"), "/login")
    return "not_signed_in"
  }
  if (status === 403) {
    assert.isNull(headers.get("x-redirect-to"))
    return String(json?.code)
  }
  return status === 404 ? "404" : "in"
}

const values: Readonly<Record<string, string>> = {
  driver: "hls",
  session: "2026-01-01_00-00-00",
  name: "2026-01-01_00-00-00_00000.ts",
  id: "00000000-0000-4000-8000-000000000000",
  version: "1"
}

const address = ({ path }: Operation, username: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === "username" ? username : (values[name] ?? "1")))

/** Every operation of the contract, asked by everybody, in a world of the tests. */
export const matrix = (name: string, wearing: Wearing, within: ReturnType<typeof world>) =>
  layer(within, { excludeTestServices: true })(name, (it) => {
    const session = Effect.fnUntraced(function* (username: string, role: "user" | "admin") {
      yield* addUser(username, role)
      const { refresh, token } = yield* signIn(username)
      return { username, token, refresh, headers: yield* wearing(token) }
    })

    const wish = Effect.fnUntraced(function* (headers: Readonly<Record<string, string>>, username: string) {
      const made = yield* ask("POST", "/api/subscriptions", { headers, body: { driver: "hls", username } })
      assert.include([200, 201], made.status, made.text)
    })

    it.effect(
      "every route answers each caller by its rule",
      () =>
        Effect.gen(function* () {
          const root = yield* session("root", "admin")
          const alice = yield* session("alice", "user")
          const bob = yield* session("bob", "user")
          const gone = yield* session("gone", "user")
          const demoted = yield* session("demoted", "admin")
          const users = yield* ask("GET", "/api/users", { headers: root.headers })
          const idOf = (who: string): number =>
            users.json.items.find(({ username }: { username: string }) => username === who).id
          const put = yield* ask("PUT", `/api/users/${idOf("demoted")}`, {
            headers: root.headers,
            body: { role: "user" }
          })
          assert.strictEqual(put.status, 200, put.text)
          const cookie = yield* cookieOf("refresh", gone.refresh)
          yield* ask("POST", "/api/auth/logout", { cookie, headers: { "sec-fetch-site": "same-origin" } })

          const sources: Readonly<Record<Which, string>> = { own: "ours", foreign: "theirs", missing: "nowhere" }
          const callers = [
            { name: "nobody", role: "nobody", headers: {}, owns: null },
            { name: "a logged-out token", role: "nobody", headers: gone.headers, owns: null },
            { name: "a user", role: "user", headers: alice.headers, owns: alice },
            { name: "another user", role: "user", headers: bob.headers, owns: bob },
            { name: "a demoted admin", role: "user", headers: demoted.headers, owns: demoted },
            { name: "an admin", role: "admin", headers: root.headers, owns: root }
          ] as const
          const mistakes: Array<string> = []
          for (const operation of operations) {
            const rule = ruleOf(operation)
            assert.strictEqual(operation.needsSession, rule !== "public", operation.path)
            const keyed = operation.path.includes("{username}")
            for (const { headers, name: caller, owns, role } of callers) {
              for (const which of keyed ? (["own", "foreign", "missing"] as const) : (["own"] as const)) {
                const other = owns?.username === "bob" ? alice : bob
                if (keyed && which === "own" && owns !== null)
                  yield* wish(owns.headers, `${sources.own}-${owns.username}`)
                if (keyed && which === "foreign") yield* wish(other.headers, `${sources.foreign}-${other.username}`)
                const username =
                  which === "own"
                    ? `ours-${owns?.username ?? "x"}`
                    : which === "foreign"
                      ? `theirs-${other.username}`
                      : "nowhere"
                const path = address(operation, username)
                const body = operation.contentTypes.length === 0 ? {} : { body: {} }
                // Signing out ends the session of who asks: it is not the one that is still needed.
                const passing = owns !== null && path === "/api/auth/logout"
                const asking = passing ? (yield* session(owns.username, "user")).headers : headers
                const answer = yield* ask(operation.method, path, { headers: asking, ...body })
                const right = expected(rule, role, which)
                const seen = told(answer)
                // An admin may meet nothing in a place that exists, and acts on the own subscription unless another is named.
                const fits =
                  seen === right ||
                  (right === "in" && seen === "404" && role === "admin") ||
                  isMalformed(answer, right) ||
                  isElsewhere(operation, seen, right)
                if (!fits)
                  mistakes.push(`${operation.method} ${path} by ${caller}: ${seen} (${answer.status}), not ${right}`)
                assert.isBelow(answer.status, 500, `${operation.method} ${path}: ${answer.text}`)
              }
            }
          }
          assert.deepStrictEqual(mistakes, [])
        }),
      120_000
    )

    it.effect("nobody but an admin names another user", () =>
      Effect.gen(function* () {
        const root = yield* session("root", "admin")
        const alice = yield* session("alice", "user")
        const me = yield* ask("GET", "/api/me", { headers: root.headers })
        const naming = operations.filter(({ parameters }) => parameters.some((one) => one.name === "user_id"))
        assert.isTrue(naming.length > 5)
        for (const operation of naming) {
          const path = `${address(operation, "carol")}?user_id=${me.json.id}`
          const body = operation.contentTypes.length === 0 ? {} : { body: bodyFor(operation) }
          const answer = yield* ask(operation.method, path, { headers: alice.headers, ...body })
          assert.strictEqual(answer.json?.code, "forbidden", `${operation.method} ${path}: ${answer.text}`)
        }
      })
    )
  })

/** An empty body is refused before anything is looked for. */
const isMalformed = ({ status }: Answer, right: string): boolean => right === "404" && status === 400

/** What is named beside the source (a session, a file, a version) need not be there. */
const isElsewhere = ({ path }: Operation, seen: string, right: string): boolean =>
  right === "in" && seen === "404" && /\{(?:id|session|version)\}/.test(path)

const bodyFor = ({ path }: Operation): unknown => {
  if (path.endsWith("import")) return { subscriptions: [] }
  if (path.endsWith("rules")) return { keep_days: 1, keep_newest: 0, keep_bytes: 0 }
  return { driver: "hls", username: "carol" }
}
