import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Journal } from "../../src/ports/Journal.ts"
import { contract } from "./contract.ts"
import { begun, entryOf } from "./Lives.ts"
import { aRun, aSource, at, loadRuns } from "./World.ts"

/** What every store keeps of what a site calls a recording. */
contract("what a recording is of", (it) => {
  it.effect("is known while it goes on, as it was told last, and with the recording alone", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = begun(yield* aRun(id, at(1)), 2)
      const of = { taskId: run.taskId, sourceId: id } as const
      const known = Effect.map(loadRuns(id), ({ openRuns }) => openRuns[0]?.capture.about)
      const told = (title: string | null, author: string | null) =>
        ({ _tag: "titled", ...of, startedAt: at(3), about: { title, author } }) as const
      yield* journal.write([entryOf(run), { _tag: "recording started", ...of, at: at(3), sessionSince: at(3) }])
      assert.isNull(yield* known)
      yield* journal.write([told("Morning news", null), told("Evening news \u{1f4fa}", "Example TV")])
      assert.deepStrictEqual(yield* known, { title: "Evening news \u{1f4fa}", author: "Example TV" })
      yield* journal.write([told(null, "Example TV")])
      assert.deepStrictEqual(yield* known, { title: null, author: "Example TV" })
      yield* journal.write([
        { _tag: "recording", ...of, startedAt: at(3), endedAt: at(9), bytes: 1 },
        { _tag: "recording started", ...of, at: at(10), sessionSince: at(3) }
      ])
      assert.isNull(yield* known)
    })
  )
})
