import { assert, describe, it } from "@effect/vitest"
import { simulate } from "./Simulation.ts"

type Counts = ReturnType<typeof simulate>["counts"]

/** Plays schedules one after another; a failure names the seed, which plays the same schedule again. */
const play = (schedules: number, unfair: boolean): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (let seed = 1; seed <= schedules; seed++) {
    const { broken, counts } = simulate(seed, { trouble: 180_000, unfair })
    assert.deepStrictEqual(broken, [], `seed ${seed}${unfair ? ", unfair" : ""}`)
    for (const [what, times] of Object.entries(counts)) sums.set(what, (sums.get(what) ?? 0) + times)
  }
  return sums
}

const assertMet = (sums: ReadonlyMap<string, number>, least: Partial<Counts>) => {
  for (const [what, times] of Object.entries(least)) assert.isAbove(sums.get(what) ?? 0, times, what)
}

describe("under random faults", () => {
  it("no run is doubled, no stop is repeated, nothing is started in vain, and all comes right afterwards", () => {
    const sums = play(600, false)
    assertMet(sums, {
      starts: 4000,
      drops: 4000,
      overseers: 500,
      backends: 1000,
      late: 500,
      lost: 500,
      unsent: 200,
      trips: 50,
      queued: 300,
      evicted: 50,
      rejected: 300
    })
    assert.strictEqual(sums.get("doubled"), 0)
    assert.strictEqual(sums.get("doubles"), 0)
  }, 120_000)

  it("starts that arrive far too late and runs that the store forgot are adopted or stopped in the end", () => {
    assertMet(play(300, true), { doubled: 50, doubles: 5, revived: 5, adopted: 50 })
  }, 120_000)

  it("a seed always plays the same schedule", () => {
    assert.deepStrictEqual(
      simulate(77, { trouble: 60_000, unfair: true }),
      simulate(77, { trouble: 60_000, unfair: true })
    )
  })
})
