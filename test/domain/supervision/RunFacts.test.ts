import { assert, describe, it } from "@effect/vitest"
import { foundRun, type Run } from "../../../src/domain/supervision/Run.ts"
import { comeApart, endsUnasked, filledIn, type RunFacts } from "../../../src/domain/supervision/RunFacts.ts"
import { end, refuse } from "../../../src/domain/supervision/RunReducer.ts"
import { alive, at, source, task } from "./given.ts"

const sent: RunFacts = foundRun(task(), source, at(0))
const seen: RunFacts = alive()
const exited: RunFacts = end(alive(), "exited", at(90), { exitCode: 1, message: "why" })
const unsent: RunFacts = end(foundRun(task(), source, at(0)), "unsent", at(50))
const refused: RunFacts = refuse(foundRun(task(), source, at(0)), "refused", "no such action", at(50))
const showEnd = ({ ending, exitCode, message }: RunFacts) => [ending, exitCode, message]

describe("what is stored of a run", () => {
  it("is filled in where it was empty, and stays where it was known", () => {
    const other = { ...seen, pid: 999, startedAt: at(77), settings: "720p", action: "hls", tries: 2 }
    const found = filledIn({ ...seen, settings: "1080p" }, other)
    assert.deepStrictEqual([found.pid, found.startedAt, found.settings], [seen.pid, seen.startedAt, "1080p"])
    assert.deepStrictEqual([found.action, found.tries], ["hls", 2])
  })

  it.each<RunFacts>([sent, seen, exited, unsent, refused])("is the same when it is told twice: $ending", (facts) => {
    const once = filledIn(sent, facts)
    assert.deepStrictEqual(filledIn(once, facts), once)
  })

  it("ends once, with all that belongs to the end", () => {
    const later = { ...exited, ending: "lost", message: "late", exitCode: null } as const
    assert.deepStrictEqual(showEnd(filledIn(exited, later)), showEnd(exited))
    assert.strictEqual(filledIn({ ...exited, asked: 1 }, { ...exited, asked: 2 }).asked, 1)
    assert.strictEqual(filledIn({ ...seen, asked: 1 }, { ...exited, asked: 2 }).asked, 2)
  })

  it.each<RunFacts>([unsent, refused])("is opened again where it was given up ($ending) and then is seen", (given) => {
    assert.isNull(filledIn(given, seen).endedAt)
    assert.strictEqual(filledIn(given, exited).ending, "exited")
    assert.strictEqual(filledIn(given, sent).ending, given.ending)
  })

  it.each<[string, Run["stopReason"], RunFacts, boolean]>([
    ["that ends by no stop of ours", "disk", exited, true],
    ["that goes on", "disk", seen, false],
    ["that ends by a stop", null, { ...exited, stopReason: "restart" }, false]
  ])("R20: has no stop any more where it is of a run %s", (_, stopReason, facts, unasked) => {
    const before = { ...seen, stopReason }
    assert.strictEqual(endsUnasked(before, facts), unasked)
    assert.strictEqual(filledIn(before, facts).stopReason, unasked ? null : (stopReason ?? facts.stopReason))
  })

  it("has the stop's reason that was told first", () => {
    const first = { ...seen, stopReason: "double" } as const
    assert.strictEqual(filledIn(first, { ...exited, stopReason: "disk" }).stopReason, "double")
  })

  it("is told in two parts where the first may change what is stored, and the second that once more", () => {
    assert.isTrue(comeApart(unsent, seen))
    assert.isTrue(comeApart(exited, { ...exited, stopReason: "disk" }))
    assert.isTrue(comeApart({ ...seen, stopReason: "disk" }, exited))
    assert.isFalse(comeApart(unsent, refused))
    assert.isFalse(comeApart(seen, exited))
    assert.isFalse(comeApart(exited, seen))
  })
})
