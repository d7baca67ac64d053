import { assert, describe, it } from "@effect/vitest"
import { laws } from "./simulator/laws/Laws.ts"
import { planOf } from "./simulator/Plan.ts"
import { tellFailure } from "./simulator/report.ts"
import { kinds, scheduleOf } from "./simulator/schedule.ts"
import { play, simulate } from "./simulator/simulate.ts"
import { add, noTally } from "./simulator/Tally.ts"

const batch = 100

describe("whatever goes wrong", () => {
  it.each([0, 1, 2, 3, 4])(
    "batch %i of schedules breaks no law, does faults of every kind and puts every law to the test",
    (number) => {
      let [done, met] = [noTally, noTally]
      for (let seed = number * batch + 1; seed <= (number + 1) * batch; seed++) {
        const outcome = simulate(seed)
        if (outcome.broken.length > 0) assert.fail(tellFailure(seed))
        done = add(done, outcome.done)
        met = add(met, outcome.met)
      }
      assert.deepStrictEqual(Object.keys(done).sort(), kinds.toSorted())
      assert.deepStrictEqual(Object.keys(met).sort(), laws.toSorted())
    },
    120_000
  )

  it("a seed always plays the same schedule", () => {
    const plan = planOf(77)
    assert.deepStrictEqual(play(plan, scheduleOf(plan), true), play(plan, scheduleOf(plan), true))
  })
})
