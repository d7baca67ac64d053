import { assert, describe, it } from "@effect/vitest"
import { noCapture, type Run } from "../../../src/domain/supervision/Run.ts"
import { stall, stallsAt } from "../../../src/domain/supervision/Stall.ts"
import { alive, at, recorderLine, said, told } from "./given.ts"

const second = 1000
const interval = 5 * second

/** A recorder that was told to send heartbeats every five seconds, from when its recording begins. */
const begun: Run = told({ ...alive(), heartbeatInterval: interval }, said(1000, recorderLine("RECORDING START")))

const beat = (ms: number, bytes: number, more: Readonly<Record<string, string>> = {}) =>
  said(ms, recorderLine("HEARTBEAT", { file: "a_00000.ts", bytes_written: String(bytes), ...more }))

/** A recorder that is heard of every five seconds, and whose file grows every `pause` of them. */
const growing = (pause: number, seconds: number, more: Readonly<Record<string, string>> = {}): Run => {
  let run = begun
  for (let s = 5; s <= seconds; s += 5) run = told(run, beat(s * second, 1000 * (1 + Math.floor(s / pause)), more))
  return run
}

const judged = (run: Run, ms: number, since = 0) => stall(run, { interval, since: at(since), last: at(ms) })

describe("a recorder is not believed", () => {
  it("when it was not heard of for longer than three intervals", () => {
    const run = told(begun, beat(10_000, 5))
    assert.isNull(judged(run, 25_000))
    assert.deepStrictEqual(judged(run, 25_001), { why: "silent", since: at(10_000) })
  })

  it("T2: when its recording began three intervals ago without a byte, whether or not it opened a file", () => {
    assert.isNull(judged(begun, 16_000))
    assert.deepStrictEqual(judged(begun, 16_001), { why: "no_bytes", since: at(1000) })
    const empty = told(begun, beat(6000, 0), beat(11_000, 0), beat(16_000, 0))
    assert.deepInclude(judged(empty, 21_100), { why: "no_bytes" })
    assert.isNull(judged(told(empty, beat(17_000, 1)), 21_100))
  })

  it("T2: when it never said a word of a file although it was told to cut segments, and only then", () => {
    const silent = { ...begun, heartbeatInterval: null }
    assert.isNull(judged(silent, 900_000))
    assert.deepInclude(judged(begun, 900_000), { why: "no_bytes" })
  })

  it("T2: when it says itself that nothing comes, also where it sends no heartbeats", () => {
    const silent = { ...begun, heartbeatInterval: null }
    const hindered = told(
      silent,
      said(2000, recorderLine("TROUBLE", { cause: "http", http_status: "403", tries: "1" }))
    )
    assert.isNull(judged(hindered, 62_000))
    assert.deepStrictEqual(judged(hindered, 62_001), { why: "not_growing", since: at(2000) })
    assert.isNull(judged(told(hindered, said(3000, recorderLine("TROUBLE", { cause: "none" }))), 900_000))
  })

  it("T3: when its file does not grow for a minute, however often it is heard of", () => {
    const run = told(
      growing(5, 30),
      ...[35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90].map((s) => beat(s * second, 7000))
    )
    assert.isNull(judged(run, 90_000))
    assert.deepStrictEqual(judged(run, 90_001), { why: "not_growing", since: at(30_000) })
  })
})

describe("T3: a healthy stream is believed", () => {
  it.each([16, 20, 30, 45])("whose segments are %i seconds long", (pause) => {
    for (let s = 20; s <= 300; s += 5) assert.isNull(judged(growing(pause, s), s * second + 4999), `${s} s`)
  })

  it("whose segments are longer than a minute, as soon as its recorder says so or it was seen to be so", () => {
    const longest_segment = "00:01:30"
    for (let s = 20; s <= 600; s += 5) {
      assert.isNull(judged(growing(90, s, { longest_segment }), s * second + 4999), `${s} s`)
    }
    const learned = growing(50, 200)
    assert.strictEqual(learned.capture.longestSegment, 50_000)
    const still = told(learned, ...Array.from({ length: 19 }, (_, i) => beat((205 + 5 * i) * second, 5000)))
    assert.isNull(judged(still, 299_000))
    assert.isNotNull(judged(still, 301_000))
  })

  it("and a stall that is over is no measure of it", () => {
    const over = told(growing(5, 30), beat(300_000, 9000))
    assert.isBelow(over.capture.longestSegment, 60_000)
  })
})

describe("T6: nothing is concluded", () => {
  const run = told(begun, beat(10_000, 5))

  it("from the silence of the overseer: only its last word counts", () => {
    assert.isNull(judged(run, 12_000))
    assert.strictEqual(stallsAt(run, { interval, since: at(0), last: at(12_000) }), at(25_000))
  })

  it("from a time in which nobody could have heard the recorder", () => {
    assert.isNull(judged(run, 115_000, 100_000))
    assert.deepStrictEqual(judged(run, 115_001, 100_000), { why: "silent", since: at(10_000) })
  })

  it("of a recorder that does not claim to record, or does not run", () => {
    assert.isNull(judged({ ...run, phase: "ended" }, 900_000))
    assert.isNull(judged({ ...run, capture: { ...noCapture, state: "idle" } }, 900_000))
    assert.isNull(stallsAt({ ...run, capture: noCapture }, { interval, since: at(0), last: at(0) }))
  })
})
