import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import { defaultSettings, type Settings } from "../../src/domain/settings/Settings.ts"
import { SettingsChanged, SettingsStore } from "../../src/ports/SettingsStore.ts"
import { Users } from "../../src/ports/Users.ts"
import { contract } from "./contract.ts"
import { at, aUser, noon } from "./World.ts"

const rich: Settings = {
  ...defaultSettings,
  user_agent: "ägent \\ \" '",
  error_threshold: 7,
  driver_urls: { hls: "https://example.test/{username}" },
  drivers: { hls: { segment_length: "10m", user_agent: "own" }, other: {} },
  subscribers_see_sources: true
}

const base = { settings: defaultSettings, userId: null, author: "seed", at: noon }

const current = Effect.map(
  SettingsStore.use((store) => store.current),
  Option.getOrUndefined
)

/** What every `SettingsStore` promises. Its tests build on each other: the versions are one row of them. */
contract("SettingsStore", (it) => {
  it.effect("an empty store has no version", () =>
    Effect.gen(function* () {
      const store = yield* SettingsStore
      assert.isUndefined(yield* current)
      assert.deepStrictEqual(yield* store.find(1), Option.none())
      assert.deepStrictEqual(yield* store.list({ before: null, limit: 10 }), [])
      assert.deepStrictEqual(
        yield* Effect.flip(store.save({ ...base, expected: 1 })),
        new SettingsChanged({ expected: 1, current: 0 })
      )
    })
  )

  it.effect("of ten who save on top of the same version one does, and the others are told the new one", () =>
    Effect.gen(function* () {
      const store = yield* SettingsStore
      for (let version = 0; version < 5; version++) {
        const results = yield* Effect.forEach(
          Array.from({ length: 10 }, (_, n) => n),
          (n) => Effect.result(store.save({ ...base, expected: version, author: `${n}` })),
          { concurrency: "unbounded" }
        )
        const winners = results.flatMap((result) => (result._tag === "Success" ? [result.success] : []))
        assert.deepStrictEqual(winners, [
          { version: version + 1, settings: defaultSettings, author: winners[0]?.author ?? "", at: noon }
        ])
        assert.deepStrictEqual(yield* current, winners[0])
        for (const result of results) {
          if (result._tag === "Success") continue
          assert.deepStrictEqual(result.failure, new SettingsChanged({ expected: version, current: version + 1 }))
        }
      }
    })
  )

  it.effect("settings come back as they were saved", () =>
    Effect.gen(function* () {
      const store = yield* SettingsStore
      const expected = (yield* current)?.version ?? 0
      const user = yield* aUser
      const saved = yield* store.save({ expected, settings: rich, userId: user.id, author: "alice", at: at(5) })
      assert.deepStrictEqual(saved, { version: expected + 1, settings: rich, author: "alice", at: at(5) })
      assert.deepStrictEqual(yield* current, saved)
      assert.deepStrictEqual(yield* store.find(saved.version), Option.some(saved))
    })
  )

  it.effect("the author of a version outlives the user", () =>
    Effect.gen(function* () {
      const [store, users] = [yield* SettingsStore, yield* Users]
      const user = yield* aUser
      const expected = (yield* current)?.version ?? 0
      const saved = yield* store.save({ ...base, expected, userId: user.id, author: user.username })
      yield* users.remove(user.id)
      assert.deepStrictEqual(yield* current, saved)
    })
  )

  it.effect("versions are listed newest first, in pages", () =>
    Effect.gen(function* () {
      const store = yield* SettingsStore
      const last = (yield* current)?.version ?? 0
      const versions = (before: number | null, limit: number) =>
        Effect.map(store.list({ before, limit }), (page) => page.map(({ version }) => version))
      assert.deepStrictEqual(
        yield* versions(null, 100),
        Array.from({ length: last }, (_, n) => last - n)
      )
      assert.deepStrictEqual(yield* versions(null, 2), [last, last - 1])
      assert.deepStrictEqual(yield* versions(last - 1, 2), [last - 2, last - 3])
      assert.deepStrictEqual(yield* versions(1, 2), [])
      const [newest] = yield* store.list({ before: null, limit: 1 })
      assert.deepStrictEqual(newest, yield* current)
    })
  )

  it.effect("lone surrogates are mended on the way in", () =>
    Effect.gen(function* () {
      const store = yield* SettingsStore
      const expected = (yield* current)?.version ?? 0
      const pattern = (folder: string) => `{{.Driver}}/{{.Source}}/${folder}/{{.Recording.Unix}}`
      const saved = yield* store.save({ ...base, expected, settings: { ...rich, out_pattern: pattern("a\ud800b") } })
      assert.strictEqual(saved.settings.out_pattern, pattern("a\uFFFDb"))
      assert.deepStrictEqual(yield* current, saved)
    })
  )
})
