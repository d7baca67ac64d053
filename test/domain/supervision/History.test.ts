import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type History, mergeHistory, noHistory, record } from "../../../src/domain/supervision/History.ts"
import { restoreHistory } from "../../../src/domain/supervision/Restore.ts"

import { at } from "./given.ts"

/** Events close enough together that several fall on one moment. */
const Told = Schema.Array(
  Schema.Struct({
    type: Schema.Literals(["exited", "errored", "stopped"]),
    ms: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
    exitCode: Schema.Literals([1, 3, -1]),
    detail: Schema.NullOr(Schema.Literals(["a", "b"]))
  })
).check(Schema.isMaxLength(12))

type Told = typeof Told.Type

const Reset = Schema.Literals([0, 0, 1, 4])

const event = ({ detail, exitCode, ms, type }: Told[number]) => ({
  type,
  at: at(ms),
  exitCode: type === "exited" ? exitCode : null,
  detail
})

const all = (told: Told, reset = 0): History =>
  told.reduce((now, one) => record(now, event(one)), { ...noHistory, reset })

const Shuffle = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 }))).check(
  Schema.isMinLength(12),
  Schema.isMaxLength(12)
)

/** A different order, and with `twice` some of the events told again. */
const shuffled = (told: Told, keys: ReadonlyArray<number>, twice = false): Told =>
  [...told, ...(twice ? told.filter((_, i) => (keys[i] ?? 0) % 2 === 0) : [])]
    .map((event, i) => ({ event, key: keys[i % 12] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ event }) => event)

describe("a history", () => {
  const met = { trips: 0, failures: 0, reordered: 0 }

  it.prop(
    "is the same whatever the order of its events, and however often they are told",
    [Told, Shuffle],
    ([told, keys]) => {
      const order = shuffled(told, keys, true)
      const history = all(told)
      assert.deepStrictEqual(all(order), history)
      if (history.errored !== null) met.trips++
      if (history.failures.length > 0) met.failures++
      if (told.some((event, i) => order[i] !== event)) met.reordered++
    },
    { arbitrary: { runs: 2000, size: 12 } }
  )

  it("property met trips, failures and other orders often enough", () => {
    for (const [what, times] of Object.entries(met)) assert.isAbove(times, 100, what)
  })

  it.prop(
    "merged with another is all that both know since the last reset that either knows",
    [Told, Told, Told, Reset, Reset, Reset],
    ([one, two, three, first, second, third]) => {
      const [a, b, c] = [all(one, first), all(two, second), all(three, third)]
      const both = first === second ? all([...one, ...two], first) : first > second ? a : b
      assert.deepStrictEqual(mergeHistory(a, b), both)
      assert.deepStrictEqual(mergeHistory(a, b), mergeHistory(b, a))
      assert.deepStrictEqual(mergeHistory(a, a), a)
      assert.deepStrictEqual(mergeHistory(a, mergeHistory(b, c)), mergeHistory(mergeHistory(a, b), c))
    },
    { arbitrary: { runs: 1000, size: 12 } }
  )

  it.prop(
    "keeps its lists ascending and without doubles",
    [Told],
    ([told]) => {
      const { blocks, failures, lastFailure } = all(told)
      for (const list of [failures, blocks]) {
        assert.deepStrictEqual(
          list,
          [...new Set(list)].sort((a, b) => a - b)
        )
      }
      if (failures.length === 0) assert.isNull(lastFailure)
    },
    { arbitrary: { runs: 500, size: 12 } }
  )

  it.prop("never counts what was no failure", [Told], ([told]) => {
    const { failures, blocks } = all(told)
    const exits = told.filter((event) => event.type === "exited").map((event) => at(event.ms))
    assert.isTrue([...failures, ...blocks].every((one) => exits.includes(one)))
  })

  it("R18: keeps a trip until a reset that was asked for after it, whatever the clocks showed", () => {
    const trip = (asked: number, ms: number) => ({
      type: "errored" as const,
      at: at(ms),
      exitCode: null,
      detail: "it failed",
      asked
    })
    const cause = { kind: "exit", code: null, message: "it failed" } as const
    const history = restoreHistory(2, [trip(1, 900), trip(2, 12)], at(-1_000))
    assert.deepStrictEqual(history, {
      ...noHistory,
      reset: 2,
      errored: { at: at(12), cause, failures: null, within: null }
    })
    assert.deepStrictEqual(restoreHistory(3, [trip(1, 900), trip(2, 12)], at(-1_000)), { ...noHistory, reset: 3 })
  })

  it("tells a blocked exit from a failure", () => {
    const exit = (ms: number, exitCode: number) => ({
      type: "exited" as const,
      at: at(ms),
      exitCode,
      detail: `code ${exitCode}`
    })
    const history = [exit(1, 1), exit(2, 3), exit(3, 2)].reduce(record, noHistory)
    assert.deepStrictEqual(
      [history.failures, history.blocks, history.lastFailure],
      [[at(1), at(3)], [at(2)], { kind: "exit", code: 2, message: "code 2" }]
    )
  })
})
