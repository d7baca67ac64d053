import { assert, describe, it } from "@effect/vitest"
import { bridge, coverage, totals } from "../../../src/domain/recordings/Coverage.ts"
import { covered } from "./covered.ts"
import { m, minute, nothing, recording, run } from "./evidence.ts"

const crashed = (again: number, first: number) => ({
  runs: [run(1, 0, 0, 10, "exited", 1), run(2, again, again + 0.1, null)],
  recordings: [recording(1, 0, 10), recording(2, first, null)]
})

describe("the coverage of a source says that", () => {
  it("a crash between two recordings is missed, with its cause, when both ends show that the source was on air", () => {
    assert.deepStrictEqual(covered(crashed(12, 13)), [
      "0-10 recorded",
      "10-12 missed failure",
      "12-13 missed starting",
      "13-60 recorded"
    ])
  })

  it("a crash is only a gap when the source came back later, too late, or had ended its recording before", () => {
    assert.include(covered(crashed(12, 15)), "10-12 gap failure")
    assert.include(covered(crashed(41, 41.5)), "10-41 gap failure")
    const ended = crashed(12, 13)
    assert.include(covered({ ...ended, recordings: [recording(1, 0, 9), recording(2, 13, null)] }), "10-12 gap failure")
    assert.isAbove(31 * minute, bridge)
  })

  it("a source that a recorder between two crashes found off air was not missed", () => {
    const runs = [run(1, 0, 0, 10, "exited", 1), run(3, 11, 11, 15, "exited", 1), run(2, 16, 16, null)]
    const recordings = [recording(1, 0, 10), recording(2, 16, null)]
    assert.deepStrictEqual(covered({ runs, recordings }), [
      "0-10 recorded",
      "10-11 gap failure",
      "11-15 off air",
      "15-16 gap failure",
      "16-60 recorded"
    ])
  })

  it("T4: what is lost of a recording counts as missed in its percentages, and is at most all of it", () => {
    const told = coverage({ ...nothing, runs: [run(1, 0, 0, null)], recordings: [recording(1, 0, null)] }, m(0), m(60))
    assert.deepInclude(totals(told, 20 * minute), {
      recorded: 60 * minute,
      lost: 20 * minute,
      percentOfOnAir: (100 * 40) / 60
    })
    assert.deepInclude(totals(told, 90 * minute), { lost: 60 * minute, percentOfOnAir: 0, percentOfAll: 0 })
  })

  it("nothing at all is nothing", () => {
    assert.deepStrictEqual(coverage(nothing, m(5), m(5)), [])
    assert.deepStrictEqual(totals([]), {
      recorded: 0,
      deleted: 0,
      offAir: 0,
      missed: 0,
      gap: 0,
      lost: 0,
      byCause: {},
      percentOfOnAir: null,
      percentOfAll: null
    })
  })

  it("its totals add up, by cause too", () => {
    const sum = totals(coverage({ ...nothing, ...crashed(12, 13) }, m(0), m(60)))
    assert.deepStrictEqual(
      [sum.recorded, sum.missed, sum.gap, sum.offAir].map((ms) => ms / minute),
      [57, 3, 0, 0]
    )
    assert.deepStrictEqual(sum.byCause, { failure: 2 * minute, starting: minute })
    assert.deepStrictEqual([sum.percentOfOnAir, sum.percentOfAll], [95, 95])
  })
})
