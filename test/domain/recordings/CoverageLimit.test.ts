import { assert, describe, it } from "@effect/vitest"
import { covered } from "./covered.ts"
import { outage, run, wish } from "./evidence.ts"

describe("the coverage of a source that waits for room", () => {
  it("T9: says that as many recorders ran as may at once, and not that one was starting", () => {
    const wishes = [wish("active", 0), wish("paused", 5), wish("active", 10)]
    assert.deepStrictEqual(covered({ wishes, outages: [outage("limit", 2, 40)] }), [
      "0-2 gap unknown",
      "2-5 gap limit",
      "5-10 gap unwanted",
      "10-40 gap limit",
      "40-60 gap unknown"
    ])
  })

  it("T9: says that everybody who wanted it had as many recorders as each may, and only while all had", () => {
    const wishes = [wish("active", 0, 1), wish("active", 10, 2), wish("paused", 40, 2), wish(null, 50, 1)]
    const outages = [outage("limit", 0, null, 1), outage("limit", 20, 30, 2), outage("limit", 0, null, 3)]
    assert.deepStrictEqual(covered({ wishes, outages }), [
      "0-10 gap user_limit",
      "10-20 gap unknown",
      "20-30 gap user_limit",
      "30-40 gap unknown",
      "40-50 gap user_limit",
      "50-60 gap unwanted"
    ])
  })

  it("T9: says so too where what stopped it first is over", () => {
    const runs = [run(1, 0, 1, 10, "stopped", 0, "storage")]
    const outages = [outage("storage", 10, 20), outage("limit", 20, 40), outage("limit", 40, 50, 1)]
    assert.deepStrictEqual(covered({ runs, outages, wishes: [wish("active", 0)] }), [
      "0-1 gap starting",
      "1-10 off air",
      "10-20 gap storage",
      "20-40 gap limit",
      "40-50 gap user_limit",
      "50-60 gap storage"
    ])
  })

  it("keeps a reason of its own, and a recorder that runs or is on its way has none", () => {
    const runs = [run(1, 0, 1, 20, "exited", 1), run(2, 30, 31, null)]
    assert.deepStrictEqual(covered({ runs, outages: [outage("limit", 0, null)] }), [
      "0-1 gap starting",
      "1-20 off air",
      "20-30 gap failure",
      "30-31 gap starting",
      "31-60 off air"
    ])
  })
})
