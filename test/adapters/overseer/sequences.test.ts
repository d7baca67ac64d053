import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Sequences from "../../../src/adapters/overseer/Sequences.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { Instant } from "../../../src/domain/values/Time.ts"

const task = TaskId.make("T")
const soon = Instant.make(0)
const muchLater = Instant.make(60_000)

describe("the numbers of a task's lines", () => {
  it("tell a double, a gap and a line that fills it", () => {
    const { close, hear } = Sequences.make()
    assert.deepStrictEqual(hear(task, 1, soon), { fresh: true, missed: 0 })
    assert.deepStrictEqual(hear(task, 1, soon), { fresh: false, missed: 0 })
    assert.deepStrictEqual(hear(task, 6, soon), { fresh: true, missed: 0 })
    assert.deepStrictEqual(hear(task, 4, soon), { fresh: true, missed: 0 })
    assert.deepStrictEqual(hear(task, 4, soon), { fresh: false, missed: 0 })
    assert.deepStrictEqual(hear(task, 7, muchLater), { fresh: true, missed: 3 })
    assert.deepStrictEqual(hear(task, 5, muchLater), { fresh: true, missed: 0 })
    assert.strictEqual(close(task), 0)
  })

  it("that swap places between two streams are no gap", () => {
    const { close, hear } = Sequences.make()
    hear(task, 1, soon)
    assert.deepStrictEqual(hear(task, 3, soon), { fresh: true, missed: 0 })
    assert.deepStrictEqual(hear(task, 2, soon), { fresh: true, missed: 0 })
    assert.deepStrictEqual(hear(task, 4, muchLater), { fresh: true, missed: 0 })
    assert.strictEqual(close(task), 0)
  })

  it("before the first line heard may be replayed and are not missed", () => {
    const { close, hear } = Sequences.make()
    assert.deepStrictEqual(hear(task, 500, soon), { fresh: true, missed: 0 })
    assert.deepStrictEqual(hear(task, 499, muchLater), { fresh: true, missed: 0 })
    assert.deepStrictEqual(hear(task, 499, muchLater), { fresh: false, missed: 0 })
    assert.strictEqual(close(task), 0)
  })

  it("of other tasks don't matter", () => {
    const { hear } = Sequences.make()
    hear(task, 9, soon)
    assert.deepStrictEqual(hear(TaskId.make("U"), 1, soon), { fresh: true, missed: 0 })
  })

  const numbers = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 30 })))

  it.prop("let each line through once, and account for every other one up to the last", [numbers], ([seqs]) => {
    const { close, hear } = Sequences.make()
    const fresh: Array<number> = []
    for (const seq of [1, ...seqs]) if (hear(task, seq, soon).fresh) fresh.push(seq)
    assert.deepStrictEqual(
      [...fresh].sort((a, b) => a - b),
      [...new Set([1, ...seqs])].sort((a, b) => a - b)
    )
    assert.strictEqual(close(task), Math.max(1, ...seqs) - fresh.length)
  })
})
