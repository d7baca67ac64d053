import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem, Redacted } from "effect"
import { fromEnvironment } from "../../src/main/Environment.ts"
import { secret, wrong } from "./wrongValues.ts"

const other = "b7d1f0a2c3e4958671605f4e3d2c1b0a99887766aabbccdd"

const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped({ prefix: "sticky-env-" }))

const minimal = (root: string): Record<string, string> => ({
  DB_DSN: "postgres://dvr:planted-password@127.0.0.1:5432/dvr",
  JWT_SECRET: secret,
  OVERSEER_URL: "ws://127.0.0.1:8080/ws",
  MEDIA_ROOT: `${root}/media`
})

const read = (variables: Record<string, string>) =>
  Effect.provide(fromEnvironment, ConfigProvider.layer(ConfigProvider.fromUnknown(variables)))

const refusal = Effect.fnUntraced(function* (change: Record<string, string | undefined>) {
  const all = { ...minimal(yield* folder), ...change }
  const set = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return yield* Effect.flip(read(Object.fromEntries(set)))
})

const scoped = <A, E>(effect: Effect.Effect<A, E, import("effect").Scope.Scope | NodeServices.NodeServices>) =>
  Effect.provide(Effect.scoped(effect), NodeServices.layer)

describe("the environment", () => {
  it.effect("needs four variables; everything else has a default", () =>
    scoped(
      Effect.gen(function* () {
        const root = yield* folder
        const { dsn, jwtSecret, migrationsDir, publicDir, ...rest } = yield* read(minimal(root))
        assert.deepStrictEqual(rest, {
          host: "127.0.0.1",
          port: 8080,
          poolSize: 10,
          overseerUrl: "ws://127.0.0.1:8080/ws",
          overseerSecret: null,
          converterUrl: null,
          thumbnailerUrl: null,
          mediaRoot: `${root}/media`,
          adminUsername: "admin",
          adminPassword: null,
          seed: null,
          channels: [],
          logFormat: "pretty",
          logLevel: "Info",
          identity: { _tag: "token" },
          secureCookies: false,
          installation: null,
          publicPath: "",
          metricsToken: null,
          otlpUrl: null,
          bcryptCost: 12
        })
        assert.strictEqual(Redacted.value(dsn), minimal(root)["DB_DSN"])
        assert.strictEqual(Redacted.value(jwtSecret), secret)
        assert.match(migrationsDir, /\/migrations$/)
        assert.match(publicDir ?? "", /\/public$/)
        assert.isTrue(yield* FileSystem.FileSystem.use((fs) => fs.exists(`${root}/media`)))
      })
    )
  )

  it.effect("takes every variable that is set", () =>
    scoped(
      Effect.gen(function* () {
        const root = yield* folder
        const fs = yield* FileSystem.FileSystem
        yield* fs.writeFileString(`${root}/seed.yaml`, "resolution: '480'\n")
        const found = yield* read({
          ...minimal(root),
          HOST: "0.0.0.0",
          PORT: "8081",
          DB_POOL: "3",
          CONVERTER_URL: "http://converter:8080",
          THUMBNAILER_URL: "wss://thumbs/other",
          ADMIN_USERNAME: "otto",
          ADMIN_PASSWORD: "staple battery",
          CONFIG_SEED: `${root}/seed.yaml`,
          LOG_FORMAT: "json",
          LOG_LEVEL: "debug",
          IDENTITY: "proxied",
          PROXY_SECRET: other,
          INSTALLATION: "home1",
          PUBLIC_PATH: "/dvr",
          METRICS_TOKEN: other,
          OTLP_URL: "http://127.0.0.1:4318",
          PUBLIC_DIR: root,
          MIGRATIONS_DIR: root,
          BCRYPT_COST: "4"
        })
        assert.deepInclude(found, {
          host: "0.0.0.0",
          port: 8081,
          poolSize: 3,
          converterUrl: "ws://converter:8080/ws",
          thumbnailerUrl: "wss://thumbs/other",
          adminUsername: "otto",
          seed: { file: `${root}/seed.yaml`, text: "resolution: '480'\n" },
          logFormat: "json",
          logLevel: "Debug",
          secureCookies: true,
          installation: "home1",
          publicPath: "/dvr",
          otlpUrl: "http://127.0.0.1:4318",
          publicDir: root,
          migrationsDir: root,
          bcryptCost: 4
        })
        assert.strictEqual(found.identity._tag, "proxied")
        const shown = JSON.stringify(found)
        for (const hidden of [secret, other, "staple battery", "planted-password"]) assert.notInclude(shown, hidden)
      })
    )
  )

  it.effect("an empty variable counts as not set", () =>
    scoped(
      Effect.gen(function* () {
        const found = yield* read({ ...minimal(yield* folder), PORT: "", CONVERTER_URL: " ", ADMIN_PASSWORD: "" })
        assert.deepInclude(found, { port: 8080, converterUrl: null, adminPassword: null })
      })
    )
  )

  it.effect("tells everything that is wrong at once", () =>
    scoped(
      Effect.gen(function* () {
        const { message, sentences } = yield* Effect.flip(read({ PORT: "x", LOG_FORMAT: "xml" }))
        assert.deepStrictEqual(
          sentences.map((sentence) => sentence.split(" ")[0]),
          ["PORT", "DB_DSN", "JWT_SECRET", "OVERSEER_URL", "MEDIA_ROOT", "LOG_FORMAT"]
        )
        assert.strictEqual(message.split("\n").length, 6)
      })
    )
  )
})

