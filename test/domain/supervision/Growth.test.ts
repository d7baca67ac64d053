import { assert, describe, it } from "@effect/vitest"
import { type Newest, seenOnDisk } from "../../../src/domain/supervision/Growth.ts"
import { endingBy, type Run, tellsNothing } from "../../../src/domain/supervision/Run.ts"
import { stall } from "../../../src/domain/supervision/Stall.ts"
import { stalling } from "../../../src/domain/supervision/Stalling.ts"
import { alive, at, recorderLine, said, told } from "./given.ts"

const second = 1000

const file = (bytes: number, name = "/r/yt/carol/a.ts"): Newest => ({
  file: name,
  bytes,
  startedAt: at(5 * second),
  modifiedAt: at(6 * second)
})

/** The run after its newest file had so many bytes, one look each fifteen seconds. */
const seen = (run: Run, ...sizes: ReadonlyArray<number | Newest | null>): Run =>
  sizes.reduce<Run>(
    (now, one, i) => seenOnDisk(now, typeof one === "number" ? file(one) : one, at((i + 1) * 15 * second)),
    run
  )

const hearing = (ms: number) => ({ interval: 0, since: at(0), last: at(ms) })

describe("a recorder that tells nothing", () => {
  it("T4: records as soon as it has a file with bytes, since that was begun", () => {
    assert.isNull(seen(alive(), null, 0).capture.state)
    const { capture } = seen(alive(), null, 7)
    assert.deepInclude(capture, { state: "recording", recordingSince: at(5 * second), fileBytes: 7, hasBytes: true })
  })

  it("T4: recorded last what was written last, however often it is looked at", () => {
    assert.strictEqual(seen(alive(), 7, 7, 7).capture.lastRecordingAt, at(6 * second))
  })

  it("T4: has stalled once its newest file has not grown for a minute, from when it was last seen to", () => {
    const run = seen(alive(), 7, 8, 8, 8, 8, 8)
    assert.isNull(stall(run, hearing(900 * second)))
    assert.deepStrictEqual(stall(seen(alive(), 7, 8, 8, 8, 8, 8, 8), hearing(900 * second)), {
      why: "not_growing",
      since: at(30 * second)
    })
  })

  it("T4: has not stalled in a time in which nobody looked", () => {
    assert.isNull(stall(seen(alive(), 7, 8), hearing(3600 * second)))
  })

  it("T4: goes on with more bytes or with another file", () => {
    const still = stalling(seen(alive(), 7, 8, 8, 8, 8, 8, 8), hearing(105 * second))
    assert.strictEqual(still.stalledAt, at(30 * second))
    for (const next of [file(9), file(1, "/r/yt/carol/b.ts")]) {
      assert.isNull(stalling(seenOnDisk(still, next, at(120 * second)), hearing(120 * second)).stalledAt)
    }
  })

  it("T4: is not taken for well again by whoever looks for the first time", () => {
    const still: Run = { ...alive(), stalledAt: at(0) }
    assert.strictEqual(stalling(seen(still, 8), hearing(15 * second)).stalledAt, at(0))
    assert.isNull(stalling(seen(still, 8, 9), hearing(30 * second)).stalledAt)
  })

  it("R25: ends well with exit code 0, though its files were seen to grow", () => {
    assert.strictEqual(endingBy(0, seen(alive(), 7, 8).capture), "finished")
    assert.strictEqual(endingBy(1, seen(alive(), 7, 8).capture), "exited")
  })

  it("T4: is believed by its word as soon as it gives one", () => {
    const run = told(seen(alive(), 7, 8), said(31 * second, recorderLine("RECORDING START")))
    assert.isFalse(tellsNothing(run.capture))
    assert.isTrue(tellsNothing(told(seen(alive(), 7), said(16 * second, "[download] 12.3MiB")).capture))
  })
})
