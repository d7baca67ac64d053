import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Journal } from "../../src/ports/Journal.ts"
import { contract } from "./contract.ts"
import { begun, entryOf } from "./Lives.ts"
import { aRun, aSource, at, loadRuns } from "./World.ts"

/** What every store keeps of what is lost of a recording. */
contract("what is lost of a recording", (it) => {
  it.effect("T4: is known while it goes on, as it was told last, and with the recording alone", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = begun(yield* aRun(id, at(1)), 2)
      const of = { taskId: run.taskId, sourceId: id } as const
      const lostOf = Effect.map(loadRuns(id), ({ openRuns }) => openRuns[0]?.capture.lost)
      yield* journal.write([entryOf(run), { _tag: "recording started", ...of, at: at(3), sessionSince: at(3) }])
      assert.isNull(yield* lostOf)
      const hindrance = { kind: "timeout", host: "a.example" } as const
      const told = (gaps: number) =>
        ({
          _tag: "lost",
          ...of,
          startedAt: at(3),
          lost: { gaps, segments: 2 * gaps, ms: 1000 * gaps, hindrance, at: at(4 + gaps) }
        }) as const
      yield* journal.write([told(1), told(2)])
      yield* journal.write([told(3)])
      assert.deepStrictEqual(yield* lostOf, { gaps: 3, segments: 6, ms: 3000, hindrance, countedUntil: at(7) })
      yield* journal.write([
        { _tag: "recording", ...of, startedAt: at(3), endedAt: at(9), bytes: 1 },
        { _tag: "recording started", ...of, at: at(10), sessionSince: at(3) }
      ])
      assert.isNull(yield* lostOf)
    })
  )
})
