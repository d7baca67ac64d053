import { assert } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { noCapture, type StopReason } from "../../src/domain/supervision/Run.ts"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { contract } from "./contract.ts"
import { begun, entryOf, pastOf } from "./Lives.ts"
import { anEvent, aRun, aSource, aTask, at, load, loadRuns, noon } from "./World.ts"

const stop = (taskId: TaskId, why: StopReason) => ({ taskId, why })

const none = (2 ** 40) as SourceId

/** What every `Journal` promises of runs and batches. */
contract("Journal of runs", (it) => {
  it.effect("a begun run is an open run without a witness, and not yet a process", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = { ...(yield* aRun(id, at(1))), settings: "fingerprint" }
      yield* journal.begin([run])
      assert.deepStrictEqual((yield* loadRuns(id, at(99))).openRuns, [
        {
          taskId: run.taskId,
          sourceId: id,
          phase: "sent",
          start: { at: at(1), connection: 0, lostAt: at(99) },
          stop: null,
          stopSeen: false,
          stopRefuted: null,
          stopReason: null,
          seenAt: null,
          createdAt: at(1),
          asked: 0,
          startedAt: null,
          pid: null,
          queuePosition: null,
          endedAt: null,
          ending: null,
          exitCode: null,
          refusal: null,
          message: null,
          settings: "fingerprint",
          action: null,
          tries: 0,
          heartbeatInterval: null,
          stalledAt: null,
          capture: noCapture
        }
      ])
      yield* journal.begin([run])
      yield* journal.begin([])
      assert.strictEqual((yield* loadRuns(id)).openRuns.length, 1)
    })
  )

  it.effect("a run of no source can't begin", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const exit = yield* Effect.exit(journal.begin([yield* aRun(id), yield* aRun(none)]))
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual((yield* loadRuns(id)).openRuns, [])
    })
  )

  it.effect("R18: runs come in the order in which they were stored, the last ended one among them", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const runs = yield* Effect.forEach([5, 3, 1, 2], (seconds) => aRun(id, at(seconds)))
      for (const run of runs) yield* journal.begin([run])
      yield* journal.write(runs.slice(0, 2).map((run) => entryOf(end(run, "exited", at(9)))))
      assert.deepStrictEqual(
        (yield* load(id)).runs.map(({ createdAt, phase }) => [createdAt, phase]),
        [
          [at(3), "ended"],
          [at(1), "sent"],
          [at(2), "sent"]
        ]
      )
    })
  )

  it.effect("a stop is noted, a later one in its place; of unknown runs nothing is", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = yield* aRun(id)
      yield* journal.begin([run])
      yield* journal.stopping([stop(run.taskId, "disk"), stop(yield* aTask, "double")], at(7))
      const stopOf = Effect.map(loadRuns(id, at(99)), ({ openRuns }) => [openRuns[0]?.stop, openRuns[0]?.stopReason])
      assert.deepStrictEqual(yield* stopOf, [{ at: at(7), connection: 0, lostAt: at(99) }, "disk"])
      yield* journal.stopping([stop(run.taskId, "restart")], at(8))
      assert.deepStrictEqual(yield* stopOf, [{ at: at(8), connection: 0, lostAt: at(99) }, "restart"])
      yield* journal.stopping([], at(9))
    })
  )

  it.effect("what becomes known of a run is filled in once and never changed", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = yield* aRun(id)
      yield* journal.begin([run])
      const running = begun(run, 2)
      yield* journal.write([entryOf(running)])
      assert.deepStrictEqual(
        (yield* loadRuns(id)).openRuns.map(({ phase, pid, startedAt }) => ({ phase, pid, startedAt })),
        [{ phase: "running", pid: 4711, startedAt: at(2) }]
      )
      const ended = end({ ...running, startedAt: at(3), pid: 1 }, "exited", at(9), { exitCode: 1 })
      yield* journal.write([entryOf(ended)])
      yield* journal.write([entryOf(end(running, "lost", at(10))), entryOf(run)])
      assert.deepStrictEqual((yield* loadRuns(id)).openRuns, [])
      assert.deepStrictEqual((yield* pastOf(id)).runs, [
        {
          taskId: run.taskId,
          createdAt: noon,
          startedAt: at(2),
          endedAt: at(9),
          ending: "exited",
          exitCode: 1,
          stopReason: null,
          livedAt: null
        }
      ])
    })
  )

  it.effect("a whole life in one batch is stored as in many", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const life = Effect.fnUntraced(function* (id: SourceId) {
        const run = yield* aRun(id)
        const running = begun(run, 1)
        const { taskId } = run
        const entries: ReadonlyArray<JournalEntry> = [
          entryOf(run),
          { _tag: "event", event: { ...anEvent(id, "queued", at(0)), taskId } },
          entryOf(running),
          { _tag: "event", event: { ...anEvent(id, "started", at(1)), taskId, pid: 4711 } },
          { _tag: "recording started", taskId, sourceId: id, at: at(2), sessionSince: null },
          { _tag: "recording", taskId, sourceId: id, startedAt: at(2), endedAt: null, bytes: 10 },
          { _tag: "recording", taskId, sourceId: id, startedAt: at(2), endedAt: at(5), bytes: 30 },
          { _tag: "recording started", taskId, sourceId: id, at: at(6), sessionSince: at(0) },
          { _tag: "recording", taskId, sourceId: id, startedAt: at(6), endedAt: at(8), bytes: 5 },
          entryOf(end(running, "exited", at(9), { exitCode: 2 })),
          { _tag: "event", event: { ...anEvent(id, "exited", at(9)), taskId, pid: 4711, exitCode: 2, detail: "why" } }
        ]
        return entries
      })
      const shape = Effect.fnUntraced(function* (id: SourceId) {
        const { events, recordings, runs } = yield* pastOf(id)
        const picture = yield* load(id)
        return {
          runs: runs.map(({ taskId: _, ...run }) => run),
          recordings: recordings.map(({ id: _, sourceId: __, taskId: ___, ...recording }) => recording),
          events: events.map(({ id: _, sourceId: __, taskId: ___, ...event }) => event),
          history: picture.history,
          lastRecordingAt: picture.lastRecordingAt
        }
      })
      const [whole, pieces, twice] = [yield* aSource, yield* aSource, yield* aSource]
      yield* journal.write(yield* life(whole.id))
      for (const entry of yield* life(pieces.id)) yield* journal.write([entry])
      const again = yield* life(twice.id)
      yield* journal.write([...again, ...again])
      for (const entry of again) yield* journal.write([entry])
      const expected = yield* shape(whole.id)
      assert.deepStrictEqual(expected.recordings, [
        { startedAt: at(2), endedAt: at(5), bytes: 30 },
        { startedAt: at(6), endedAt: at(8), bytes: 5 }
      ])
      assert.deepStrictEqual(
        expected.events.map(({ type }) => type),
        ["queued", "started", "exited"]
      )
      assert.strictEqual(expected.lastRecordingAt, at(8))
      assert.deepStrictEqual(yield* shape(pieces.id), expected)
      assert.deepStrictEqual(yield* shape(twice.id), expected)
    })
  )

  it.effect("nothing of a batch is stored when one of its facts can't be", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = yield* aRun(id)
      const exit = yield* Effect.exit(
        journal.write([
          entryOf(run),
          { _tag: "recording started", taskId: run.taskId, sourceId: id, at: at(1), sessionSince: null },
          {
            _tag: "event",
            event: { ...anEvent(id, "gap", at(1)), taskId: TaskId.make("x"), at: Number.NaN as never }
          }
        ])
      )
      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual((yield* loadRuns(id)).openRuns, [])
    })
  )

  it.effect("an empty batch is nothing", () => Journal.use((journal) => journal.write([])))
})
