import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Journal } from "../../src/ports/Journal.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { anEvent, aSource, at } from "./World.ts"

/** What every store tells of what was deleted. */
contract("the past of deleted recordings", (it) => {
  it.effect("T10: has what was deleted of its time, whenever that was done", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const cause = {
        kind: "deleted",
        stretches: [
          { from: at(10), to: at(20) },
          { from: at(30), to: at(40) }
        ],
        bytes: 7
      } as const
      yield* Journal.use((journal) =>
        journal.write([{ _tag: "event", event: { ...anEvent(id, "deleted", at(1000)), cause } }])
      )
      const causes = (from: number, to: number) =>
        WorkerEvents.use((events) =>
          Effect.map(events.past(id, at(from), at(to)), (past) => past.events.map((event) => event.cause))
        )
      for (const [from, to] of [
        [15, 16],
        [0, 10],
        [40, 50]
      ] as const)
        assert.deepStrictEqual(yield* causes(from, to), [cause])
      for (const [from, to] of [
        [21, 29],
        [0, 9],
        [41, 100]
      ] as const)
        assert.deepStrictEqual(yield* causes(from, to), [])
    })
  )
})