describe("a bad value is refused with one sentence", () => {
  for (const [name, value, said] of wrong) {
    it.effect(`${name}=${value ?? "(not set)"}`, () =>
      scoped(
        Effect.gen(function* () {
          const { sentences } = yield* refusal({ [name]: value })
          assert.strictEqual(sentences.length, 1, sentences.join("\n"))
          const sentence = sentences[0] ?? ""
          assert.isTrue(sentence.startsWith(`${name} `) || sentence.startsWith(`${name}:`), sentence)
          assert.match(sentence, said)
          assert.notInclude(sentence, "\n")
          assert.isTrue(sentence.endsWith("."))
          if (
            /SECRET|TOKEN|PASSWORD|DSN/.test(name) &&
            value !== undefined &&
            value.length > 6 &&
            value !== "password"
          ) {
            assert.notInclude(sentence, value)
          }
        })
      )
    )
  }

  it.effect(
    "IDENTITY=proxied without PROXY_SECRET and INSTALLATION, with a database password that everybody knows",
    () =>
      scoped(
        Effect.gen(function* () {
          const { sentences } = yield* refusal({
            IDENTITY: "proxied",
            DB_DSN: "postgres://sticky:p%6fstgres@db/sticky"
          })
          assert.strictEqual(sentences.length, 3)
          assert.match(
            sentences.join(" "),
            /^PROXY_SECRET is not set.*\. INSTALLATION is not set.*\. DB_DSN has a password that everybody knows: /
          )
        })
      )
  )
})

describe("a good secret is not taken for an example", () => {
  for (const good of [
    secret,
    "correct horse battery staple zebra kiwi",
    "K8s!vR2#pQ9z$Lm4@Xw7&Tn1*Yb6^Hc3",
    "QmFzZTY0IHRleHQgb2YgYSByYW5kb20gbnVtYmVy",
    "9b2e7c1d-4f6a-4b8c-9d0e-1f2a3b4c5d6e"
  ]) {
    it.effect(good, () =>
      scoped(
        Effect.gen(function* () {
          const found = yield* read({ ...minimal(yield* folder), JWT_SECRET: good })
          assert.strictEqual(Redacted.value(found.jwtSecret), good)
        })
      )
    )
  }
})
