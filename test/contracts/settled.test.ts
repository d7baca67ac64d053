import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Run } from "../../src/domain/supervision/Run.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { contract } from "./contract.ts"
import { begun, entryOf, pastOf } from "./Lives.ts"
import { aRun, aSource, at } from "./World.ts"

/** A run that is on record from `since` on. */
const running = (id: SourceId, since: number) =>
  Effect.gen(function* () {
    const journal = yield* Journal
    const run = begun(yield* aRun(id, at(since)), since)
    yield* journal.begin([run])
    yield* journal.write([entryOf(run)])
    return run
  })

/** What is told of a recording of `run`, which goes on where `to` is null. */
const told = (run: Run, from: number, to: number | null) =>
  Journal.use((journal) =>
    journal.write([
      {
        _tag: "recording",
        taskId: run.taskId,
        sourceId: run.sourceId,
        startedAt: at(from),
        endedAt: to === null ? null : at(to),
        bytes: 1
      }
    ])
  )

/** Settles a run by recordings on the disk: from, to, and bytes of each. */
const settle = (run: Run, ...disk: ReadonlyArray<readonly [number, number, number]>) =>
  Journal.use((journal) =>
    journal.write([
      {
        _tag: "settled",
        taskId: run.taskId,
        sourceId: run.sourceId,
        recordings: disk.map(([from, to, bytes]) => ({ startedAt: at(from), endedAt: at(to), bytes }))
      }
    ])
  )

const recordings = (id: SourceId) =>
  Effect.map(pastOf(id), (past) =>
    past.recordings
      .map(({ bytes, endedAt, startedAt, taskId }) => ({ taskId, startedAt, endedAt, bytes }))
      .sort((a, b) => a.startedAt - b.startedAt)
  )

/** What every `Journal` promises of recordings that the disk settles. */
contract("R34: Journal of what the disk has", (it) => {
  it.effect("two recordings close to each other of which one is on record become two", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const run = yield* running(id, 0)
      yield* told(run, 10, 20)
      yield* settle(run, [10, 20, 100], [21, 30, 200])
      const { taskId } = run
      assert.deepStrictEqual(yield* recordings(id), [
        { taskId, startedAt: at(10), endedAt: at(20), bytes: 100 },
        { taskId, startedAt: at(21), endedAt: at(30), bytes: 200 }
      ])
    })
  )

  it.effect("a recording that is on record as another run's stays that run's, and none is added", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const first = yield* running(id, 0)
      const second = yield* running(id, 40)
      yield* told(first, 10, 39)
      yield* told(second, 41, null)
      yield* settle(first, [10, 39, 100], [40, 42, 5])
      assert.deepStrictEqual(yield* recordings(id), [
        { taskId: first.taskId, startedAt: at(10), endedAt: at(39), bytes: 100 },
        { taskId: second.taskId, startedAt: at(41), endedAt: null, bytes: 1 }
      ])
    })
  )

  it.effect("what the disk has once is on record once, whatever times were told of it, and whichever it settles", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const run = yield* running(id, 0)
      const { taskId } = run
      yield* told(run, 25, 40)
      yield* told(run, 10, 30)
      yield* told(run, 60, 70)
      yield* settle(run, [10, 40, 100], [55, 80, 200])
      assert.deepStrictEqual(yield* recordings(id), [
        { taskId, startedAt: at(10), endedAt: at(40), bytes: 100 },
        { taskId, startedAt: at(55), endedAt: at(80), bytes: 200 }
      ])
    })
  )
})
