import { assert, describe, it } from "@effect/vitest"
import { heard, lag, noDelays } from "../../../src/domain/supervision/OverseerClock.ts"
import { at } from "./given.ts"

/** What is known of a clock that was so far behind each time, after words that took so long. */
const known = (words: ReadonlyArray<readonly [behind: number, took: number]>) =>
  lag(words.reduce((delays, [behind, took], i) => heard(delays, at(i - behind - took), at(i)), noDelays))

describe("R18: the overseer's clock", () => {
  it.each([
    { name: "of which nothing was heard", words: [], behind: 0 },
    { name: "that is right", words: [[0, 20]], behind: 0 },
    { name: "that is off by hardly anything", words: [[-900, 20]], behind: 0 },
    { name: "that is behind", words: [[20_000, 5]], behind: 20_005 },
    { name: "that is ahead", words: [[-20_000, 5]], behind: -19_995 },
    {
      name: "whose words take long now and then",
      words: [
        [20_000, 8_000],
        [20_000, 3],
        [20_000, 40]
      ],
      behind: 20_040
    },
    {
      name: "that is right, on a slow line",
      words: [
        [0, 4_000],
        [0, 700],
        [0, 90]
      ],
      behind: 0
    },
    {
      name: "that is right, while both were set",
      words: [
        [0, 5],
        [-3_600_000, 5],
        [0, 5]
      ],
      behind: 0
    },
    {
      name: "that was set right",
      words: [
        [-20_000, 5],
        [0, 5],
        [0, 8],
        [0, 7]
      ],
      behind: 0
    }
  ] as const)("$name is $behind ms behind", ({ behind, words }) => {
    assert.strictEqual(known(words), behind)
  })
})
