import { assert, describe, it } from "@effect/vitest"
import { coverage, totals } from "../../../src/domain/recordings/Coverage.ts"
import { later } from "../../../src/domain/values/Time.ts"
import { covered } from "./covered.ts"
import { event, m, minute, nothing, recording, run } from "./evidence.ts"

const deleted = (...spans: ReadonlyArray<readonly [from: number, to: number]>) => ({
  ...event("deleted", 55),
  cause: { kind: "deleted", stretches: spans.map(([from, to]) => ({ from: m(from), to: m(to) })), bytes: 1 } as const
})

const evidence = { runs: [run(1, 0, 0, null)], recordings: [recording(1, 5, 20), recording(1, 30, 50)] }

describe("T10: what was recorded and is deleted", () => {
  it("is told as deleted, whole recordings and single files of them", () => {
    assert.deepStrictEqual(covered({ ...evidence, events: [deleted([5, 20]), deleted([40, 45])] }), [
      "0-5 off air",
      "5-20 deleted",
      "20-30 off air",
      "30-40 recorded",
      "40-45 deleted",
      "45-50 recorded",
      "50-60 off air"
    ])
  })

  it("is as long as its recording where its files tell a second more or less", () => {
    const seconds = { from: later(m(5), -900), to: later(m(20), -1500) }
    const cause = { kind: "deleted", stretches: [seconds], bytes: 1 } as const
    assert.include(covered({ ...evidence, events: [{ ...event("deleted", 55), cause }] }), "5-20 deleted")
  })

  it("is no more than its recording, however late its file was written, as a copy is", () => {
    assert.deepStrictEqual(covered({ ...evidence, events: [deleted([5, 59])] }).slice(1, 4), [
      "5-20 deleted",
      "20-30 off air",
      "30-50 recorded"
    ])
    assert.notInclude(covered({ ...evidence, events: [deleted([22, 29])] }).join(), "deleted")
  })

  it("had been recorded all the same: its percentages stay", () => {
    const told = (events: ReadonlyArray<ReturnType<typeof deleted>>) =>
      totals(coverage({ ...nothing, ...evidence, events }, m(0), m(60)))
    const [before, after] = [told([]), told([deleted([5, 20])])]
    assert.deepStrictEqual([before.recorded, before.deleted], [35 * minute, 0])
    assert.deepStrictEqual([after.recorded, after.deleted], [20 * minute, 15 * minute])
    assert.deepStrictEqual([after.percentOfAll, after.percentOfOnAir], [before.percentOfAll, before.percentOfOnAir])
  })
})
