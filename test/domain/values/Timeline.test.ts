import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Instant } from "../../../src/domain/values/Time.ts"
import { type Era, livedAt, observe, wallOf } from "../../../src/domain/values/Timeline.ts"

const t0 = 1_767_225_600_000
const at = (ms: number) => Instant.make(t0 + ms)
const second = 1_000
const Step = Schema.Int.check(Schema.isBetween({ minimum: -10_000_000, maximum: 10_000_000 }))
const Wait = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7_200_000 }))
const Unseen = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5_000 }))
const Story = Schema.Array(Schema.Struct({ wait: Wait, step: Step, unseen: Unseen })).check(Schema.isMaxLength(20))

/**
 * Every moment of a story in which the wall clock is set now and then, which is seen some time later, with what it showed, and the eras in
 * the end.
 */
const live = (story: typeof Story.Type) => {
  let now = t0
  let looked = at(0)
  let ahead = 0
  let eras: ReadonlyArray<Era> = [{ from: at(0), ahead: 0 }]
  const moments = [{ now: at(0), wall: at(0), isSeen: true }]
  const pass = (isSeen: boolean) => {
    const [lived, wall] = [Instant.make(now), Instant.make(now + ahead)]
    moments.push({ now: lived, wall, isSeen })
    if (!isSeen) return
    eras = observe(eras, looked, lived, wall)
    looked = lived
  }
  for (const { step, unseen, wait } of story) {
    now += wait
    pass(true)
    now += Math.min(unseen, 1)
    ahead += step * second
    pass(unseen === 0)
    now += unseen
    pass(true)
  }
  return { eras, moments, end: Instant.make(now) }
}

describe("R18: a timeline under a wall clock that is set", () => {
  it.prop("calls each moment what the wall clock showed then, and never otherwise later", [Story], ([story]) => {
    const { eras, moments } = live(story)
    // Of a setting the moment has two names, and the last of them stands.
    for (const [i, { isSeen, now, wall }] of moments.entries()) {
      if (!isSeen || moments[i + 1]?.now === now) continue
      assert.closeTo(wallOf(eras, now), wall, 200)
    }
  })

  it.prop("finds for what the wall clock showed a moment at which it did", [Story], ([story]) => {
    const { end, eras, moments } = live(story)
    for (const { wall } of moments) {
      const found = livedAt(eras, wall, end)
      assert.isAtMost(found, end)
      const shown = eras.map(({ ahead }) => found + ahead)
      assert.isTrue(
        shown.some((one) => Math.abs(one - wall) <= 200),
        "some era's clock showed it"
      )
    }
  })

  it.prop("takes nothing for later than now, and keeps the order of one era", [Story, Step], ([story, offset]) => {
    const { end, eras } = live(story)
    const wall = Instant.make(wallOf(eras, end) + offset * second)
    assert.isAtMost(livedAt(eras, wall, end), end)
    const { ahead, from } = eras.at(-1) ?? { ahead: 0, from: end }
    for (const moment of [from, end]) assert.strictEqual(livedAt(eras, Instant.make(moment + ahead), end), moment)
  })

  it("is the wall clock's own while that is not set", () => {
    const eras = observe([{ from: at(0), ahead: 0 }], at(0), at(50), at(150))
    assert.strictEqual(eras.length, 1)
    assert.strictEqual(livedAt(eras, at(-1e9), at(50)), at(-1e9))
    assert.strictEqual(livedAt(eras, at(1e9), at(50)), at(50))
  })

  it("knows what the clock showed between a setting and the first look after it", () => {
    const eras = observe([{ from: at(0), ahead: 0 }], at(1_000), at(4_000), at(2_000))
    assert.strictEqual(livedAt(eras, at(-500), at(5_000)), at(1_500))
    assert.strictEqual(wallOf(eras, at(1_500)), at(-500))
    assert.strictEqual(livedAt(eras, at(1_000), at(1_000)), at(1_000))
  })
})
