import { assert, layer } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { end } from "../../src/domain/Fold.ts"
import type { SourceId } from "../../src/domain/Ids.ts"
import { noCapture, type Run } from "../../src/domain/Run.ts"
import { TaskId } from "../../src/domain/TaskId.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { anEvent, aRun, aSource, aTask, at, load, noon, type World } from "./World.ts"

const none = (2 ** 40) as SourceId

const entryOf = (run: Run): JournalEntry => ({ _tag: "run", run })

const begun = (run: Run, seconds: number): Run => ({ ...run, phase: "running", startedAt: at(seconds), pid: 4711 })

const pastOf = (id: SourceId) => WorkerEvents.use((events) => events.past(id, at(-1e6), at(1e6)))

const eventsOf = (id: SourceId) => WorkerEvents.use((events) => events.ofSource(id, { after: null, limit: 1000 }))

/** What every `Journal` promises. */
export const journalContract = (name: string, world: World) =>
  layer(world, { excludeTestServices: true })(`Journal in ${name}`, (it) => {
    it.effect("a begun run is an open run without a witness, and not yet a process", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const { id } = yield* aSource
        const run = { ...(yield* aRun(id, at(1))), settings: "fingerprint" }
        yield* journal.begin([run])
        assert.deepStrictEqual((yield* load(id, at(99))).openRuns, [
          {
            taskId: run.taskId,
            sourceId: id,
            phase: "sent",
            start: { at: at(1), connection: 0, lostAt: at(99) },
            stop: null,
            stopSeen: false,
            seenAt: null,
            createdAt: at(1),
            startedAt: null,
            pid: null,
            queuePosition: null,
            endedAt: null,
            ending: null,
            exitCode: null,
            message: null,
            settings: "fingerprint",
            capture: noCapture
          }
        ])
        yield* journal.begin([run])
        yield* journal.begin([])
        assert.strictEqual((yield* load(id)).openRuns.length, 1)
      })
    )

    it.effect("a run of no source can't begin", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const { id } = yield* aSource
        const exit = yield* Effect.exit(journal.begin([yield* aRun(id), yield* aRun(none)]))
        assert.isTrue(Exit.isFailure(exit))
        assert.deepStrictEqual((yield* load(id)).openRuns, [])
      })
    )

    it.effect("open runs come in the order of their creation", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const { id } = yield* aSource
        const runs = [yield* aRun(id, at(3)), yield* aRun(id, at(1)), yield* aRun(id, at(2))]
        yield* journal.begin(runs)
        assert.deepStrictEqual(
          (yield* load(id)).openRuns.map(({ createdAt }) => createdAt),
          [at(1), at(2), at(3)]
        )
      })
    )

    it.effect("a stop is noted, a later one in its place; of unknown runs nothing is", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const { id } = yield* aSource
        const run = yield* aRun(id)
        yield* journal.begin([run])
        yield* journal.stopping([run.taskId, yield* aTask], at(7))
        const stopOf = Effect.map(load(id, at(99)), ({ openRuns }) => openRuns[0]?.stop)
        assert.deepStrictEqual(yield* stopOf, { at: at(7), connection: 0, lostAt: at(99) })
        yield* journal.stopping([run.taskId], at(8))
        assert.deepStrictEqual(yield* stopOf, { at: at(8), connection: 0, lostAt: at(99) })
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
          (yield* load(id)).openRuns.map(({ phase, pid, startedAt }) => ({ phase, pid, startedAt })),
          [{ phase: "running", pid: 4711, startedAt: at(2) }]
        )
        const ended = end({ ...running, startedAt: at(3), pid: 1 }, "exited", at(9), { exitCode: 1 })
        yield* journal.write([entryOf(ended)])
        yield* journal.write([entryOf(end(running, "lost", at(10))), entryOf(run)])
        assert.deepStrictEqual((yield* load(id)).openRuns, [])
        assert.deepStrictEqual((yield* pastOf(id)).runs, [
          {
            taskId: run.taskId,
            createdAt: noon,
            startedAt: at(2),
            endedAt: at(9),
            ending: "exited",
            exitCode: 1
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
            { _tag: "recording started", taskId, sourceId: id, at: at(2) },
            { _tag: "recording", taskId, sourceId: id, startedAt: at(2), endedAt: null, bytes: 10 },
            { _tag: "recording", taskId, sourceId: id, startedAt: at(2), endedAt: at(5), bytes: 30 },
            { _tag: "recording started", taskId, sourceId: id, at: at(6) },
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

    it.effect("ten writers of the same facts at the same time store them once", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const sources = yield* Effect.replicateEffect(aSource, 10)
        const runs = yield* Effect.forEach(sources, ({ id }) => Effect.map(aRun(id), (run) => begun(run, 1)))
        const facts = runs.flatMap(
          (run): ReadonlyArray<JournalEntry> => [
            entryOf(run),
            { _tag: "event", event: { ...anEvent(run.sourceId, "started", at(1)), taskId: run.taskId, pid: 1 } },
            { _tag: "recording started", taskId: run.taskId, sourceId: run.sourceId, at: at(2) }
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
          { _tag: "recording started", taskId: other, sourceId: id, at: at(4) }
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
          { _tag: "recording started", taskId: yield* aTask, sourceId: none, at: at(1) },
          { _tag: "recording", taskId: yield* aTask, sourceId: none, startedAt: at(1), endedAt: at(2), bytes: 1 }
        ])
        assert.strictEqual((yield* eventsOf(id)).length, 1)
        assert.deepStrictEqual(yield* sources.load([none], noon), [])
        assert.deepStrictEqual(yield* pastOf(none), { runs: [], recordings: [], events: [] })
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
            { _tag: "recording started", taskId: run.taskId, sourceId: id, at: at(1) },
            {
              _tag: "event",
              event: { ...anEvent(id, "gap", at(1)), taskId: TaskId.make("x"), at: Number.NaN as never }
            }
          ])
        )
        assert.isTrue(Exit.isFailure(exit))
        assert.deepStrictEqual((yield* load(id)).openRuns, [])
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

    it.effect("an empty batch is nothing", () => Journal.use((journal) => journal.write([])))
  })
