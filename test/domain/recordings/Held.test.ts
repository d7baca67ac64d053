import { assert, describe, it } from "@effect/vitest"
import { type Held, lossOf } from "../../../src/domain/recordings/Held.ts"

const minutes = 60_000
const held = (duration: number, holes = 0, missing = 0): Held => ({ duration, holes, missing })

describe("T4: what is lost of a recording whose recorder tells nothing of losses", () => {
  it.each<readonly [string, number, ReadonlyArray<Held>, readonly [number, number] | null]>([
    ["is nothing where its files play for as long as it took", 10 * minutes, [held(10 * minutes)], null],
    ["is nothing where its first bytes came late", 10 * minutes, [held(10 * minutes - 5_000)], null],
    ["is nothing where it began with what was on air before", 10 * minutes, [held(10 * minutes + 18_000)], null],
    ["is every third segment", 9 * minutes, [held(6 * minutes, 90, 3 * minutes)], [90, 3 * minutes]],
    [
      "is one hole, though what it began with makes up for it",
      10 * minutes,
      [held(10 * minutes, 1, 6_000)],
      [1, 6_000]
    ],
    [
      "is what is missing of all its files together",
      10 * minutes,
      [held(4 * minutes), held(4 * minutes)],
      [1, 2 * minutes]
    ],
    ["is no hole where time stamps begin anew", 10 * minutes, [held(10 * minutes, 1, 50 * minutes)], null]
  ])("%s", (_, took, files, lost) => {
    const loss = lossOf(took, files)
    assert.deepStrictEqual<unknown>(loss === null ? null : [loss.gaps, loss.ms], lost)
  })
})
