import { assert, describe, it } from "@effect/vitest"
import { diedUnheard } from "./unheard.ts"

const overseer = (lastAt: number, alive = false) => ({ role: "overseer", alive, lastAt }) as const
const hole = { kind: "black hole overseer", from: 55_000, to: 90_000 }
const frozen = { kind: "SIGSTOP backend", from: 78_000, to: 102_000 }

describe("the word of what happened", () => {
  it("died with the overseer that alone had it, where nothing passed from then until that was killed", () => {
    assert.isTrue(diedUnheard([hole], [overseer(89_000)], 70_000))
    assert.isTrue(diedUnheard([frozen, hole], [overseer(101_600)], 70_000))
  })

  it.each([
    ["the overseer lives", [hole], [overseer(89_000, true)], 70_000],
    ["another program was killed", [hole], [{ role: "backend", alive: false, lastAt: 89_000 } as const], 70_000],
    ["the overseer was killed before", [hole], [overseer(60_000)], 70_000],
    ["it passed before the overseer was killed", [hole], [overseer(101_600)], 70_000],
    ["it passed in between", [hole, { ...frozen, from: 93_000 }], [overseer(101_600)], 70_000],
    ["nothing was held up yet when it happened", [hole], [overseer(89_000)], 50_000],
    ["what was done holds nothing up", [{ ...hole, kind: "delay overseer" }], [overseer(89_000)], 70_000]
  ])("can be heard where %s", (_, done, seen, at) => {
    assert.isFalse(diedUnheard(done, seen, at))
  })
})
