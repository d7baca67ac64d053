import { NodeCrypto } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Bcrypt from "../../../src/adapters/crypto/Bcrypt.ts"
import * as World from "../../../src/adapters/memory/World.ts"
import * as Auditing from "../../../src/app/accounts/Auditing.ts"
import { makePassword } from "../../../src/app/accounts/MadePassword.ts"
import { firstAdmin, firstSettings } from "../../../src/app/settings/Seeding.ts"
import { Password, Username } from "../../../src/domain/accounts/Credentials.ts"
import { defaultSettings } from "../../../src/domain/settings/Settings.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { Atomically } from "../../../src/ports/Atomically.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"
import { Passwords } from "../../../src/ports/Passwords.ts"
import { SettingsStore } from "../../../src/ports/SettingsStore.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"
import { Users } from "../../../src/ports/Users.ts"
import { becomes } from "../../patient.ts"

const world = Auditing.layer.pipe(
  Layer.provideMerge(World.layer),
  Layer.provideMerge([Bcrypt.layer(4), NodeCrypto.layer])
)

const fresh = <A, E>(effect: Effect.Effect<A, E, Layer.Success<typeof world>>) =>
  Effect.provide(effect, Layer.fresh(world))

const seedOf = (text: string) => firstSettings({ file: "seed.yaml", text })

