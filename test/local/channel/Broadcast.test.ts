import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type Broadcast, fetchable, onAir, windowLength } from "../../../src/local/channel/Broadcast.ts"
import { partMillis } from "../../../src/local/channel/LoopedStream.ts"

const always: Broadcast = { on: 1, off: 0 }
const blinker: Broadcast = { on: 30_000, off: 15_000 }

const Now = Schema.Int.check(Schema.isBetween({ minimum: 1.7e12, maximum: 4e12 }))
const Later = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11_000 }))

describe("a channel without breaks", () => {
  it.prop("shows six segments that have been, the newest under two seconds old", [Now], ([now]) => {
    const window = onAir(always, now)
    assert.strictEqual((window?.last ?? 0) - (window?.first ?? 0) + 1, windowLength)
    const age = now - ((window?.last ?? 0) + 1) * partMillis
    assert.isTrue(age >= 0 && age < partMillis)
  })

  it.prop("moves on by one segment at a time, so nobody who looks in time misses one", [Now, Later], ([now, later]) => {
    const [before, after] = [onAir(always, now), onAir(always, now + later)]
    assert.isAtMost(after?.first ?? Number.POSITIVE_INFINITY, (before?.last ?? 0) + 1)
    assert.isAtLeast(after?.first ?? 0, before?.first ?? Number.POSITIVE_INFINITY)
  })

  it.prop("gives what its playlist shows, also a little later", [Now, Later], ([now, later]) => {
    const window = onAir(always, now)
    for (let n = window?.first ?? 0; n <= (window?.last ?? -1); n++) assert.isTrue(fetchable(always, n, now + later))
    assert.isFalse(fetchable(always, (window?.last ?? 0) + 1, now))
    assert.isFalse(fetchable(always, (window?.first ?? 0) - 20, now))
  })
})

describe("a channel with breaks", () => {
  it.prop("shows only whole segments of the stretch that is on the air", [Now], ([now]) => {
    const phase = now % 45_000
    const window = onAir(blinker, now)
    if (phase >= 30_000) assert.isUndefined(window)
    if (phase >= 2 * partMillis && phase < 30_000) assert.isDefined(window)
    if (window === undefined) return
    assert.isAtLeast(window.first * partMillis, now - phase)
    assert.isAtMost((window.last + 1) * partMillis, now)
    assert.strictEqual(window.breaks, Math.floor(now / 45_000))
  })

  it.prop(
    "that is found off is found on at one of the next two looks, half a minute or a minute apart",
    [Now],
    ([now]) => {
      for (const interval of [30_000, 60_000]) {
        const looks = [now, now + interval, now + 2 * interval].map((at) => onAir(blinker, at))
        assert.isTrue(looks.some((window) => window !== undefined))
      }
    }
  )

  it.prop("never gives a segment of a break", [Now], ([now]) => {
    const sequence = Math.floor(now / partMillis)
    const end = (sequence + 1) * partMillis
    const whole = end % 45_000 < 30_000 && end % 45_000 >= partMillis
    assert.strictEqual(fetchable(blinker, sequence, end), whole)
  })
})
