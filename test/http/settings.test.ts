import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Option, Ref } from "effect"
import * as Memory from "../../src/adapters/memory/World.ts"
import { patiently } from "../../src/adapters/pg/patiently.ts"
import * as Pg from "../../src/adapters/pg/Store.ts"
import { isSecret } from "../../src/domain/settings/SecretFields.ts"
import { eventually } from "../stack/eventually.ts"
import * as TestPostgres from "../TestPostgres.ts"
import { backend } from "./Backend.ts"
import { type Answer, ask, signIn } from "./Client.ts"
import { Edits, edited, oddities } from "./Documents.ts"
import { addUser } from "./World.ts"

const drivers = [
  {
    name: "hls",
    description: null,
    params: { source: {}, out: {}, resolution: { default: "720", validate: 'value in ["480", "720", "1080"]' } },
    dedupeKey: ["source"],
    limit: 0
  }
]

type Site = Effect.Success<ReturnType<typeof backend>>

/** A site, and the backend that runs there now. */
const ground = Effect.fnUntraced(function* (site: Site) {
  const running = yield* Ref.make(yield* site.boot)
  const now = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.flatMap(Ref.get(running), (one) => one.with(effect))
  const token = yield* now(
    Effect.andThen(
      addUser("root", "admin"),
      Effect.map(signIn("root"), (one) => one.token)
    )
  )
  const asked = (method: string, path: string, more: { body?: unknown; headers?: Record<string, string> } = {}) =>
    now(ask(method, path, { ...more, token }))
  const config = asked("GET", "/api/config")
  return {
    ...site,
    asked,
    config,
    save: (from: Answer, body: unknown) =>
      asked("PUT", "/api/config", { body, headers: { "if-match": from.headers.get("etag") ?? "" } }),
    restart: Effect.gen(function* () {
      yield* (yield* Ref.get(running)).end
      yield* Ref.set(running, yield* site.boot)
    }),
    /** The status of carol for those who want her. */
    sees: (...statuses: ReadonlyArray<string>) =>
      Effect.suspend(() => {
        let last = "no answer"
        return asked("GET", "/api/subscriptions/hls/carol").pipe(
          Effect.map((answer) => {
            last = answer.text
            return statuses.includes(answer.json?.status) ? Option.some(answer) : Option.none()
          }),
          (attempt) => eventually(`carol to be ${statuses.join(" or ")}`, attempt),
          Effect.tapCause(() => Effect.logError(`carol was last seen as ${last}`))
        )
      })
  }
})

class Ground extends Context.Service<Ground, Effect.Success<ReturnType<typeof ground>>>()("test/http/Ground") {}

const onPostgres = Layer.effect(
  Ground,
  Effect.gen(function* () {
    const dsn = yield* TestPostgres.database
    const store = patiently(Pg.layer({ dsn, poolSize: 3, migrationsDir: "migrations" }), () => Layer.empty)
    return yield* ground(yield* backend({ store, overseer: { drivers } }))
  })
)

const inMemory = Layer.effect(
  Ground,
  Effect.gen(function* () {
    const store = Layer.succeedContext(yield* Layer.build(Memory.layer))
    return yield* ground(yield* backend({ store, overseer: { drivers } }))
  })
)

/** Waits until so many recorders run. */
const running = ({ live }: Site["scripted"], count: number) =>
  eventually(
    `${count} recorders`,
    Effect.map(live, (all) => (all.length === count ? Option.some(all) : Option.none()))
  )

