import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Posture, PostureCommand, PostureConflict, transition } from "../../../src/domain/subscriptions/Posture.ts"
import { isEligible } from "../../../src/domain/supervision/Eligibility.ts"
import { noHistory } from "../../../src/domain/supervision/History.ts"
import { at } from "../supervision/given.ts"

describe("a posture", () => {
  it.effect.each([
    { from: "active", command: "pause", to: "paused" },
    { from: "paused", command: "pause", to: "paused" },
    { from: "active", command: "resume", to: "active" },
    { from: "paused", command: "resume", to: "active" },
    { from: "archived", command: "resume", to: "active" },
    { from: "active", command: "archive", to: "archived" },
    { from: "paused", command: "archive", to: "archived" },
    { from: "archived", command: "archive", to: "archived" }
  ] as const)("$from turns $to by $command", ({ command, from, to }) =>
    Effect.map(transition(from, command), (found) => assert.strictEqual(found, to))
  )

  it.effect("archived is not paused, and the refusal says what to do", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(transition("archived", "pause"))
      assert.deepStrictEqual(error, new PostureConflict({ from: "archived", command: "pause" }))
      assert.strictEqual(error.message, "An archived subscription can't be paused. Resume it first.")
    })
  )

  it.effect.prop("does not move when a command is repeated", [Posture, PostureCommand], ([from, command]) =>
    Effect.gen(function* () {
      const once = yield* Effect.result(transition(from, command))
      if (Result.isFailure(once)) return assert.strictEqual(from, "archived")
      assert.strictEqual(yield* transition(once.success, command), once.success)
    })
  )
})

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
    assert.strictEqual(isEligible(given.postures, given.history), given.eligible)
  })

  it("that failed, but not often enough, is recorded", () => {
    assert.isTrue(isEligible(["active"], { ...noHistory, failures: [at(0), at(1)], blocks: [at(2)] }))
  })
})
