import { assert, describe, it } from "@effect/vitest"
import type { Ending, StopReason } from "../../../src/domain/supervision/Run.ts"
import { covered } from "./covered.ts"
import { outage, recording, run } from "./evidence.ts"

/** A run that was lost, last known to live at a minute; the product came back at minute 20, and another run records soon. */
const lost = (lived: number | null, ended = 20) => ({
  runs: [run(1, 0, 0, ended, "lost", null, null, lived), run(2, 20.1, 20.2, null)],
  recordings: [recording(1, 0, ended), recording(2, 20.5, null)]
})

describe("T5: coverage tells as recorded only what is proven:", () => {
  it("everything ended at once: it is recorded until the last sign of life, then missed, since nothing ran", () => {
    assert.deepStrictEqual(covered(lost(10)), [
      "0-10 recorded",
      "10-20.1 missed not_running",
      "20.1-20.5 missed starting",
      "20.5-60 recorded"
    ])
  })

  it("what ended before the first sign of life was written is proven to its start, or to its recording's", () => {
    assert.include(covered(lost(null)), "0-20.1 gap not_running")
    const later = { ...lost(null), recordings: [recording(1, 0.5, 20), recording(2, 20.5, null)] }
    assert.include(covered(later), "0-0.5 off air")
  })

  it("a sign that is younger than a minute proves it to its end", () => {
    assert.deepStrictEqual(covered(lost(19.5)).slice(0, 2), ["0-20 recorded", "20-20.1 missed link"])
  })

  it("the recording's own end, told apart from the run's, is a proof as well", () => {
    const own = { ...lost(10), recordings: [recording(1, 0, 15), recording(2, 20.5, null)] }
    assert.deepStrictEqual(covered(own).slice(0, 2), ["0-15 recorded", "15-20.1 missed not_running"])
  })

  it("a link that was down is the cause of what it hid", () => {
    const away = { ...lost(9.9), outages: [outage("link", 10, 20)] }
    assert.deepStrictEqual(covered(away).slice(0, 2), ["0-10 recorded", "10-20.1 missed link"])
  })

  it("R34: what its files tell is proven to their end, though the link was down by then", () => {
    const away = {
      ...lost(9.9),
      recordings: [recording(1, 0, 15), recording(2, 20.5, null)],
      outages: [outage("link", 10, 20)]
    }
    assert.deepStrictEqual(covered(away).slice(0, 2), ["0-15 recorded", "15-20.1 missed link"])
  })

  it("R34: a source is off the air after a recording only while its recorder was seen to live on, or its end was heard", () => {
    const concluded = (ending: Ending, lived: number, stopReason: StopReason | null = null) =>
      covered(
        { runs: [run(1, 0, 0, 20, ending, 1, stopReason, lived)], recordings: [recording(1, 0, 19.6)] },
        20
      ).slice(1)
    assert.deepStrictEqual(concluded("lost", 19.5), ["19.6-20 gap link"])
    assert.deepStrictEqual(concluded("stopped", 19.5), ["19.6-20 gap stopped"])
    assert.deepStrictEqual(concluded("lost", 19.9), ["19.6-20 off air"])
    assert.deepStrictEqual(concluded("stopped", 19.5, "unwanted"), ["19.6-20 off air"])
    assert.deepStrictEqual(concluded("exited", 19.5), ["19.6-20 off air"])
  })

  it("R34: what may have ended by itself before its recorder was lost proves nothing of the time after it", () => {
    const soon = {
      runs: [run(1, 0, 0, 20, "lost", null, null, 19.5), run(2, 20.1, 20.2, null)],
      recordings: [recording(1, 0, 19.6), recording(2, 20.5, null)]
    }
    assert.deepStrictEqual(covered(soon).slice(0, 3), [
      "0-19.6 recorded",
      "19.6-20.1 gap link",
      "20.1-20.2 gap starting"
    ])
  })

  it("an open run that nothing was heard of for a minute is not recorded until now", () => {
    const open = (lived: number) =>
      covered({ runs: [run(1, 0, 0, null, null, null, null, lived)], recordings: [recording(1, 0, null)] })
    assert.deepStrictEqual(open(30), ["0-30 recorded", "30-60 gap not_running"])
    assert.deepStrictEqual(open(59.5), ["0-60 recorded"])
  })

  it("an end that the overseer told is proven by that", () => {
    for (const ending of ["exited", "stopped"] as const) {
      const told = { runs: [run(1, 0, 0, 20, ending, 1, null, null)], recordings: [recording(1, 0, 20)] }
      assert.include(covered(told), "0-20 recorded")
    }
  })
})
