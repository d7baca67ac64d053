import { assert, describe, it } from "@effect/vitest"
import { bridge, coverage, type Stretch, totals } from "../../src/domain/Coverage.ts"
import type { Evidence } from "../../src/domain/Evidence.ts"
import { event, m, minute, nothing, recording, run } from "./evidence.ts"
import { t0 } from "./given.ts"

/** Stretches as `from-to kind cause`, in minutes. */
const show = (stretches: ReadonlyArray<Stretch>): ReadonlyArray<string> =>
  stretches.map(({ cause, from, kind, to }) => {
    const [a, b] = [from, to].map((one) => (one - t0) / minute)
    return `${a}-${b} ${kind}${cause === null ? "" : ` ${cause}`}`
  })

const covered = (evidence: Partial<Evidence>, to = 60) => show(coverage({ ...nothing, ...evidence }, m(0), m(to)))

describe("the coverage of", () => {
  it.each<{ name: string; evidence: Partial<Evidence>; found: ReadonlyArray<string> }>([
    { name: "a source nothing is known of", evidence: {}, found: ["0-60 gap unknown"] },
    {
      name: "a source that came later",
      evidence: { knownSince: m(20) },
      found: ["0-20 gap before", "20-60 gap unknown"]
    },
    {
      name: "a source recorded all the time",
      evidence: { runs: [run(1, -9, -8, null)], recordings: [recording(1, -7, null)] },
      found: ["0-60 recorded"]
    },
    {
      name: "a source that went off air and came back",
      evidence: { runs: [run(1, 0, 1, null)], recordings: [recording(1, 2, 10), recording(1, 30, null)] },
      found: ["0-1 gap starting", "1-2 off air", "2-10 recorded", "10-30 off air", "30-60 recorded"]
    },
    {
      name: "a source that had to queue",
      evidence: { runs: [run(1, 2, 20, null)], events: [event("queued", 3, 1)] },
      found: ["0-2 gap unknown", "2-3 gap starting", "3-20 gap queue", "20-60 off air"]
    },
    {
      name: "a source that left the queue for nothing",
      evidence: { runs: [run(1, 2, null, 20, "dequeued")], events: [event("queued", 3, 1)] },
      found: ["0-2 gap unknown", "2-3 gap starting", "3-60 gap queue"]
    },
    {
      name: "a source whose recorder failed while it waited",
      evidence: { runs: [run(1, 0, 0, 10, "exited", 1), run(2, 15, 16, null)] },
      found: ["0-10 off air", "10-15 gap failure", "15-16 gap starting", "16-60 off air"]
    },
    {
      name: "a source whose site blocks",
      evidence: { runs: [run(1, 0, 0, 1, "exited", 3)] },
      found: ["0-1 off air", "1-60 gap blocked"]
    },
    {
      name: "a source whose overseer died",
      evidence: { runs: [run(1, 0, 0, 10, "lost")], recordings: [recording(1, 1, null)] },
      found: ["0-1 off air", "1-10 recorded", "10-60 gap link"]
    },
    {
      name: "a source that tripped and was reset",
      evidence: {
        runs: [run(1, 0, 0, 10, "exited", 1), run(2, 40, 41, null)],
        events: [event("errored", 10), event("reset", 39)]
      },
      found: ["0-10 off air", "10-39 gap error", "39-40 gap failure", "40-41 gap starting", "41-60 off air"]
    },
    {
      name: "a source that was refused",
      evidence: { runs: [run(1, 0, null, 1, "refused")] },
      found: ["0-1 gap starting", "1-60 gap refused"]
    },
    {
      name: "a source that was paused",
      evidence: { runs: [run(1, 0, 0, 30, "stopped")], recordings: [recording(1, 0, 30)], unwantedSince: m(30) },
      found: ["0-30 recorded", "30-60 gap unwanted"]
    },
    {
      name: "a source that was stopped, nobody knows why",
      evidence: { runs: [run(1, 0, 0, 30, "stopped")] },
      found: ["0-30 off air", "30-60 gap stopped"]
    },
    {
      name: "a source with forgotten facts",
      evidence: { runs: [run(1, 0, 0, 10, "exited", 1)], events: [event("gap", 40)] },
      found: ["0-10 off air", "10-40 gap forgotten", "40-60 gap unknown"]
    },
    {
      name: "a source recorded twice at once",
      evidence: {
        runs: [run(1, 0, 0, 40, "stopped"), run(2, 5, 5, null)],
        recordings: [recording(1, 0, 40), recording(2, 6, 50)]
      },
      found: ["0-50 recorded", "50-60 off air"]
    }
  ])("$name", ({ evidence, found }) => {
    assert.deepStrictEqual(covered(evidence), [...found])
  })

  const crashed = (again: number, first: number) => ({
    runs: [run(1, 0, 0, 10, "exited", 1), run(2, again, again + 0.1, null)],
    recordings: [recording(1, 0, 10), recording(2, first, null)]
  })

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

  it("nothing at all is nothing", () => {
    assert.deepStrictEqual(coverage(nothing, m(5), m(5)), [])
    assert.deepStrictEqual(totals([]), {
      recorded: 0,
      offAir: 0,
      missed: 0,
      gap: 0,
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