/** A refusal names each refused field and says why, in a sentence or a part of one, without our own words for types. */
const assertRefused = (answer: Answer, fields: ReadonlyArray<string>) => {
  assert.include([400, 422], answer.status, answer.text)
  assert.isNotEmpty(answer.json.errors, answer.text)
  for (const { field, message } of answer.json.errors) {
    assert.isTrue(
      fields.some((one) => field === one || field.startsWith(`${one}.`)),
      `${field}: ${answer.text}`
    )
    assert.isAbove(message.length, 5, answer.text)
    assert.notMatch(message, /undefined|\[object|Schema|Expected|RegExp|excess property|Missing key/, answer.text)
  }
}

/** Fields that may be refused because of what others became. */
const dependent = ["restart_delay_max", "error_window", "event_retention"]

layer(onPostgres.pipe(Layer.provide(NodeServices.layer)), { excludeTestServices: true, timeout: "60 seconds" })(
  "D1: the settings",
  (it) => {
    const met = { accepted: 0, refused: 0 }

    it.effect.prop(
      "that are accepted survive a restart and start a run; those that are refused are named with the reason",
      { edits: Edits },
      ({ edits }) =>
        Effect.gen(function* () {
          const { asked, config, restart, save, scripted, sees } = yield* Ground
          const before = yield* config
          const document = edited(before.json.defaults, edits)
          const saved = yield* save(before, document)
          met[saved.status === 200 ? "accepted" : "refused"]++
          if (saved.status !== 200) {
            assertRefused(saved, [...edits.map(({ key }) => key), "drivers", ...dependent])
            assert.strictEqual((yield* config).json.version, before.json.version)
            return
          }
          yield* asked("POST", "/api/subscriptions", { body: { driver: "hls", username: "carol" } })
          yield* asked("POST", "/api/subscriptions/hls/carol/pause")
          yield* sees("inactive")
          yield* running(scripted, 0)
          yield* restart
          const after = yield* config
          assert.deepStrictEqual(after.json.settings, saved.json.settings)
          assert.strictEqual(after.json.version, saved.json.version)
          yield* asked("POST", "/api/subscriptions/hls/carol/resume")
          if (after.json.settings.min_free_space > 1e14) {
            const held = yield* sees("held")
            assert.include(held.json.reason, "disk is nearly full")
            return
          }
          const seen = yield* sees("waiting", "error", "held")
          assert.strictEqual(seen.json.status, "waiting", seen.json.reason)
          assert.strictEqual((yield* scripted.live).length, 1)
        }),
      { timeout: 180_000, arbitrary: { runs: 40, size: 12 } }
    )

    it("met both", () => {
      assert.isAtLeast(met.accepted, 5)
      assert.isAtLeast(met.refused, 5)
    })
  }
)

layer(inMemory.pipe(Layer.provide(NodeServices.layer)), { excludeTestServices: true })("the settings", (it) => {
  it.effect(
    "D1: refuse every odd value of every field by name, or take it as what it is",
    () =>
      Effect.gen(function* () {
        const { config, save } = yield* Ground
        const refused = new Set<string>()
        for (const { key, value } of oddities) {
          const before = yield* config
          const saved = yield* save(before, { ...before.json.defaults, [key]: value })
          if (saved.status === 200) {
            if (!isSecret(key)) assert.deepStrictEqual(saved.json.settings[key], value)
          } else {
            assertRefused(saved, [key, ...dependent])
            refused.add(key)
          }
        }
        assert.deepStrictEqual(
          (yield* config).json.fields
            .map((field: { key: string }) => field.key)
            .filter((key: string) => !refused.has(key)),
          []
        )
      }),
    180_000
  )

  it.effect("D3: tell how many recorders still run on old ones, and restart exactly those on demand", () =>
    Effect.gen(function* () {
      const { asked, config, save, scripted } = yield* Ground
      const outdated = (count: number) =>
        eventually(
          `${count} outdated recorders`,
          Effect.map(config, ({ json }) => (json.outdated_runs === count ? Option.some(true) : Option.none()))
        )
      const fresh = yield* config
      yield* save(fresh, fresh.json.defaults)
      for (const username of ["a", "b"])
        yield* asked("POST", "/api/subscriptions", { body: { driver: "hls", username } })
      yield* running(scripted, 2)
      const before = yield* config
      assert.strictEqual(before.json.outdated_runs, 0)
      const own = yield* asked("PUT", "/api/sources/hls/a/overrides", {
        headers: { "if-match": '"0"' },
        body: { user_agent: "mine" }
      })
      assert.strictEqual(own.status, 200, own.text)
      yield* outdated(1)
      const policy = yield* save(yield* config, { ...before.json.settings, error_threshold: 4 })
      assert.strictEqual(policy.json.outdated_runs, 1, "what recorders are not started with leaves them as they are")
      const saved = yield* save(policy, { ...policy.json.settings, user_agent: "ours" })
      assert.strictEqual(saved.json.outdated_runs, 2, "a is counted though its own value stays: it runs without it")
      const diagnostics = yield* asked("GET", "/api/diagnostics")
      assert.strictEqual(diagnostics.json.outdated_runs, 2)
      const one = yield* asked("POST", "/api/sources/hls/a/restart")
      assert.deepStrictEqual(one.json, { restarting: 1 })
      yield* outdated(1)
      const rest = yield* asked("POST", "/api/sources/restart", { body: { only: "outdated" } })
      assert.deepStrictEqual(rest.json, { restarting: 1 })
      yield* outdated(0)
      const live = yield* running(scripted, 2)
      assert.deepStrictEqual(live.map(({ params }) => params["user_agent"]).sort(), ["mine", "ours"])
      const restarts = (yield* config).json.fields.filter((field: { restarts: boolean }) => field.restarts)
      assert.strictEqual(restarts.length, 11)
    })
  )
})
