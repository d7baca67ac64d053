import { assert, describe, it } from "@effect/vitest"
import type { Run } from "../../../src/domain/supervision/Run.ts"
import { lastEnded, withRun, worthKeeping } from "../../../src/domain/supervision/RunOrder.ts"
import { end } from "../../../src/domain/supervision/RunReducer.ts"
import { alive, at, fresh } from "./given.ts"

const ended = (run: Run) => end(run, "exited", at(1_000))
const [early, late] = [alive(1, undefined, 900), alive(2, undefined, 100)]

describe("the runs of a source", () => {
  it("R18: end last by the order in which they were made, whatever their clocks say", () => {
    assert.strictEqual(lastEnded([ended(early), ended(late)])?.taskId, late.taskId)
    assert.strictEqual(lastEnded([ended(early), late])?.taskId, early.taskId)
    assert.isNull(lastEnded([early, late]))
    assert.isNull(lastEnded([]))
  })

  it("R32: are kept while they are open, and the last that ended", () => {
    const all = [ended(fresh(3)), early, ended(fresh(4)), late]
    assert.deepStrictEqual(worthKeeping(all), all.slice(1))
  })

  it("keep their places when more is known of one, and those that are new come last", () => {
    assert.deepStrictEqual(withRun([early, late], ended(early)), [ended(early), late])
    assert.deepStrictEqual(withRun([early], late), [early, late])
  })

  it("T13: have one that ended long ago, and of which a late word comes, before those that were made since", () => {
    const refused = end(fresh(2), "refused", at(900))
    assert.deepStrictEqual(withRun([refused], alive(1)), [alive(1), refused])
    assert.deepStrictEqual(withRun([refused], alive(3)), [refused, alive(3)])
    assert.deepStrictEqual(
      withRun([refused], fresh(1)),
      [refused, fresh(1)],
      "one in the making is the last by any clock"
    )
  })
})
