import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { InstallationId } from "../../src/domain/supervision/TaskId.ts"
import { Installation } from "../../src/ports/Installation.ts"
import { StoreHealth } from "../../src/ports/StoreHealth.ts"
import { contract } from "./contract.ts"

/** What every `StoreHealth` and every `Installation` promises of a store that is well. */
contract("StoreHealth and Installation", (it) => {
  it.effect("a store that answers is well", () =>
    Effect.gen(function* () {
      const health = yield* StoreHealth
      // A store that is slow to answer is none for that moment.
      yield* Effect.repeat(health.check, { until: (well) => well })
      const version = yield* Effect.repeat(health.version, { until: (version) => version !== null })
      assert.match(version ?? "", /^(memory|PostgreSQL \d+\.\d+, schema [1-9]\d*)$/)
    })
  )

  it.effect("the installation has one id, for good", () =>
    Effect.gen(function* () {
      const installation = yield* Installation
      const id = yield* installation.id
      assert.isTrue(Schema.is(InstallationId)(id))
      assert.strictEqual(yield* installation.id, id)
    })
  )

  it.effect("R24: a recordings' folder is known by its disk, the one that was told last", () =>
    Effect.gen(function* () {
      const { deviceOf, setDevice } = yield* Installation
      assert.isNull(yield* deviceOf("/recordings"))
      yield* setDevice("/recordings", "2049")
      yield* setDevice("/elsewhere", "7")
      yield* setDevice("/recordings", "2050")
      assert.deepStrictEqual([yield* deviceOf("/recordings"), yield* deviceOf("/elsewhere")], ["2050", "7"])
    })
  )
})
