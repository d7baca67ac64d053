import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { contract } from "./contract.ts"
import { aSource, load } from "./World.ts"

const none = (2 ** 40) as SourceId

/** What every `Sources` promises of a source's own settings. */
contract("A source's own settings", (it) => {
  it.effect("a source's own settings are kept as they were given, under the same names", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const { id } = yield* aSource
      const overrides = { resolution: "1080", user_agent: "böse \\ \" ' 'agent'", segment_length: "10m" } as const
      yield* sources.setOverrides(id, overrides, 0)
      assert.deepStrictEqual((yield* load(id)).overrides, overrides)
      yield* sources.setOverrides(id, {}, 1)
      assert.deepStrictEqual((yield* load(id)).overrides, {})
      yield* sources.setOverrides(none, {}, 0)
    })
  )

  it.effect("of two changes of a source's own settings that rest on one version the first is kept", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const { id } = yield* aSource
      yield* sources.setOverrides(id, { resolution: "1080" }, 0)
      const refused = yield* Effect.flip(sources.setOverrides(id, { resolution: "480" }, 0))
      assert.deepStrictEqual([refused.expected, refused.current], [0, 1])
      const { overrides, overridesVersion } = yield* load(id)
      assert.deepStrictEqual([overrides, overridesVersion], [{ resolution: "1080" }, 1])
      const change = (framerate: "30" | "60") => Effect.result(sources.setOverrides(id, { framerate }, 1))
      const both = yield* Effect.all([change("30"), change("60")], { concurrency: 2 })
      assert.strictEqual(both.filter(({ _tag }) => _tag === "Success").length, 1)
      assert.strictEqual((yield* load(id)).overridesVersion, 2)
    })
  )

  it.effect("where a source is, who said so, and its own settings are replaced together", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const { id } = yield* aSource
      assert.strictEqual((yield* load(id)).address, null)
      const address = { url: "https://example.org/a?b=1", from: "member" } as const
      yield* sources.setAddress(id, address, { login: "a:b" }, 0)
      const stored = yield* load(id)
      assert.deepStrictEqual(
        [stored.address, stored.overrides, stored.overridesVersion],
        [address, { login: "a:b" }, 1]
      )
      const refused = yield* Effect.flip(sources.setAddress(id, null, {}, 0))
      assert.deepStrictEqual([refused.expected, refused.current], [0, 1])
      yield* sources.setAddress(id, null, {}, 1)
      const after = yield* load(id)
      assert.deepStrictEqual([after.address, after.overrides], [null, {}])
      yield* sources.setAddress(none, address, {}, 0)
    })
  )
})
