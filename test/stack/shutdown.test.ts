import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Schema } from "effect"
import { eventually } from "./eventually.ts"
import { type Asking, load, type Outcome } from "./Load.ts"
import { adminPassword, product } from "./Product.ts"

const json = { "content-type": "application/json" }
const List = Schema.Struct({ total: Schema.Int, items: Schema.Array(Schema.Struct({ username: Schema.String })) })
const Token = Schema.Struct({ access_token: Schema.String })

describe("D7: the backend, told to stop under load,", () => {
  it.live(
    "answers every request that it took, keeps what it said it did, and loses no event",
    () =>
      Effect.gen(function* () {
        const p = yield* product()
        yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        const login = JSON.stringify({ username: "admin", password: adminPassword })
        const { access_token } = yield* Effect.promise(() =>
          fetch(`${p.address}/api/auth/login`, { method: "POST", headers: json, body: login }).then((one) => one.json())
        ).pipe(Effect.flatMap(Schema.decodeUnknownEffect(Token)))
        const headers = { authorization: `Bearer ${access_token}`, ...json }
        // Recorders that fail at once, so that there is always something to write down.
        for (const n of [1, 2, 3, 4, 5, 6])
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: `nowhere_${n}` })

        const next = (client: number, turn: number): Asking => {
          if (turn % 3 === 2)
            return { name: "", method: "GET", path: "/api/subscriptions?limit=500", headers: { ...headers } }
          if (client === 0)
            return { name: "", method: "POST", path: "/api/auth/login", headers: { ...json }, body: login }
          const username = `asked_${client}_${turn}`
          const body = JSON.stringify({ driver: "hls", username })
          return { name: username, method: "POST", path: "/api/subscriptions", headers, body }
        }
        const outcomes: Array<Outcome> = []
        const asking = yield* Effect.forkChild(load(p.address, 12, outcomes, next))
        yield* eventually(
          "a hundred answers",
          Effect.sync(() => (outcomes.length >= 100 ? Option.some(true) : Option.none()))
        )
        const { replaced } = yield* p.signalBackend("SIGTERM")
        const told = performance.now()
        yield* Fiber.join(asking)
        assert.isBelow(performance.now() - told, 9_000, "busy connections are not served for ever")

        const cut = outcomes.filter(({ status, whole }) => status !== null && !whole)
        assert.deepStrictEqual(cut, [], "an answer that began was not finished")
        const failed = outcomes.filter(({ status }) => status !== null && status >= 500)
        assert.deepStrictEqual(failed, [])

        yield* replaced
        assert.match(p.output(), /backend .*exit code 0/)
        const again = yield* p.signIn("admin", adminPassword)
        const stored = new Set<string>()
        for (let cursor = ""; ; ) {
          const { body } = yield* again.ask("GET", `/subscriptions?limit=500&q=asked${cursor}`)
          const page = yield* Schema.decodeUnknownEffect(List)(body)
          for (const { username } of page.items) stored.add(username)
          const next = Schema.is(Schema.Struct({ next_cursor: Schema.String }))(body) ? body.next_cursor : null
          if (next === null) break
          cursor = `&cursor=${encodeURIComponent(next)}`
        }
        for (const { error, name, status } of outcomes) {
          if (name === "") continue
          if (status === 201) assert.isTrue(stored.has(name), `${name} was promised`)
          else assert.isFalse(stored.has(name), `${name} was done without an answer: ${error ?? status}`)
        }

        for (const n of [1, 2, 3, 4, 5, 6])
          yield* eventually(
            "as many ends as beginnings",
            Effect.map(again.events(`hls/nowhere_${n}`), (types) => {
              const count = (type: string) => types.filter((one) => one === type).length
              return count("started") > 0 && count("started") === count("exited") && count("lost") === 0
                ? Option.some(true)
                : Option.none()
            })
          )
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
