import { connect } from "node:net"
import { assert } from "@effect/vitest"
import { Effect, Fiber, Ref } from "effect"
import { Importing } from "../../src/app/subscriptions/Importing.ts"
import { Subscribing } from "../../src/app/subscriptions/Subscribing.ts"
import { SessionId } from "../../src/domain/values/Ids.ts"
import { Users } from "../../src/ports/Users.ts"
import { ask, signIn, until } from "./Client.ts"
import { StoreLine } from "./Stores.ts"
import { addUser, onEachStore, Site } from "./World.ts"

/** Sends these lines as they are; the status of the answer. */
const raw = Effect.fnUntraced(function* (lines: ReadonlyArray<string>) {
  const { url } = yield* Site
  return yield* Effect.callback<number>((resume) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1")
    let answer = ""
    socket.on("data", (some) => {
      answer += some
    })
    socket.on("close", () => resume(Effect.succeed(Number(answer.split(" ", 2)[1]))))
    socket.on("error", () => socket.destroy())
    socket.write([...lines, "Connection: close", "", ""].join("\r\n"), "latin1")
  })
})

onEachStore()("D16: an odd request", (it) => {
  const unreported = Effect.gen(function* () {
    const { reported } = yield* Site
    assert.deepStrictEqual(yield* Ref.get(reported), [])
  })

  it.effect("with an odd path is no failure of the server, whatever it names", () =>
    Effect.gen(function* () {
      const paths = [
        `/${"a".repeat(300)}`,
        `/${"a".repeat(300)}.js`,
        `/${"a/".repeat(2000)}`,
        `/${"%41".repeat(2000)}`,
        "/%00",
        "/%00.js",
        "/a%00b/c.css",
        "/%",
        "/%zz",
        "/%ff.js",
        "/%E0%A4%A.js",
        "/..%2f..%2fetc%2fpasswd",
        "//",
        "//x",
        "///etc/passwd",
        "/\\",
        "/index.html/x.js",
        "/:",
        "/*",
        "http://other.example/",
        "http://[/",
        "*",
        "/?%",
        "/api/%",
        "/api/%00",
        "/api/sources/%ff/%ff",
        `/api/sources/hls/${"a".repeat(3000)}`,
        `/thumbnails/hls/${"a".repeat(3000)}.jpg`
      ]
      for (const path of paths) {
        const status = yield* raw([`GET ${path} HTTP/1.1`, "Host: localhost"])
        assert.isTrue(status >= 200 && status < 500, `${path}: ${status}`)
      }
      yield* unreported
    })
  )

  it.effect("with an odd Host is none either", () =>
    Effect.gen(function* () {
      const hosts = [
        "",
        "[",
        "]",
        "a b",
        "%",
        "::::",
        "x:99999",
        "\u00e4",
        "a/b",
        "a@b",
        "\\",
        "?",
        "#",
        "a".repeat(5000)
      ]
      for (const host of hosts) {
        for (const path of ["/", "/api/me", "/api/livez", "/x.js"]) {
          const status = yield* raw([`GET ${path} HTTP/1.1`, `Host: ${host}`])
          assert.isTrue(status >= 200 && status < 500, `${host} ${path}: ${status}`)
        }
        const change = yield* raw([
          "POST /api/auth/logout HTTP/1.1",
          `Host: ${host}`,
          "Origin: http://[",
          "Content-Length: 0"
        ])
        assert.isTrue(change >= 200 && change < 500, `${host}: ${change}`)
      }
      assert.strictEqual(yield* raw(["GET /api/livez HTTP/1.0"]), 200)
      yield* unreported
    })
  )

  it.effect("with an import of deeply nested JSON is told where the limit is", () =>
    Effect.gen(function* () {
      yield* addUser("nora")
      const { token } = yield* signIn("nora")
      for (const depth of [40, 10_000, 100_000]) {
        const answer = yield* ask("POST", "/api/subscriptions/import", {
          token,
          raw: `{"subscriptions":[${"[".repeat(depth)}${"]".repeat(depth)}]}`
        })
        assert.strictEqual(answer.status, 400)
        assert.include(answer.json.error, "nested more than 32 levels deep")
      }
      yield* unreported
    })
  )

  it.effect("of somebody whose account was deleted meanwhile finds no such user", () =>
    Effect.gen(function* () {
      const user = yield* addUser("gone")
      const sessionId = SessionId.make("00000000-0000-4000-8000-000000000001")
      const by = { userId: user.id, username: "gone", role: "user", sessionId, address: null } as const
      yield* Users.use((users) => users.remove(user.id))
      const key = { driver: "hls", username: "left" }
      const refused = yield* Effect.flip(Subscribing.use((subscribing) => subscribing.subscribe(by, user.id, key)))
      assert.strictEqual(refused._tag, "NoUser")
      const lines = [{ line: 1, input: "hls/left", ...key }]
      const { results } = yield* Importing.use((importing) =>
        importing.run(by, null, lines, { dryRun: false, posture: "active" })
      )
      assert.deepStrictEqual(
        results.map(({ error, outcome }) => [outcome, error]),
        [["refused", `There is no user with id ${user.id}.`]]
      )
    })
  )

  it.effect("for a change while the database goes away and comes back is done, or told to try again", () =>
    Effect.gen(function* () {
      yield* addUser("ida", "admin")
      const { token } = yield* signIn("ida")
      const line = yield* StoreLine
      const { reported } = yield* Site
      const change = (i: number) => {
        const body = { driver: "hls", username: `s${i % 7}` }
        return [
          ask("POST", "/api/subscriptions", { token, body }),
          ask("POST", `/api/subscriptions/hls/s${i % 7}/pause`, { token }),
          ask("POST", "/api/subscriptions/bulk", { token, body: { action: "archive", items: [body] } })
        ][i % 3]
      }
      let done = 0
      const going = yield* Effect.forkChild(
        Effect.forever(
          Effect.gen(function* () {
            yield* Effect.sleep("30 millis")
            yield* line.cut
            yield* Effect.sleep("30 millis")
            yield* line.mend
            // A slow machine takes longer to come back: until something was done again.
            const before = done
            yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => done > before })
          })
        )
      )
      const answers = yield* Effect.forEach(
        Array.from({ length: 240 }, (_, i) => change(i) ?? Effect.die("no change")),
        (asking) =>
          Effect.tap(Effect.delay(asking, "2 millis"), ({ status }) =>
            Effect.sync(() => {
              if (status < 300) done++
            })
          ),
        { concurrency: 6 }
      )
      yield* Fiber.interrupt(going)
      yield* line.mend
      const seen = yield* Ref.get(reported)
      for (const { status, text } of answers) assert.include([200, 201, 404, 503], status, `${text} ${seen.join()}`)
      assert.isAbove(answers.filter(({ status }) => status === 503).length, 0)
      assert.isAbove(answers.filter(({ status }) => status < 300).length, 0)
      yield* unreported
      yield* Ref.set(reported, [])
      yield* until(ask("GET", "/api/readyz"), ({ status }) => status === 200)
    })
  )

  it.effect("with an address that leads nowhere by its length alone is told so", () =>
    Effect.gen(function* () {
      const answer = yield* ask("GET", `/api/sources/hls/${"a".repeat(9000)}`)
      assert.strictEqual(answer.status, 414)
      assert.strictEqual(answer.json.code, "address_too_long")
    })
  )
})
