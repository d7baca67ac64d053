import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { begun, entryOf } from "./Lives.ts"
import { anEvent, aRun, aSource, at, loadRuns } from "./World.ts"

const write = (...entries: ReadonlyArray<JournalEntry>) => Journal.use((journal) => journal.write(entries))

/** What every store keeps of what stood in a recorder's way. */
contract("the past of a recorder that can't record", (it) => {
  it.effect(
    "T1: includes what kept an open run from recording, which its record tells as long as nothing ended it",
    () =>
      Effect.gen(function* () {
        const { id } = yield* aSource
        const run = begun(yield* aRun(id, at(1)), 2)
        const cause = { kind: "http", status: 403, host: "a.example" } as const
        const told = (type: "hindered" | "freed", seconds: number): JournalEntry => ({
          _tag: "event",
          event: { ...anEvent(id, type, at(seconds)), taskId: run.taskId, ...(type === "hindered" ? { cause } : {}) }
        })
        const hindered = Effect.map(loadRuns(id), ({ openRuns }) => openRuns[0]?.capture.hindered)
        yield* write(entryOf(run))
        assert.isNull(yield* hindered)
        // Told twice, as a replay does, it is one.
        yield* write(told("hindered", 3), told("hindered", 3))
        assert.deepStrictEqual(yield* hindered, { cause, since: at(3), tries: null, until: null })
        yield* write(told("freed", 4))
        assert.isNull(yield* hindered)
        yield* write(told("hindered", 5))
        assert.deepStrictEqual((yield* hindered)?.since, at(5))
        const { events } = yield* WorkerEvents.use((stored) => stored.past(id, at(6), at(100)))
        assert.deepStrictEqual(
          events.map((event) => [event.type, event.at, event.cause]),
          [
            ["hindered", at(3), cause],
            ["freed", at(4), null],
            ["hindered", at(5), cause]
          ]
        )
      })
  )
})
