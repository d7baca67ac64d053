import { assert, describe, it } from "@effect/vitest"
import { coverage, totals } from "../../../src/domain/recordings/Coverage.ts"
import type { CoverageInput } from "../../../src/domain/recordings/CoverageInput.ts"
import type { Hindrance } from "../../../src/domain/supervision/Cause.ts"
import { covered } from "./covered.ts"
import { event, m, minute, nothing, recording, run } from "./evidence.ts"

const denied: Hindrance = { kind: "http", status: 403, host: "a.example" }
const unknown: Hindrance = { kind: "dns", host: "a.example" }

const hindered = (cause: Hindrance, minutes: number, number = 1) => ({ ...event("hindered", minutes, number), cause })
const freed = (minutes: number, number = 1) => event("freed", minutes, number)

const told = (evidence: Partial<CoverageInput>) =>
  coverage({ ...nothing, ...evidence }, m(0), m(60)).map(({ cause, hindrance }) => [cause, hindrance?.kind ?? null])

describe("the coverage of a source that a recorder can't reach", () => {
  it("T1: says what stood in the way, and off air only where nothing did", () => {
    const runs = [run(1, 0, 0, null)]
    const events = [hindered(denied, 10), hindered(unknown, 20), freed(30)]
    assert.deepStrictEqual(covered({ runs, events }), [
      "0-10 off air",
      "10-20 gap denied",
      "20-30 gap hindered",
      "30-60 off air"
    ])
    assert.deepStrictEqual(told({ runs, events }), [
      [null, null],
      ["denied", "http"],
      ["hindered", "dns"],
      [null, null]
    ])
  })

  it("goes on until the recorder records, or its run ends, whether or not anybody said that it was over", () => {
    const events = [hindered(unknown, 10)]
    assert.deepStrictEqual(covered({ runs: [run(1, 0, 0, null)], events, recordings: [recording(1, 20, 30)] }), [
      "0-10 off air",
      "10-20 gap hindered",
      "20-30 recorded",
      "30-60 off air"
    ])
    const runs = [run(1, 0, 0, 20, "exited", 1), run(2, 30, 30, null)]
    assert.deepStrictEqual(covered({ runs, events }), [
      "0-10 off air",
      "10-20 gap hindered",
      "20-30 gap failure",
      "30-60 off air"
    ])
  })

  it("tells two hindrances of one kind apart, and joins what is the same", () => {
    const other: Hindrance = { kind: "http", status: 503, host: "a.example" }
    const runs = [run(1, 0, 0, null)]
    assert.deepStrictEqual(
      covered({ runs, events: [hindered(unknown, 0), hindered(other, 10), hindered(other, 20)] }),
      ["0-10 gap hindered", "10-60 gap hindered"]
    )
  })

  it("was missed where it was on air until something stood in the way, and from then on when nothing did", () => {
    const runs = [run(1, 0, 0, null)]
    const recordings = [recording(1, 0, 10), recording(1, 20, null)]
    const events = [hindered(denied, 10), freed(20)]
    assert.deepStrictEqual(covered({ runs, recordings, events }), [
      "0-10 recorded",
      "10-20 missed denied",
      "20-60 recorded"
    ])
    const gone = [hindered(denied, 12), freed(20)]
    assert.deepStrictEqual(covered({ runs, recordings, events: gone }), [
      "0-10 recorded",
      "10-12 off air",
      "12-20 gap denied",
      "20-60 recorded"
    ])
    const sum = totals(coverage({ ...nothing, runs, recordings, events }, m(0), m(60)))
    assert.deepStrictEqual(sum.byCause, { denied: 10 * minute })
  })

  it("counts doubles: one that got through does not speak for the other", () => {
    const runs = [run(1, 0, 0, null), run(2, 0, 0, 40, "stopped")]
    const events = [hindered(denied, 10), hindered(denied, 10, 2), freed(20, 2)]
    assert.deepStrictEqual(covered({ runs, events }), ["0-10 off air", "10-60 gap denied"])
  })
})
