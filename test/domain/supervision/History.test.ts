import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { forgetUntil, type History, mergeHistory, noHistory, record } from "../../../src/domain/supervision/History.ts"

import { at } from "./given.ts"

/** Events close enough together that several fall on one moment and resets fall between others. */
const Told = Schema.Array(
  Schema.Struct({
    type: Schema.Literals(["exited", "errored", "reset", "stopped"]),
    ms: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
    exitCode: Schema.Literals([1, 3, -1]),
    detail: Schema.NullOr(Schema.Literals(["a", "b"]))
  })
).check(Schema.isMaxLength(12))

type Told = typeof Told.Type

const all = (told: Told, from: History = noHistory): History =>
  told.reduce(
    (now, event) =>
      record(now, {
        type: event.type,
        at: at(event.ms),
        exitCode: event.type === "exited" ? event.exitCode : null,
        detail: event.detail
      }),
    from
  )

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
  const met = { resets: 0, trips: 0, kept: 0, reordered: 0 }

  it.prop(
    "is the same whatever the order of its events, and however often they are told",
    [Told, Shuffle],
    ([told, keys]) => {
      const order = shuffled(told, keys, true)
      const history = all(told)
      assert.deepStrictEqual(all(order), history)
      if (history.resetAt !== null) met.resets++
      if (history.errored !== null) met.trips++
      if (history.resetAt !== null && history.failures.length > 0) met.kept++
      if (told.some((event, i) => order[i] !== event)) met.reordered++
    },
    { arbitrary: { runs: 2000, size: 12 } }
  )

  it("property met resets, trips, failures after resets and other orders often enough", () => {
    for (const [what, times] of Object.entries(met)) assert.isAbove(times, 100, what)
  })

  it.prop(
    "merged with another is all that both know",
    [Told, Told, Told],
    ([one, two, three]) => {
      const [a, b, c] = [all(one), all(two), all(three)]
      assert.deepStrictEqual(mergeHistory(a, b), all([...one, ...two]))
      assert.deepStrictEqual(mergeHistory(a, b), mergeHistory(b, a))
      assert.deepStrictEqual(mergeHistory(a, a), a)
      assert.deepStrictEqual(mergeHistory(a, mergeHistory(b, c)), mergeHistory(mergeHistory(a, b), c))
    },
    { arbitrary: { runs: 1000, size: 12 } }
  )

  it.prop(
    "keeps its lists ascending, without doubles, and later than the reset",
    [Told],
    ([told]) => {
      const { blocks, errored, failures, lastFailure, resetAt } = all(told)
      for (const list of [failures, blocks]) {
        assert.deepStrictEqual(
          list,
          [...new Set(list)].sort((a, b) => a - b)
        )
        assert.isTrue(list.every((one) => one > (resetAt ?? -1)))
      }
      assert.isTrue(errored === null || errored.at > (resetAt ?? -1))
      if (failures.length === 0) assert.isNull(lastFailure)
    },
    { arbitrary: { runs: 500, size: 12 } }
  )

  it.prop("never counts what was no failure", [Told], ([told]) => {
    const { failures, blocks } = all(told)
    const exits = told.filter((event) => event.type === "exited").map((event) => at(event.ms))
    assert.isTrue([...failures, ...blocks].every((one) => exits.includes(one)))
  })

  it("keeps a trip until a later reset, not an earlier one that arrives late", () => {
    const event = (type: "errored" | "reset", ms: number) => ({ type, at: at(ms), exitCode: null, detail: "it failed" })
    const history = [event("errored", 5), event("errored", 12), event("reset", 10)].reduce(record, noHistory)
    const cause = { kind: "exit", code: null, message: "it failed" } as const
    assert.deepStrictEqual(history.errored, { at: at(12), cause, failures: null, within: null })
    assert.isNull(record(history, event("reset", 13)).errored)
    assert.strictEqual(record(history, event("reset", 9)), history)
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
    assert.deepStrictEqual(forgetUntil(history, at(3)), { ...noHistory, resetAt: at(3) })
    assert.deepStrictEqual(forgetUntil(history, at(2)).failures, [at(3)])
  })
})
