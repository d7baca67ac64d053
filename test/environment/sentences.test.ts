import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem } from "effect"
import * as Launcher from "../../src/local/launcher/StackSettings.ts"
import * as Backend from "../../src/main/Environment.ts"

const secret = "3f9c1d77be20a4586e01f2c9d84b5a6370e1c2d3b4a59687"

/** What a program says of these variables beside good ones; nothing where it is content. */
const sentencesOf = <A, R>(
  program: Effect.Effect<A, { readonly sentences: ReadonlyArray<string> }, R>,
  variables: Record<string, string>
) =>
  program.pipe(
    Effect.match({ onSuccess: (): ReadonlyArray<string> => [], onFailure: ({ sentences }) => sentences }),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(variables)))
  )

const folder = FileSystem.FileSystem.use((fs) => fs.makeTempDirectoryScoped({ prefix: "sticky-env-" }))

const both = Effect.fnUntraced(
  function* (name: string, value: string) {
    const root = yield* folder
    const variables = {
      DATA_DIR: `${root}/data`,
      MEDIA_ROOT: `${root}/media`,
      DB_DSN: "postgres://dvr:planted-password@127.0.0.1:5432/dvr",
      JWT_SECRET: secret,
      OVERSEER_URL: "ws://127.0.0.1:8080/ws",
      [name]: value
    }
    return {
      backend: yield* sentencesOf(Backend.fromEnvironment, variables),
      launcher: yield* sentencesOf(Launcher.fromEnvironment, variables)
    }
  },
  Effect.scoped,
  Effect.provide(NodeServices.layer)
)

describe("the backend and the launcher", () => {
  it.effect.each([
    ["HOST", "not a host"],
    ["PORT", "65536"],
    ["DB_DSN", "mysql://x/y"],
    ["JWT_SECRET", "short"],
    ["JWT_SECRET", "change-me-change-me-change-me-change-me"],
    ["OVERSEER_URL", "http://127.0.0.1:8080/ws"],
    ["CONVERTER_URL", "ftp://converter"],
    ["THUMBNAILER_URL", "//thumbs"],
    ["MEDIA_ROOT", "/dev/null/recordings"],
    ["MEDIA_ROOT", "/dev/null"],
    ["MEDIA_ROOT", "/proc/nowhere/below"],
    ["ADMIN_USERNAME", "o\u0007tto"],
    ["ADMIN_PASSWORD", "short"],
    ["ADMIN_PASSWORD", "password"],
    ["CONFIG_SEED", "/nowhere/seed.yaml"],
    ["CONFIG_SEED", "/"],
    ["LOG_FORMAT", "xml"]
  ] as const)("say the same of %s='%s'", ([name, value]) =>
    Effect.gen(function* () {
      const { backend, launcher } = yield* both(name, value)
      assert.strictEqual(backend.length, 1)
      assert.deepStrictEqual(launcher, backend)
    })
  )

  it.effect.each([
    ["PORT", " "],
    ["CONVERTER_URL", ""],
    ["CONVERTER_URL", "http://converter:8080"],
    ["HOST", "::1"]
  ] as const)("are both content with %s='%s'", ([name, value]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* both(name, value), { backend: [], launcher: [] })
    })
  )
})

describe("actions of one's own", () => {
  it.effect("are for an overseer of the launcher's own, and the file must be there", () =>
    Effect.gen(function* () {
      const { launcher } = yield* both("ACTIONS", "/etc/hostname")
      assert.match(launcher.join(), /^ACTIONS is for the overseer that starts here, and OVERSEER_URL names another/)
      assert.match(
        (yield* both("ACTIONS", "/nowhere.yaml")).launcher.join(),
        /^ACTIONS is '\/nowhere.yaml', which can't be read/
      )
    })
  )
})

describe("a folder of the launcher", () => {
  it.effect("that is missing is made with those above it, for its owner alone", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const root = yield* folder
      const { dataDir } = yield* Launcher.fromEnvironment.pipe(
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ DATA_DIR: `${root}/deep/data` })))
      )
      assert.strictEqual(dataDir, `${root}/deep/data`)
      const modes = yield* Effect.forEach(["deep", "deep/data", "deep/data/recordings"], (name) =>
        Effect.map(fs.stat(`${root}/${name}`), ({ mode }) => mode & 0o777)
      )
      assert.deepStrictEqual(modes, [0o700, 0o700, 0o700])
      assert.deepStrictEqual(yield* fs.readDirectory(`${root}/deep/data/recordings`), [])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
