import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { Steady } from "../../../src/domain/values/Time.ts"
import { afterExit, delay, none } from "../../../src/overseer/core/Retry.ts"

const steady = (at: number) => at as Steady
const seconds = (n: number) => n * 1e9

describe("a retry policy", () => {
  it.each([
    ["none", undefined, [], "Rest"],
    ["no threshold", none, [1, 2, 3], "Restart"],
    ["threshold 1", { ...none, errorThreshold: 1 }, [], "GiveUp"],
    ["threshold 3, first exit", { ...none, errorThreshold: 3 }, [], "Restart"],
    ["threshold 3, second exit", { ...none, errorThreshold: 3 }, [0], "Restart"],
    ["threshold 3, third exit", { ...none, errorThreshold: 3 }, [0, 1], "GiveUp"],
    ["the edge of the window counts", { ...none, errorThreshold: 2, errorWindow: seconds(10) }, [90_000], "GiveUp"],
    ["what is older does not", { ...none, errorThreshold: 2, errorWindow: seconds(10) }, [89_999], "Restart"],
    ["no window forgets nothing", { ...none, errorThreshold: 2, errorWindow: 0 }, [-1e12], "GiveUp"]
  ] as const)("%s", (_, policy, exits, verdict) => {
    assert.strictEqual(afterExit(policy, exits.map(steady), steady(100_000))._tag, verdict)
  })

  it("gives up after as many exits as the threshold, so restarts once less", () => {
    let exits: ReadonlyArray<Steady> = []
    let restarts = 0
    for (let now = 0; ; now += 1000) {
      const verdict = afterExit({ ...none, errorThreshold: 5 }, exits, steady(now))
      if (verdict._tag !== "Restart") break
      exits = verdict.exits
      restarts++
    }
    assert.strictEqual(restarts, 4)
  })

  const Chance = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 0.999999 }))
  const Wait = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: seconds(3600) }))
  it.prop(
    "waits its delay and less than its jitter more",
    [Chance, Wait, Wait],
    ([chance, restartDelay, restartJitter]) => {
      const wait = delay({ ...none, restartDelay, restartJitter }, chance)
      assert.isTrue(wait >= restartDelay && wait < restartDelay + Math.max(1, restartJitter))
    }
  )
})
