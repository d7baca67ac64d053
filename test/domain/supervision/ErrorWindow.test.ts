import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { defaultSettings, errorPolicy } from "../../../src/domain/settings/Settings.ts"
import { jitterShare, nextStart, wait, waitsBeforeTrip } from "../../../src/domain/supervision/Backoff.ts"
import { type ErrorPolicy, recentFailures, shouldTrip, trip } from "../../../src/domain/supervision/ErrorWindow.ts"
import { type History, noHistory, record } from "../../../src/domain/supervision/History.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { at, source } from "./given.ts"

const policy: ErrorPolicy = errorPolicy(defaultSettings)
const small: ErrorPolicy = { restartDelay: 10, restartDelayMax: 60, errorWindow: 100, errorThreshold: 3 }

const failed = (...moments: ReadonlyArray<number>): History =>
  moments.reduce(
    (now, ms) => record(now, { type: "exited", at: at(ms), exitCode: 1, detail: `failure at ${ms}` }),
    noHistory
  )

const Moment = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 300 }))
const Moments = Schema.Array(Moment).check(Schema.isMaxLength(10))

describe("the error window", () => {
  it("counts failures at its edge and not beyond, and none from the future", () => {
    const history = failed(0, 50, 100)
    const count = (ms: number) => recentFailures(history, small, at(ms)).length
    assert.deepStrictEqual(
      [count(-1), count(0), count(99), count(100), count(101), count(200), count(201)],
      [0, 1, 2, 3, 2, 1, 0]
    )
  })

  it.prop(
    "holds fewer failures the later one looks, once all have happened",
    [Moments, Moment, Moment],
    ([moments, a, b]) => {
      const [early, late] = [300 + Math.min(a, b), 300 + Math.max(a, b)]
      const history = failed(...moments)
      assert.isAtLeast(
        recentFailures(history, small, at(early)).length,
        recentFailures(history, small, at(late)).length
      )
    }
  )

  it.prop(
    "trips exactly when so many failures lie in it",
    [Moments, Moment],
    ([moments, now]) => {
      const inside = new Set(moments.filter((ms) => ms <= now && now - ms <= small.errorWindow)).size
      assert.strictEqual(shouldTrip(failed(...moments), small, at(now)), inside >= small.errorThreshold)
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "trips once: what was tripped stays so whatever time and policy do",
    [Moments, Moment, Moment],
    ([moments, now, threshold]) => {
      const tripped = record(failed(...moments), { type: "errored", at: at(1), exitCode: null, detail: "x" })
      assert.isFalse(shouldTrip(tripped, { ...small, errorThreshold: Math.max(1, threshold) }, at(now)))
      assert.isNotNull(
        moments.reduce((now, ms) => record(now, { type: "stopped", at: at(ms), exitCode: null, detail: null }), tripped)
          .errored
      )
    }
  )

  it("says what a trip was about", () => {
    assert.deepStrictEqual(trip(failed(0, 50, 100), small, at(100)), {
      at: at(100),
      cause: { kind: "exit", code: 1, message: "failure at 100" },
      failures: 3,
      within: 100
    })
  })
})

describe("the wait before the next start", () => {
  it("doubles up to the maximum", () => {
    const waits = [1, 2, 3, 4, 5, 7, 8, 50, 5000].map((count) => wait(policy, count) / 1000)
    assert.deepStrictEqual(waits, [5, 10, 20, 40, 80, 300, 300, 300, 300])
  })

  it("is none when nothing failed", () => {
    assert.isNull(nextStart(source, noHistory, policy))
  })

  const Seed = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2_000_000_000 }))

  it.prop(
    "lies between 80 and 100 per cent of its length and is the same at every backend",
    [Seed, Seed, Moments],
    ([id, ms, moments]) => {
      const history = failed(...moments.map((one) => ms + one))
      const last = history.failures.at(-1)
      if (last === undefined) return
      const next = nextStart(SourceId.make(id), history, small)
      const full = wait(small, recentFailures(history, small, last).length)
      assert.isNotNull(next)
      assert.isAtLeast(next ?? 0, last + Math.floor(full * (1 - jitterShare)))
      assert.isAtMost(next ?? 0, last + full)
      assert.strictEqual(nextStart(SourceId.make(id), structuredClone(history), small), next)
    },
    { arbitrary: { runs: 1000 } }
  )

  it("spreads: a hundred sources that fail together do not come back together", () => {
    const starts = Array.from(
      { length: 100 },
      (_, i) => nextStart(SourceId.make(i + 1), failed(0), { ...policy, restartDelay: 60_000 }) ?? 0
    )
    assert.isAbove(new Set(starts.map((ms) => Math.floor((ms - at(0)) / 1000))).size, 10)
    assert.isBelow(Math.min(...starts) - at(0), 50_000)
    assert.isAbove(Math.max(...starts) - at(0), 58_000)
  })

  it("grows with each failure in the window and shrinks when they have left it", () => {
    const length = (...moments: ReadonlyArray<number>) =>
      (nextStart(source, failed(...moments), small) ?? 0) - at(moments.at(-1) ?? 0)
    assert.isAtMost(length(0), 10)
    assert.isAbove(length(0, 20), 15)
    assert.isAbove(length(0, 20, 50), 31)
    assert.isAbove(length(0, 20, 50, 90), 47)
    assert.isAtMost(length(0, 20, 50, 90, 2000), 10)
  })

  it("after a blocked exit is the longest at once", () => {
    const blocked = record(noHistory, { type: "exited", at: at(0), exitCode: 3, detail: null })
    const next = nextStart(source, blocked, small) ?? 0
    assert.isTrue(next >= at(48) && next <= at(60))
    assert.isFalse(shouldTrip(blocked, { ...small, errorThreshold: 1 }, at(0)))
    const both = record(blocked, { type: "exited", at: at(5), exitCode: 1, detail: null })
    assert.strictEqual(nextStart(source, both, small), next)
  })
})

