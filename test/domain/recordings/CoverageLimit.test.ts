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
