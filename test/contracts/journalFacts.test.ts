import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { WorkerEventType } from "../../src/domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { contract } from "./contract.ts"
import { begun, entryOf, eventsOf, pastOf } from "./Lives.ts"
import { anEvent, aRun, aSource, aTask, at, load, noon } from "./World.ts"

const none = (2 ** 40) as SourceId

/** What every `Journal` promises of events and recordings. */
contract("Journal of facts", (it) => {
  it.effect("events keep their order, and each has an id greater than the one before", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const details = Array.from({ length: 200 }, (_, n) => `event ${n}`)
      yield* journal.write(
        details.map((detail, n) => ({ _tag: "event", event: { ...anEvent(id, "gap", at(-n)), detail } }) as const)
      )
      const events = yield* eventsOf(id)
      assert.deepStrictEqual(
        events.map(({ detail }) => detail),
        details
      )
      assert.isTrue(events.every((event, n) => n === 0 || event.id > (events[n - 1]?.id ?? 0)))
    })
  )

  it.effect("an event told again is stored once, by its run or, without one, by its moment", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const taskId = yield* aTask
      const types = ["queued", "started", "exited", "stopped", "lost"] as const
      const events = [
        ...types.map((type) => ({ ...anEvent(id, type, at(1)), taskId, pid: 5 })),
        ...types.map((type) => ({ ...anEvent(id, type, at(2)), taskId, pid: 6, detail: "again" })),
        ...(["errored", "reset", "gap"] as const).flatMap((type) => [
          anEvent(id, type, at(1)),
          anEvent(id, type, at(2)),
          { ...anEvent(id, type, at(1)), taskId, detail: "again" }
        ]),
        anEvent(id, "lost", at(1)),
        { ...anEvent(id, "lost", at(1)), detail: "again" }
      ]
      for (let i = 0; i < 2; i++) yield* journal.write(events.map((event) => ({ _tag: "event", event }) as const))
      const stored = yield* eventsOf(id)
      assert.strictEqual(stored.length, 5 + 6 + 1)
      assert.isTrue(stored.every(({ detail }) => detail === null))
    })
  )

  it.effect("a run ends once: an event that tells of another end than the stored one is left out", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = { ...begun(yield* aRun(id), 1), phase: "ended", endedAt: at(2), ending: "lost" } as const
      const { taskId } = run
      const tell = (type: WorkerEventType, moment: Instant) => ({ ...anEvent(id, type, moment), taskId })
      yield* journal.write([entryOf(run), { _tag: "event", event: tell("lost", at(2)) }])
      const later = (["exited", "stopped", "dequeued", "lost", "stalled"] as const).map((type) => tell(type, at(3)))
      yield* journal.write([
        entryOf({ ...run, ending: "exited" }),
        ...later.map((event) => ({ _tag: "event", event }) as const)
      ])
      const stored = yield* eventsOf(id)
      assert.deepStrictEqual(
        stored.map((event) => [event.type, event.at]),
        [
          ["lost", at(2)],
          ["stalled", at(3)]
        ]
      )
    })
  )

  it.effect("what ended a run that never was thought to be is kept", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = { ...(yield* aRun(id)), phase: "ended", endedAt: at(1), ending: "unsent" } as const
      yield* journal.write([entryOf(run)])
      yield* journal.write([{ _tag: "event", event: { ...anEvent(id, "exited", at(9)), taskId: run.taskId } }])
      const stored = yield* eventsOf(id)
      assert.deepStrictEqual(
        stored.map(({ type }) => type),
        ["exited"]
      )
    })
  )

  it.effect("ten writers of the same facts at the same time store them once", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const sources = yield* Effect.replicateEffect(aSource, 10)
      const runs = yield* Effect.forEach(sources, ({ id }) => Effect.map(aRun(id), (run) => begun(run, 1)))
      const facts = runs.flatMap(
        (run): ReadonlyArray<JournalEntry> => [
          entryOf(run),
          { _tag: "event", event: { ...anEvent(run.sourceId, "started", at(1)), taskId: run.taskId, pid: 1 } },
          { _tag: "recording started", taskId: run.taskId, sourceId: run.sourceId, at: at(2), sessionSince: null }
        ]
      )
      yield* Effect.forEach(
        Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? facts : facts.toReversed())),
        (entries) => journal.write(entries),
        { concurrency: "unbounded" }
      )
      for (const { id } of sources) {
        const { events, recordings, runs } = yield* pastOf(id)
        assert.deepStrictEqual([events.length, recordings.length, runs.length], [1, 1, 1])
      }
    })
  )

  it.effect("a recording of a run that was never stored brings its run along", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const [one, other] = [yield* aTask, yield* aTask]
      yield* journal.write([
        { _tag: "recording", taskId: one, sourceId: id, startedAt: at(2), endedAt: at(5), bytes: 30 },
        { _tag: "recording started", taskId: other, sourceId: id, at: at(4), sessionSince: null }
      ])
      const { recordings, runs } = yield* pastOf(id)
      assert.deepStrictEqual(
        recordings.map(({ bytes, endedAt, startedAt, taskId }) => ({ bytes, endedAt, startedAt, taskId })),
        [
          { bytes: 30, endedAt: at(5), startedAt: at(2), taskId: one },
          { bytes: 0, endedAt: null, startedAt: at(4), taskId: other }
        ]
      )
      assert.deepStrictEqual(
        runs.map(({ createdAt, endedAt, taskId }) => ({ createdAt, endedAt, taskId })),
        [
          { createdAt: at(2), endedAt: null, taskId: one },
          { createdAt: at(4), endedAt: null, taskId: other }
        ]
      )
      assert.strictEqual((yield* load(id)).lastRecordingAt, at(4))
    })
  )

  it.effect("a recording never shrinks and ends once, however late it is measured", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const taskId = yield* aTask
      const measure = (bytes: number, ended: number | null): JournalEntry => ({
        _tag: "recording",
        taskId,
        sourceId: id,
        startedAt: at(1),
        endedAt: ended === null ? null : at(ended),
        bytes
      })
      for (const entry of [measure(50, null), measure(40, null), measure(60, 9), measure(10, null), measure(70, 8)]) {
        yield* journal.write([entry])
      }
      const [recording] = (yield* pastOf(id)).recordings
      assert.deepStrictEqual([recording?.bytes, recording?.endedAt], [70, at(9)])
    })
  )

  it.effect("what belongs to a source that is gone is left out, and the rest is stored", () =>
    Effect.gen(function* () {
      const [journal, sources] = [yield* Journal, yield* Sources]
      const { id } = yield* aSource
      const taskId = yield* aTask
      yield* journal.write([
        { _tag: "event", event: { ...anEvent(none, "started", at(1)), taskId: yield* aTask } },
        { _tag: "event", event: { ...anEvent(id, "started", at(1)), taskId, pid: 1 } },
        entryOf(yield* aRun(none)),
        { _tag: "recording started", taskId: yield* aTask, sourceId: none, at: at(1), sessionSince: null },
        { _tag: "recording", taskId: yield* aTask, sourceId: none, startedAt: at(1), endedAt: at(2), bytes: 1 }
      ])
      assert.strictEqual((yield* eventsOf(id)).length, 1)
      assert.deepStrictEqual(yield* sources.load([none], noon), [])
      assert.deepStrictEqual(yield* pastOf(none), { runs: [], recordings: [], events: [], wishes: [], outages: [] })
    })
  )

  it.effect("odd words and numbers of recorders are stored as well as they can be", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const details = ["\0", "\ud800", "x".repeat(1_000_000), "' ; DROP TABLE users --", ""]
      yield* journal.write(
        details.map((detail, n) => ({ _tag: "event", event: { ...anEvent(id, "gap", at(n)), detail } }) as const)
      )
      const taskId = yield* aTask
      yield* journal.write([
        {
          _tag: "event",
          event: { ...anEvent(id, "exited", at(9)), taskId, pid: 2 ** 40, exitCode: 3_221_225_786 }
        },
        { _tag: "event", event: { ...anEvent(id, "stopped", at(10)), taskId, pid: 1, exitCode: 5 } },
        entryOf({ ...(yield* aRun(id)), pid: 2 ** 40, exitCode: -(2 ** 40) }),
        { _tag: "recording", taskId, sourceId: id, startedAt: at(1), endedAt: at(2), bytes: 2 ** 50 + 0.5 }
      ])
      const events = yield* eventsOf(id)
      assert.deepStrictEqual(
        events.slice(0, 5).map(({ detail }) => detail),
        ["\uFFFD", "\uFFFD", ...details.slice(2)]
      )
      assert.deepStrictEqual(
        events.slice(5).map(({ exitCode, pid }) => ({ exitCode, pid })),
        [
          { exitCode: 2 ** 31 - 1, pid: 2 ** 31 - 1 },
          { exitCode: null, pid: 1 }
        ]
      )
      assert.strictEqual((yield* pastOf(id)).recordings[0]?.bytes, 2 ** 50)
    })
  )
})
