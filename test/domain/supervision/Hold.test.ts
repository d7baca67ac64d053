import { assert, describe, it } from "@effect/vitest"
import { evicted, roomDelay } from "../../../src/domain/supervision/Hold.ts"
import { alive, at, dequeued, exited, inQueue, source, stopping, told } from "./given.ts"

const lostPlace = told(inQueue(1), dequeued(100, "pool: item expired"))

describe("a start that lost its place in the queue", () => {
  it.each([
    { name: "just now", runs: [lostPlace], ms: 100, holds: true },
    { name: "not long enough ago", runs: [lostPlace], ms: 99 + roomDelay, holds: true },
    { name: "long enough ago", runs: [lostPlace], ms: 100 + roomDelay, holds: false },
    { name: "before another run", runs: [lostPlace, told(alive(2, source, 200), exited(300))], ms: 400, holds: false },
    { name: "after another run", runs: [told(alive(2, source, -50), exited(-20)), lostPlace], ms: 200, holds: true },
    { name: "because we stopped it", runs: [told(stopping(inQueue()), dequeued(100))], ms: 100, holds: false },
    { name: "never", runs: [alive(), inQueue(2)], ms: 100, holds: false }
  ])("$name holds the next one: $holds", ({ holds, ms, runs }) => {
    assert.strictEqual(evicted(runs, at(ms)) !== null, holds)
  })

  it("is tried again at a known time, in the overseer's words", () => {
    assert.deepStrictEqual(evicted([lostPlace], at(200)), {
      _tag: "full",
      until: at(100 + roomDelay),
      message: "pool: item expired"
    })
  })
})
