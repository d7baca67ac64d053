import { assert, describe, it } from "@effect/vitest"
import { type Posture, postureAfter } from "../../../src/domain/subscriptions/Posture.ts"
import { isEligible } from "../../../src/domain/supervision/Eligibility.ts"
import { noHistory } from "../../../src/domain/supervision/History.ts"
import { at } from "../supervision/given.ts"

describe("a posture", () => {
  it.each([
    ["pause", "paused"],
    ["resume", "active"],
    ["archive", "archived"]
  ] as const)("F7: whatever it was, %s makes it %s", (command, to) => assert.strictEqual(postureAfter(command), to))
})

const wishes = (postures: ReadonlyArray<Posture>) => postures.map((posture) => ({ posture }))

describe("a source", () => {
  const tripped = {
    ...noHistory,
    errored: { at: at(0), cause: { kind: "exit", code: 1, message: null }, failures: 5, within: 900_000 }
  } as const
  it.each([
    { postures: [], history: noHistory, eligible: false },
    { postures: ["paused", "archived"], history: noHistory, eligible: false },
    { postures: ["paused", "active"], history: noHistory, eligible: true },
    { postures: ["active", "active"], history: noHistory, eligible: true },
    { postures: ["active"], history: tripped, eligible: false }
  ] as const)("wanted as $postures, tripped $history.errored, is recorded: $eligible", (given) => {
    assert.strictEqual(isEligible(wishes(given.postures), given.history), given.eligible)
  })

  it("that failed, but not often enough, is recorded", () => {
    assert.isTrue(isEligible(wishes(["active"]), { ...noHistory, failures: [at(0), at(1)], blocks: [at(2)] }))
  })
})
