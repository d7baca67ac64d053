import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Instant, rfc3339 } from "../../src/domain/values/Time.ts"
import { load } from "./module.ts"

interface Stretch {
  readonly kind: string
  readonly cause: string | null
  readonly from: string
  readonly to: string
}
interface Coverage {
  readonly from: string
  readonly to: string
  readonly stretches: ReadonlyArray<Stretch>
}
interface Timeline {
  readonly chosenOf: (coverage: Coverage, moment: string | null) => Stretch | undefined
  readonly stretchAt: (coverage: Coverage, place: number, slack: number) => Stretch | undefined
  readonly stretchText: (stretch: Stretch) => string
}
interface Ticks {
  readonly ticks: (span: { readonly from: string; readonly to: string }) => ReadonlyArray<{
    readonly late: boolean
    readonly at: number
    readonly text: string
  }>
}

const timeline = load<Timeline>("components/timeline.js")
const ruler = load<Ticks>("components/ticks.js")
const sharing = load<{ readonly percent: (value: number | null) => string }>("pages/source/percent.js")

const hour = (n: number) => `2026-01-05T${String(n).padStart(2, "0")}:00:00Z`
const stretch = (kind: string, from: string, to: string, cause: string | null = null) => ({ kind, cause, from, to })
const coverage = {
  from: hour(0),
  to: hour(10),
  stretches: [
    stretch("off air", hour(0), hour(4)),
    stretch("recorded", hour(4), "2026-01-05T04:00:36Z"),
    stretch("gap", "2026-01-05T04:00:36Z", hour(10), "failure")
  ]
}

it.effect("a moment chooses the stretch that holds it, none the last; what lies before chooses the first", () =>
  Effect.gen(function* () {
    const { chosenOf } = yield* timeline
    const kindAt = (moment: string | null) => chosenOf(coverage, moment)?.kind
    assert.deepStrictEqual([hour(3), hour(4), hour(5), null, "2025-01-01T00:00:00Z"].map(kindAt), [
      "off air",
      "recorded",
      "gap",
      "gap",
      "off air"
    ])
    assert.isUndefined(chosenOf({ ...coverage, stretches: [] }, null))
  })
)

it.effect("the pointer finds a stretch too thin to hit", () =>
  Effect.gen(function* () {
    const { stretchAt } = yield* timeline
    assert.strictEqual(stretchAt(coverage, 40.2, 0.3)?.kind, "recorded")
    assert.strictEqual(stretchAt(coverage, 20, 0.3)?.kind, "off air")
    assert.strictEqual(stretchAt(coverage, 99, 0.3)?.kind, "gap")
  })
)

it.effect("a stretch is told to the second, with its cause", () =>
  Effect.gen(function* () {
    const { stretchText } = yield* timeline
    assert.match(
      stretchText(stretch("gap", "2026-01-05T04:00:36Z", hour(10), "failure")),
      /^Not recorded: the recorder failed, .*\d\d:\d\d:36 to .*\d\d:\d\d:00, 5 h 59 min$/
    )
  })
)

const days = (from: string, count: number) => ({
  from,
  to: rfc3339(Instant.make(Date.parse(from) + count * 86_400_000))
})

it.effect("a day is marked every three hours and named every six, a week by its days, a month by every fifth", () =>
  Effect.gen(function* () {
    const { ticks } = yield* ruler
    const day = ticks(days("2026-01-05T10:20:00Z", 1))
    assert.lengthOf(day, 8)
    for (const { text } of day) assert.match(text, /^$|^(?:00|06|12|18):00$/)
    assert.isAtLeast(day.filter(({ text }) => text !== "").length, 3)
    const week = ticks(days("2026-01-05T10:20:00Z", 7))
    assert.lengthOf(week, 7)
    assert.isAtLeast(new Set(week.map(({ text }) => text)).size, 6)
    const month = ticks(days("2026-01-05T10:20:00Z", 30))
    assert.lengthOf(month, 30)
    assert.isAtMost(month.filter(({ text }) => text !== "").length, 6)
  })
)

it.effect("a name that fits before the end on a desk alone is marked so, and one that fits nowhere is left out", () =>
  Effect.gen(function* () {
    const { ticks } = yield* ruler
    const week = (hour: number) => ticks(days(`2026-01-05T${`${hour}`.padStart(2, "0")}:30:00Z`, 7))
    const kinds = Array.from({ length: 24 }, (_, hour) => week(hour).at(-1)).map(
      (one) => `${one?.late === true ? "late" : "early"} ${one?.text === "" ? "left out" : "named"}`
    )
    assert.sameMembers([...new Set(kinds)], ["late left out", "late named", "early named"])
  })
)

const start = Schema.Int.check(Schema.isBetween({ minimum: 1_700_000_000, maximum: 1_900_000_000 }))

it.effect.prop(
  "marks lie on the line, in order, without end",
  [start, Schema.Literals([1, 7, 30])],
  ([second, count]) =>
    Effect.gen(function* () {
      const { ticks } = yield* ruler
      const found = ticks(days(rfc3339(Instant.make(second * 1000)), count)).map(({ at }) => at)
      assert.isAtLeast(found.length, 7)
      assert.isTrue(found.every((at, i) => at >= 0 && at <= 100 && at > (found[i - 1] ?? -1)))
    })
)

it.effect("a share is whole only when nothing is missing, and nothing only when nothing is there", () =>
  Effect.gen(function* () {
    const { percent } = yield* sharing
    assert.deepStrictEqual([0, 0.01, 0.1, 14.29, 99.99, 100, null].map(percent), [
      "0 %",
      "under 0.1 %",
      "0.1 %",
      "14.2 %",
      "99.9 %",
      "100 %",
      "–"
    ])
  })
)
