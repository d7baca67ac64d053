import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { partMillis } from "../../src/local/channel/LoopedStream.ts"
import { type Coverage, differences, unmissed } from "./coverageLaw.ts"

const first = 900_000_000
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => first + from + i)
const at = (number: number) => DateTime.formatIso(DateTime.makeUnsafe((first + number) * partMillis))

const coverage = (lost: number, ...stretches: ReadonlyArray<readonly [string, number, number]>): Coverage => ({
  stretches: stretches.map(([kind, from, to]) => ({ kind, from: at(from), to: at(to), cause: null })),
  totals: { lost }
})

describe("coverage beside what a channel served", () => {
  const served = numbers(0, 100)
  const kept = [...numbers(0, 40), ...numbers(60, 100)]

  it("holds where what is not on the disk is told as missed, as a gap, or as lost of a recording", () => {
    for (const kind of ["missed", "gap"]) {
      const told = coverage(0, ["recorded", 0, 40], [kind, 40, 60], ["recorded", 60, 100])
      assert.deepStrictEqual(unmissed(told, served, kept), [])
      assert.deepStrictEqual(differences(told, kept), [])
    }
    const lossy = coverage(39, ["recorded", 0, 100])
    assert.deepStrictEqual(unmissed(lossy, served, kept), [])
    assert.deepStrictEqual(differences(lossy, kept), [])
  })

  it("holds where a recorder took what a playlist lists and was frozen within its first second", () => {
    const told = coverage(0, ["recorded", 0, 92], ["missed", 92, 100])
    const begun = (first + 99.5) * partMillis
    assert.lengthOf(differences(told, served), 1)
    assert.deepStrictEqual(differences(told, served, [{ from: begun, to: begun + 900 }]), [])
    assert.lengthOf(differences(told, served, [{ from: begun, to: begun + 9_000 }]), 1)
  })

  it("is broken where it is told as recorded, or as off the air", () => {
    for (const kind of ["recorded", "off air"]) {
      const told = coverage(0, ["recorded", 0, 40], [kind, 40, 60], ["recorded", 60, 100])
      assert.match(unmissed(told, served, kept).join(), /was served and not recorded, 38\.4 s of it are not told so$/)
    }
    const told = coverage(0, ["recorded", 0, 100])
    assert.match(differences(told, kept).join(), /recorded from .* is told, \d+\.\d s of it are nowhere$/)
  })
})
