import { assert, describe, it } from "@effect/vitest"
import { disagreements, type Sight } from "./agreement.ts"

/** Answers every quarter of a second, whose one row is what was shown last by then. */
const sights = (shown: ReadonlyArray<readonly [number, string]>, until = 20_000): ReadonlyArray<Sight> =>
  Array.from({ length: until / 250 }, (_, i) => {
    const at = i * 250
    const [, status] = shown.findLast(([from]) => from <= at) ?? [0, ""]
    return { asked: at - 10, at, rows: new Map([["alice's carol", JSON.stringify({ status })]]) }
  })

const compared = (a: ReadonlyArray<Sight>, b: ReadonlyArray<Sight>) =>
  new Map([
    ["one", a],
    ["two", b]
  ])

const waiting = [0, "waiting"] as const

describe("backends that are compared", () => {
  it("agree where each shows within a second what another does", () => {
    const all = compared(sights([waiting, [5_000, "recording"]]), sights([waiting, [5_750, "recording"]]))
    const { compared: rows, sentences } = disagreements(all, [])
    assert.deepStrictEqual(sentences, [])
    assert.strictEqual(rows, 4)
  })

  it("disagree where one is late, or never shows it, in the fields that are told", () => {
    const late = compared(sights([waiting, [5_000, "recording"]]), sights([waiting, [9_000, "recording"]]))
    const [first, ...others] = disagreements(late, []).sentences
    assert.match(first ?? "", /alice's carol: one beside two: status: "recording" and "waiting"$/)
    assert.deepStrictEqual(others, [])
    const never = compared(sights([waiting]), sights([waiting, [5_000, "stalled"]]))
    assert.lengthOf(disagreements(never, []).sentences, 1)
  })

  it("are not compared in what is gone within a second, nor where one was disturbed", () => {
    const brief = compared(sights([waiting]), sights([waiting, [5_000, "starting"], [5_750, "waiting"]]))
    assert.deepStrictEqual(disagreements(brief, []).sentences, [])
    const cutOff = compared(sights([waiting, [5_000, "recording"]]), sights([waiting, [9_000, "recording"]]))
    assert.deepStrictEqual(disagreements(cutOff, [{ backend: "two", from: 4_000, to: 12_000 }]).sentences, [])
  })
})