describe("the first admin", () => {
  it.effect("is made with a password that is given back once", () =>
    fresh(
      Effect.gen(function* () {
        const made = Option.getOrThrow(yield* firstAdmin("admin", null))
        const found = Option.getOrThrow(yield* Users.use((users) => users.credentials("admin")))
        assert.strictEqual(found.user.role, "admin")
        assert.isTrue(yield* Passwords.use((passwords) => passwords.matches(made, found.passwordHash)))
        assert.isTrue(Option.isNone(yield* firstAdmin("admin", null)))
        assert.isTrue(Option.isNone(yield* firstAdmin("other", null)))
        assert.strictEqual(yield* Users.use((users) => users.count), 1)
      })
    )
  )

  it.effect("has the given password, which nobody is told again", () =>
    fresh(
      Effect.gen(function* () {
        const given = Redacted.make("staple battery")
        assert.isTrue(Option.isNone(yield* firstAdmin("otto", given)))
        const found = Option.getOrThrow(yield* Users.use((users) => users.credentials("otto")))
        assert.isTrue(yield* Passwords.use((passwords) => passwords.matches(given, found.passwordHash)))
        const [entry] = yield* AuditLog.use((log) => log.list({ before: null, limit: 10, search: null }))
        assert.deepInclude(entry, { actor: "setup", action: "user.create", subject: "otto" })
      })
    )
  )

  it.effect("is told all the same where the store kept it and did not answer", () =>
    fresh(
      Effect.gen(function* () {
        const { run } = yield* Atomically
        let isAnswered = false
        const mute = Atomically.of({
          run: (unit) =>
            Effect.flatMap(run(unit), (answer) => {
              if (isAnswered) return Effect.succeed(answer)
              isAnswered = true
              return Effect.die(new StoreUnavailable({}))
            })
        })
        const making = yield* Effect.forkChild(Effect.provideService(firstAdmin("admin", null), Atomically, mute))
        yield* becomes(() => isAnswered)
        yield* Effect.repeat(
          Effect.andThen(
            TestClock.adjust("1 second"),
            becomes(() => true)
          ),
          {
            until: () => making.pollUnsafe() !== undefined
          }
        )
        const made = Option.getOrThrow(yield* Fiber.join(making))
        const found = Option.getOrThrow(yield* Users.use((users) => users.credentials("admin")))
        assert.isTrue(yield* Passwords.use((passwords) => passwords.matches(made, found.passwordHash)))
        assert.strictEqual(yield* Users.use((users) => users.count), 1)
      })
    )
  )

  it.effect("is made by one of ten that start at once", () =>
    fresh(
      Effect.gen(function* () {
        const made = yield* Effect.all(
          Array.from({ length: 10 }, () => firstAdmin("admin", null)),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(made.filter(Option.isSome).length, 1)
        assert.strictEqual(yield* Users.use((users) => users.count), 1)
      })
    )
  )

  it.effect("does not take over the account of somebody else", () =>
    fresh(
      Effect.gen(function* () {
        const users = yield* Users
        yield* users.create({ username: Username.make("admin"), passwordHash: "x", role: "user", at: 0 as Instant })
        const refused = yield* Effect.flip(firstAdmin("admin", null))
        assert.include(refused.message, "ADMIN_USERNAME is 'admin'")
      })
    )
  )

  it.effect("gets a password that the rules of passwords accept, never the same", () =>
    Effect.gen(function* () {
      const made = yield* Effect.forEach(Array.from({ length: 100 }), () => Effect.map(makePassword, Redacted.value))
      assert.strictEqual(new Set(made).size, 100)
      for (const text of made) {
        assert.match(text, /^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/)
        assert.strictEqual(Password.make(text), text)
      }
    }).pipe(Effect.provide(NodeCrypto.layer))
  )
})

describe("a settings seed", () => {
  it.effect("gives the first version; what it leaves out has its default", () =>
    fresh(
      Effect.gen(function* () {
        assert.isTrue(
          yield* seedOf(`
resolution: 480
framerate: "60"
check_interval: 30s
error_threshold: 3
subscribers_see_sources: true
driver_urls:
  hls: https://example.org/{username}
drivers:
  hls:
    resolution: 1080
`)
        )
        const { author, settings, version } = Option.getOrThrow(yield* SettingsStore.use((store) => store.current))
        assert.strictEqual(version, 1)
        assert.strictEqual(author, "setup")
        assert.deepStrictEqual(settings, {
          ...defaultSettings,
          resolution: "480",
          framerate: "60",
          check_interval: "30s",
          error_threshold: 3,
          subscribers_see_sources: true,
          driver_urls: { hls: "https://example.org/{username}" },
          drivers: { hls: { resolution: "1080" } }
        })
      })
    )
  )

  it.effect("is not looked at once there are settings", () =>
    fresh(
      Effect.gen(function* () {
        assert.isTrue(yield* seedOf("resolution: 480"))
        assert.isFalse(yield* seedOf("resolution: 1080"))
        assert.isFalse(yield* seedOf("nonsense: ["))
        const { settings } = Option.getOrThrow(yield* SettingsStore.use((store) => store.current))
        assert.strictEqual(settings.resolution, "480")
      })
    )
  )

  it.effect("is saved by one of ten that start at once", () =>
    fresh(
      Effect.gen(function* () {
        const saved = yield* Effect.all(
          Array.from({ length: 10 }, () => seedOf("resolution: 480")),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(saved.filter((one) => one).length, 1)
        assert.strictEqual((yield* SettingsStore.use((store) => store.list({ before: null, limit: 9 }))).length, 1)
      })
    )
  )

  it.effect("that is empty gives the defaults", () =>
    fresh(
      Effect.gen(function* () {
        assert.isTrue(yield* seedOf("# nothing yet\n"))
        const { settings } = Option.getOrThrow(yield* SettingsStore.use((store) => store.current))
        assert.deepStrictEqual(settings, defaultSettings)
      })
    )
  )

  const wrong: ReadonlyArray<readonly [string, ReadonlyArray<RegExp>]> = [
    ["resolution: [", [/it is not YAML/]],
    ["just text", [/holds no settings/]],
    ["- a\n- b", [/holds no settings/]],
    ["resolutoin: 720", [/^CONFIG_SEED is 'seed\.yaml': resolutoin is no setting.*resolution/]],
    ["constructor: 1", [/constructor is no setting/]],
    ["resolution: 721", [/resolution is 721: .*"480"/]],
    ["check_interval: 30", [/check_interval is 30: /]],
    ["check_interval: 1s", [/check_interval lies between 5s and 1h/]],
    ['check_interval: "30"', [/duration with a unit/]],
    ["error_threshold: 0", [/error_threshold is 0: .*between 1 and 50/]],
    ["error_threshold: many", [/error_threshold is "many": /]],
    ["subscribers_see_sources: yes please", [/subscribers_see_sources is "yes please"/]],
    ["out_pattern: ../../etc", [/out_pattern/]],
    ["driver_urls: {hls: nowhere}", [/driver_urls/]],
    ["drivers: none", [/drivers is "none"/]],
    ["drivers: {HLS: {}}", [/drivers\.HLS is "HLS": a driver is/]],
    ["drivers: {hls: 720}", [/drivers\.hls is 720/]],
    ["drivers: {hls: {error_window: 5m}}", [/drivers\.hls\.error_window is no setting/]],
    ["drivers: {hls: {resolution: 5}}", [/drivers\.hls\.resolution is 5/]],
    ["error_window: 10s\nerror_threshold: 50", [/error_window: .*failures/]],
    ["resolution: 1\nframerate: 2\nother: 3", [/resolution/, /framerate/, /other/]]
  ]

  for (const [text, said] of wrong) {
    it.effect(`is refused as a whole: ${JSON.stringify(text)}`, () =>
      fresh(
        Effect.gen(function* () {
          const refused = yield* Effect.flip(seedOf(text))
          const sentences = refused.message.split("\n")
          assert.strictEqual(sentences.length, said.length, refused.message)
          for (const [i, sentence] of sentences.entries()) {
            assert.match(sentence, said[i] ?? /^$/)
            assert.isTrue(sentence.endsWith("."), sentence)
          }
          assert.isTrue(Option.isNone(yield* SettingsStore.use((store) => store.current)))
        })
      )
    )
  }

  it.effect("never repeats a secret", () =>
    fresh(
      Effect.gen(function* () {
        const refused = yield* Effect.flip(seedOf('cookies: "planted\\u0007secret"'))
        assert.match(refused.message, /cookies/)
        assert.notInclude(refused.message, "planted")
      })
    )
  )
})
