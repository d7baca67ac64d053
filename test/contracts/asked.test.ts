import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { noHistory } from "../../src/domain/supervision/History.ts"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import { tripEvent } from "../../src/domain/supervision/TripEvent.ts"
import type { NewWorkerEvent } from "../../src/domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { anEvent, aRun, aSource, aTask, at, load, loadRuns } from "./World.ts"

const none = (2 ** 40) as SourceId

const exited = (id: SourceId, seconds: number) =>
  Effect.map(
    aTask,
    (taskId): NewWorkerEvent => ({ ...anEvent(id, "exited", at(seconds)), taskId, pid: 7, exitCode: 1 })
  )

const errored = (id: SourceId, seconds: number): NewWorkerEvent => anEvent(id, "errored", at(seconds))

const write = (events: ReadonlyArray<NewWorkerEvent>, asked = 0) =>
  Journal.use((journal) => journal.write(events.map((event) => ({ _tag: "event", event, asked }) as const)))

/** What every `Sources` promises of resets and restarts, which are ordered by their number and by no clock. */
contract("Sources, of what is asked of them", (it) => {
  it.effect("R18: a reset strikes what came before it and nothing later, whatever the clocks showed", () =>
    Effect.gen(function* () {
      const [sources, events] = [yield* Sources, yield* WorkerEvents]
      const { id } = yield* aSource
      yield* write([yield* exited(id, -30), errored(id, -20)])
      yield* sources.reset(id, at(-20), "alice")
      assert.deepStrictEqual((yield* load(id)).history, { ...noHistory, reset: 1 })
      yield* write([yield* exited(id, -500), errored(id, -400)], 1)
      const after = (yield* load(id)).history
      assert.deepStrictEqual(after.failures, [at(-500)])
      assert.strictEqual(after.errored?.at, at(-400))
      // What was told by somebody who did not know of the reset comes before it.
      yield* write([yield* exited(id, -10)], 0)
      assert.deepStrictEqual((yield* load(id)).history, after)
      yield* sources.reset(id, at(-450), "bob")
      assert.deepStrictEqual((yield* load(id)).history, { ...noHistory, reset: 2 })
      const stored = (yield* events.ofSource(id, { after: null, limit: 10 })).filter(({ type }) => type === "reset")
      assert.deepStrictEqual(
        stored.map(({ at, detail, exitCode, pid, taskId }) => ({ at, detail, exitCode, pid, taskId })),
        [
          { at: at(-20), detail: "alice", exitCode: null, pid: null, taskId: null },
          { at: at(-450), detail: "bob", exitCode: null, pid: null, taskId: null }
        ]
      )
      yield* sources.reset(none, at(0), "alice")
    })
  )

  it.effect("R13: a trip keeps its count, its window and what the last recorder ended by", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const cause = { kind: "http", status: 404, host: "example.org" } as const
      const trip = { at: at(-20), cause, failures: 7, within: 600_000 }
      yield* write([{ sourceId: id, ...tripEvent(trip) }])
      assert.deepStrictEqual((yield* load(id)).history.errored, trip)
    })
  )

  it.effect("a restart is asked of some sources, and counted with their resets", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const [one, two] = [yield* aSource, yield* aSource]
      const asked = (id: SourceId) => Effect.map(load(id), ({ asked, restartAsked }) => [asked, restartAsked])
      assert.strictEqual(yield* sources.restart([one.id, none]), 1)
      assert.deepStrictEqual(
        [yield* asked(one.id), yield* asked(two.id)],
        [
          [1, 1],
          [0, 0]
        ]
      )
      yield* sources.reset(two.id, at(0), "alice")
      yield* sources.reset(one.id, at(0), "alice")
      assert.deepStrictEqual(
        [yield* asked(one.id), yield* asked(two.id)],
        [
          [2, 1],
          [1, 0]
        ]
      )
      assert.strictEqual(yield* sources.restart([one.id, two.id]), 2)
      assert.deepStrictEqual(
        [yield* asked(one.id), yield* asked(two.id)],
        [
          [3, 3],
          [2, 2]
        ]
      )
      assert.strictEqual(yield* sources.restart([]), 0)
    })
  )

  it.effect("R18: a run carries how much had been asked of its source, and the last one is the one made last", () =>
    Effect.gen(function* () {
      const [journal, sources] = [yield* Journal, yield* Sources]
      const { id } = yield* aSource
      const [first, second] = [yield* aRun(id, at(0)), { ...(yield* aRun(id, at(-500))), asked: 2 }]
      yield* journal.begin([first])
      yield* sources.restart([id])
      yield* sources.restart([id])
      yield* journal.begin([second])
      const open = (yield* loadRuns(id)).openRuns
      assert.deepStrictEqual(
        open.map(({ asked, taskId }) => [taskId, asked]),
        [
          [first.taskId, 0],
          [second.taskId, 2]
        ]
      )
      for (const run of [first, second]) yield* journal.write([{ _tag: "run", run: end(run, "unsent", run.createdAt) }])
      const last = (yield* loadRuns(id)).lastRun
      assert.deepStrictEqual([last?.taskId, last?.asked], [second.taskId, 2])
    })
  )

  it.effect("a run that ends carries what was asked until then, one that has ended no more", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = yield* aRun(id, at(0))
      yield* journal.begin([run])
      const ended = end(run, "unsent", at(1))
      yield* journal.write([{ _tag: "run", run: { ...ended, asked: 3 } }])
      yield* journal.write([{ _tag: "run", run: { ...ended, asked: 4 } }])
      assert.strictEqual((yield* loadRuns(id)).lastRun?.asked, 3)
    })
  )
})