describe("a recorder that dies at once", () => {
  /** Starts again as soon as the policy lets it, each start taking `starting` ms to fail. */
  const live = (
    using: ErrorPolicy,
    starting: number
  ): { readonly starts: number; readonly gaps: ReadonlyArray<number> } => {
    let [history, now, starts] = [noHistory, at(0) as Instant, 0]
    const gaps: Array<number> = []
    while (!shouldTrip(history, using, now) && starts < 100) {
      const begin = Math.max(now, nextStart(source, history, using) ?? now)
      gaps.push(begin - now)
      starts++
      now = at(begin - at(0) + starting)
      history = record(history, { type: "exited", at: now, exitCode: 1, detail: null })
    }
    return { starts, gaps }
  }

  it("is started error_threshold times with growing waits, and then no more", () => {
    const { gaps, starts } = live(policy, 300)
    assert.strictEqual(starts, 5)
    assert.isTrue(gaps.every((gap, i) => i === 0 || gap > (gaps[i - 1] ?? 0)))
  })

  const Length = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20_000 }))
  let fitting = 0

  it.prop(
    "trips under every policy whose waits fit the window",
    [Length, Length, Length, Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))],
    ([delay, more, room, errorThreshold]) => {
      const waits = { restartDelay: delay, restartDelayMax: delay + more, errorWindow: 0, errorThreshold }
      const fits = { ...waits, errorWindow: waitsBeforeTrip(waits) + room }
      assert.strictEqual(live(fits, 1000).starts, errorThreshold)
      fitting++
    },
    { arbitrary: { runs: 500 } }
  )

  it("property met policies", () => assert.strictEqual(fitting, 500))

  it("does not trip where the window is shorter than the waits, which is why such settings are refused", () => {
    const tight = { restartDelay: 100, restartDelayMax: 100, errorWindow: 150, errorThreshold: 5 }
    assert.isAbove(waitsBeforeTrip(tight), tight.errorWindow)
    assert.strictEqual(live(tight, 10).starts, 100)
  })
})
