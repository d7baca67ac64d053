import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  type KeepRules,
  oldestFor,
  type Ruled,
  roomToMake,
  unneeded,
  unneededByAll,
  youngest
} from "../../../src/domain/recordings/StorageRules.ts"
import { mayErase } from "../../../src/domain/recordings/Trash.ts"
import { EntryId, SourceId } from "../../../src/domain/values/Ids.ts"
import { Instant, later } from "../../../src/domain/values/Time.ts"

const now = Instant.make(Date.UTC(2026, 0, 31))
const day = 24 * 3_600_000
const none: KeepRules = { keep_days: 0, keep_newest: 0, keep_bytes: 0 }

/** A recording that ended so many days ago, after an hour. */
const ended = (id: number, days: number, other: Partial<Ruled> = {}): Ruled => ({
  id: EntryId.make(id),
  sourceId: SourceId.make(1),
  startedAt: later(now, -days * day - 3_600_000),
  endedAt: later(now, -days * day),
  bytes: 10,
  kept: false,
  ...other
})

const idsOf = (all: ReadonlyArray<Ruled>): ReadonlyArray<number> => all.map(({ id }) => id)
const month = Array.from({ length: 10 }, (_, i) => ended(i + 1, i + 1))

describe("storage rules", () => {
  it.each([
    ["no rule lets nothing go", {}, []],
    ["days", { keep_days: 7 }, [10, 9, 8, 7]],
    ["the newest", { keep_newest: 8 }, [10, 9]],
    ["a size", { keep_bytes: 59 }, [10, 9, 8, 7, 6]],
    ["the one that keeps longest counts", { keep_days: 2, keep_newest: 8, keep_bytes: 10 }, [10, 9]],
    ["whichever that is", { keep_days: 9, keep_newest: 1, keep_bytes: 70 }, [10, 9]]
  ] as const)("%s", (_, rules, gone) => {
    assert.deepStrictEqual(idsOf(unneeded(month, { ...none, ...rules }, now)), gone)
  })

  it("leave what is kept, goes on, or ended just now", () => {
    const all = [
      ended(1, 20, { kept: true }),
      ended(2, 20, { endedAt: null }),
      ended(3, 0.01),
      ended(4, 20),
      ended(5, -3)
    ]
    assert.deepStrictEqual(idsOf(unneeded(all, { ...none, keep_bytes: 1 }, now)), [4])
    assert.deepStrictEqual(idsOf(oldestFor(all, 1_000, now)), [4])
  })

  it("make no more room than is needed, the oldest first", () => {
    assert.deepStrictEqual(idsOf(oldestFor(month, 25, now)), [10, 9, 8])
    assert.deepStrictEqual(idsOf(oldestFor(month, 0, now)), [])
    assert.strictEqual(roomToMake(1_250, 1_000), 0)
    assert.strictEqual(roomToMake(1_249, 1_000), 251)
    assert.strictEqual(roomToMake(null, 1_000), 0)
    assert.strictEqual(roomToMake(5, 0), 0)
  })

  const some = Schema.Array(
    Schema.Struct({
      days: Schema.Int.check(Schema.isBetween({ minimum: -2, maximum: 30 })),
      bytes: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 50 })),
      kept: Schema.Boolean,
      open: Schema.Boolean
    })
  )
  const rule = (most: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: most }))
  const rules = Schema.Struct({ keep_days: rule(20), keep_newest: rule(8), keep_bytes: rule(200) })
  const shelf = (raw: typeof some.Type): ReadonlyArray<Ruled> =>
    raw.map(({ bytes, days, kept, open }, i) => ended(i + 1, days, { bytes, kept, ...(open ? { endedAt: null } : {}) }))

  it.prop(
    "let nothing go that is kept, open, young, or needed by any rule alone, whatever order they are asked in and whatever the clock shows",
    [some, rules, Schema.Int.check(Schema.isBetween({ minimum: -40, maximum: 40 }))],
    ([raw, given, off]) => {
      const all = shelf(raw)
      const at = later(now, off * day)
      const gone = new Set(idsOf(unneeded(all, given, at)))
      for (const one of all) {
        if (!gone.has(one.id)) continue
        assert.isFalse(one.kept)
        assert.isTrue(one.endedAt !== null && one.endedAt <= later(at, -youngest))
        for (const key of ["keep_days", "keep_newest", "keep_bytes"] as const) {
          if (given[key] === 0) continue
          assert.include(idsOf(unneeded(all, { ...none, [key]: given[key] }, at)), one.id, key)
        }
      }
      assert.deepStrictEqual([...gone].sort(), [...idsOf(unneeded(all.toReversed(), given, at))].sort())
    }
  )

  it.prop(
    "let go no more when they are asked again after a part of it, as after a crash",
    [some, rules, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 }))],
    ([raw, given, done]) => {
      const all = shelf(raw)
      const gone = unneeded(all, given, now)
      const carriedOut = new Set(gone.slice(0, done))
      const left = all.filter((one) => !carriedOut.has(one))
      assert.deepStrictEqual(idsOf(unneeded(left, given, now)), idsOf(gone.slice(done)))
    }
  )

  it("let go of nothing that a subscriber asks to be kept, for as long as that may be", () => {
    const rules = { ...none, keep_days: 2 }
    const by = (of: ReadonlyArray<Partial<KeepRules>>, mostDays = 100) =>
      idsOf(unneededByAll(month, rules, { of: of.map((own) => ({ ...none, ...own })), mostDays }, now))
    assert.deepStrictEqual(by([]), [10, 9, 8, 7, 6, 5, 4, 3, 2])
    assert.deepStrictEqual(by([{ keep_days: 5 }, { keep_days: 8 }]), [10, 9, 8], "the longest counts")
    assert.deepStrictEqual(by([{ keep_days: 5 }, { keep_newest: 9 }]), [10])
    assert.deepStrictEqual(by([{ keep_newest: 9 }], 6), [10, 9, 8, 7, 6], "no longer than admins allow")
    assert.deepStrictEqual(by([{ keep_days: 5 }], 0), by([]), "who may ask for nothing is not heard")
    assert.deepStrictEqual(by([{}]), by([]), "who asks for nothing keeps nothing")
    assert.deepStrictEqual(idsOf(unneededByAll(month, none, { of: [rules], mostDays: 9 }, now)), [])
  })

  it.prop(
    "let go only of what all let go of, whoever asks first; who asks as well makes no more go",
    [some, rules, Schema.Array(rules), Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 }))],
    ([raw, given, of, mostDays]) => {
      const all = shelf(raw)
      const gone = idsOf(unneededByAll(all, given, { of, mostDays }, now))
      assert.deepStrictEqual(gone, idsOf(unneededByAll(all, given, { of: of.toReversed(), mostDays }, now)))
      for (const own of [given, ...of.filter((one) => Object.values(one).some((n) => n > 0))]) {
        const alone = idsOf(unneeded(all, own, now))
        const young = all.filter(({ endedAt }) => endedAt === null || endedAt > later(now, -mostDays * day))
        const isOwn = own === given ? () => true : (id: number) => idsOf(young).includes(id)
        for (const id of gone.filter(isOwn)) assert.include(alone, id)
      }
      const fewer = idsOf(unneededByAll(all, given, { of: of.slice(1), mostDays }, now))
      for (const id of gone) assert.include(fewer, id)
    }
  )

  it.prop("make room without what is kept or open", [some, rule(500)], ([raw, needed]) => {
    const all = shelf(raw)
    const gone = oldestFor(all, needed, now)
    assert.isTrue(gone.every(({ endedAt, kept }) => !kept && endedAt !== null && endedAt <= later(now, -youngest)))
    const freed = gone.reduce((sum, { bytes }) => sum + bytes, 0)
    assert.isTrue(gone.length === 0 || freed - (gone.at(-1)?.bytes ?? 0) < needed)
  })
})

describe("the trash", () => {
  const trashed = { endedAt: later(now, -day), keptAt: null, trashedAt: later(now, -3_600_000), emptiedAt: null }

  it("is erased when its time is over, but for what is kept, goes on, or grew since", () => {
    const verdict = (other: Partial<{ [K in keyof typeof trashed]: Instant | null }>) =>
      mayErase({ ...trashed, ...other }, later(now, -1_000))
    assert.strictEqual(verdict({}), "yes")
    assert.strictEqual(verdict({ trashedAt: now }), "no")
    assert.strictEqual(verdict({ trashedAt: null }), "no")
    assert.strictEqual(verdict({ keptAt: now }), "no")
    assert.strictEqual(verdict({ endedAt: null }), "no")
    assert.strictEqual(verdict({ endedAt: now }), "grown")
    assert.strictEqual(verdict({ trashedAt: now, emptiedAt: now }), "yes", "it waits no longer")
    assert.strictEqual(verdict({ emptiedAt: now, keptAt: now }), "no")
    assert.strictEqual(verdict({ emptiedAt: now, endedAt: now }), "grown")
  })
})
