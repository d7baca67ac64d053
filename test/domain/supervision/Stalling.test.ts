import { assert, describe, it } from "@effect/vitest"
import { noCapture, type Run } from "../../../src/domain/supervision/Run.ts"
import { runEvents } from "../../../src/domain/supervision/RunEvents.ts"
import { recoveredAt, stalling } from "../../../src/domain/supervision/Stalling.ts"
import { at, fresh, recorderLine, said, started, told } from "./given.ts"

const second = 1000
const interval = 5 * second

/** A run that records, last heard of and last seen to grow at these moments. */
const recording = (heard: number, grew: number, more: Partial<Run> = {}): Run => ({
  ...told(fresh(), started(10)),
  capture: {
    ...noCapture,
    state: "recording",
    segmented: true,
    recordingSince: at(0),
    lastRecordingAt: at(heard),
    lastHeartbeatAt: at(heard),
    grewAt: at(grew),
    hasBytes: true
  },
  ...more
})

const judged = (run: Run, now: number, since = 0) =>
  stalling(run, { interval, since: at(since), last: at(now) }).stalledAt

describe("a stall", () => {
  it("goes on record as it began once three intervals were silent, and not before", () => {
    const run = recording(60 * second, 60 * second)
    assert.isNull(judged(run, 75 * second))
    assert.strictEqual(judged(run, 75 * second + 1), at(60 * second))
  })

  it("goes on record as it began when the recorder reports and its file does not grow", () => {
    assert.isNull(judged(recording(120 * second, 60 * second), 120 * second))
    assert.strictEqual(judged(recording(120 * second, 60 * second), 121 * second), at(60 * second))
  })

  it("T2: of a recording without a byte is as old as the recording, and over with the first byte alone", () => {
    const empty = recording(60 * second, 1 * second, { heartbeatInterval: interval })
    const run = { ...empty, capture: { ...empty.capture, hasBytes: false, segmented: false } }
    const stalled = stalling(run, { interval, since: at(0), last: at(60 * second) })
    assert.strictEqual(stalled.stalledAt, at(0))
    assert.strictEqual(judged(stalled, 61 * second), at(0))
    const grown = { ...stalled, capture: { ...stalled.capture, hasBytes: true, grewAt: at(61 * second) } }
    assert.isNull(judged(grown, 62 * second))
  })

  it("is judged by the interval that the run was started with, whatever today's settings say", () => {
    const run = recording(60 * second, 60 * second, { heartbeatInterval: 60 * second })
    assert.isNull(judged(run, 200 * second))
    assert.strictEqual(judged(run, 241 * second), at(60 * second))
  })

  it("is not concluded from a silence in which nobody could have heard the recorder", () => {
    const run = recording(60 * second, 60 * second)
    assert.isNull(judged(run, 120 * second, 110 * second))
    assert.strictEqual(judged(run, 126 * second, 110 * second), at(60 * second))
  })

  it("stays on record until the recorder is seen at work again, also when nothing is known of it yet", () => {
    const stalled = { stalledAt: at(60 * second) }
    assert.strictEqual(judged(recording(90 * second, 60 * second, stalled), 91 * second), at(60 * second))
    const restored = { ...recording(0, 0, stalled), capture: noCapture }
    assert.strictEqual(judged(restored, 300 * second), at(60 * second))
    const grown = recording(90 * second, 90 * second, stalled)
    assert.isNull(judged(grown, 91 * second))
    assert.strictEqual(recoveredAt(grown, at(60 * second)), at(90 * second))
  })

  it("ends with the recording", () => {
    const run = recording(60 * second, 60 * second, { stalledAt: at(60 * second) })
    const over = { ...run, capture: { ...run.capture, state: "idle" as const, lastRecordingAt: at(95 * second) } }
    assert.isNull(judged(over, 100 * second))
    assert.strictEqual(recoveredAt(over, at(60 * second)), at(95 * second))
    assert.strictEqual(recoveredAt(recording(60 * second, 60 * second), at(60 * second)), at(60 * second))
  })

  it("is over with the first line that shows it, though more were heard before anybody judged the run", () => {
    const stalled = recording(60 * second, 60 * second, { stalledAt: at(60 * second) })
    const beats = [90, 95, 100].map((after) =>
      said(after * second, recorderLine("HEARTBEAT", { file: "/r/a.ts", bytes_written: `${after}` }))
    )
    const types = beats.reduce<{ readonly run: Run; readonly told: ReadonlyArray<unknown> }>(
      ({ run, told: before }, beat) => {
        const next = told(run, beat)
        return { run: next, told: [...before, ...runEvents(run, next).map(({ at, type }) => [type, at])] }
      },
      { run: stalled, told: [] }
    )
    assert.deepStrictEqual(types.told, [["recovered", at(90 * second)]])
    const silent = told(stalled, said(90 * second, recorderLine("WHAT IS THIS")))
    assert.strictEqual(silent.stalledAt, at(60 * second))
  })

  it("is not looked for in a run that does not run, or records without segments", () => {
    assert.isNull(judged({ ...recording(0, 0), phase: "ended" }, 1000 * second))
    const run = recording(0, 0)
    assert.isNull(judged({ ...run, capture: { ...run.capture, segmented: false } }, 1000 * second))
  })
})
