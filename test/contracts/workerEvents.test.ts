import { assert } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Instant, later, type Millis } from "../../src/domain/values/Time.ts"
import { AuditLog } from "../../src/ports/AuditLog.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { anEvent, aRun, aSource, aTask, at, fresh, load, noon } from "./World.ts"

const none = (2 ** 40) as SourceId
const day: Millis = 86_400_000

/** The real time, which pruning goes by. */
const now = Effect.map(Clock.currentTimeMillis, (ms) => Instant.make(ms))

const write = (...entries: ReadonlyArray<JournalEntry>) => Journal.use((journal) => journal.write(entries))

const typesOf = (id: SourceId) =>
  WorkerEvents.use((events) =>
    Effect.map(events.ofSource(id, { after: null, limit: 1000 }), (all) => all.map(({ type }) => type))
  )

/** What every `WorkerEvents` promises. */
contract("WorkerEvents", (it) => {
  it.effect("the newest events come without a mark, those after one with it, always oldest first", () =>
    Effect.gen(function* () {
      const events = yield* WorkerEvents
      const [{ id }, other] = [yield* aSource, yield* aSource]
      for (let n = 0; n < 10; n++) {
        yield* write({ _tag: "event", event: { ...anEvent(id, "gap", at(-n)), detail: `${n}` } })
        yield* write({ _tag: "event", event: { ...anEvent(other.id, "gap", at(-n)), detail: "other" } })
      }
      const details = (after: number | null, limit: number) =>
        Effect.map(events.ofSource(id, { after, limit }), (some) => some.map(({ detail }) => detail))
      const all = yield* events.ofSource(id, { after: null, limit: 100 })
      assert.strictEqual(all.length, 10)
      assert.deepStrictEqual(yield* details(null, 3), ["7", "8", "9"])
      assert.deepStrictEqual(yield* details(0, 3), ["0", "1", "2"])
      assert.deepStrictEqual(yield* details(all[4]?.id ?? 0, 3), ["5", "6", "7"])
      assert.deepStrictEqual(yield* details(all[9]?.id ?? 0, 3), [])
      assert.deepStrictEqual(yield* details(null, 0), [])
      assert.deepStrictEqual(yield* events.ofSource(none, { after: null, limit: 10 }), [])
    })
  )

  it.effect(
    "the past is all that overlaps a stretch, both edges included, ascending by time, and the run that ended last before it",
    () =>
      Effect.gen(function* () {
        const events = yield* WorkerEvents
        const { id } = yield* aSource
        const run = Effect.fnUntraced(function* (from: number, to: number | null) {
          const begun = yield* aRun(id, at(from))
          const ended = to === null ? begun : end(begun, "stopped", at(to))
          yield* write(
            { _tag: "run", run: ended },
            {
              _tag: "recording",
              taskId: begun.taskId,
              sourceId: id,
              startedAt: at(from),
              endedAt: to === null ? null : at(to),
              bytes: 1
            },
            { _tag: "event", event: { ...anEvent(id, "started", at(from)), taskId: begun.taskId } }
          )
        })
        yield* run(25, null)
        yield* run(21, null)
        yield* run(-1, 9)
        yield* run(0, 10)
        yield* run(5, 30)
        yield* run(12, 13)
        yield* run(20, 22)
        const past = yield* events.past(id, at(10), at(20))
        const spans = [
          [at(0), at(10)],
          [at(5), at(30)],
          [at(12), at(13)],
          [at(20), at(22)]
        ]
        assert.deepStrictEqual(
          past.runs.map(({ createdAt, endedAt }) => [createdAt, endedAt]),
          [[at(-1), at(9)], ...spans]
        )
        assert.deepStrictEqual(
          past.recordings.map(({ endedAt, startedAt }) => [startedAt, endedAt]),
          spans
        )
        assert.deepStrictEqual(
          past.events.map((event) => event.at),
          [at(12), at(20)]
        )
        const later = yield* events.past(id, at(31), at(99))
        assert.deepStrictEqual(
          later.runs.map(({ createdAt, endedAt }) => [createdAt, endedAt]),
          [
            [at(5), at(30)],
            [at(21), null],
            [at(25), null]
          ]
        )
        assert.strictEqual(later.recordings.length, 2)
        assert.deepStrictEqual(yield* events.past(none, at(0), at(99)), {
          runs: [],
          recordings: [],
          events: [],
          wishes: [],
          outages: []
        })
      })
  )

  it.effect("pruning removes old events, keeps newer ones, and counts", () =>
    Effect.gen(function* () {
      const events = yield* WorkerEvents
      yield* events.prune(at(1e8))
      const { id } = yield* aSource
      yield* write(
        { _tag: "event", event: anEvent(id, "gap", at(-20)) },
        { _tag: "event", event: { ...anEvent(id, "started", at(-10)), taskId: yield* aTask } },
        { _tag: "event", event: anEvent(id, "gap", noon) },
        { _tag: "event", event: { ...anEvent(id, "started", at(1)), taskId: yield* aTask } }
      )
      assert.strictEqual(yield* events.prune(noon), 2)
      assert.strictEqual(yield* events.prune(noon), 0)
      assert.deepStrictEqual(yield* typesOf(id), ["gap", "started"])
    })
  )

  it.effect("pruning never touches a trip that stands; one that was reset goes", () =>
    Effect.gen(function* () {
      const [events, sources] = [yield* WorkerEvents, yield* Sources]
      const [standing, reset] = [yield* aSource, yield* aSource]
      for (const { id } of [standing, reset]) yield* write({ _tag: "event", event: anEvent(id, "errored", at(-1e6)) })
      yield* sources.reset(reset.id, at(-1e6), "alice")
      const before = yield* load(standing.id)
      yield* events.prune(noon)
      assert.deepStrictEqual(yield* load(standing.id), before)
      assert.deepStrictEqual(yield* typesOf(standing.id), ["errored"])
      assert.deepStrictEqual(yield* typesOf(reset.id), [])
      assert.strictEqual((yield* load(reset.id)).history.reset, 1)
    })
  )

  it.effect("pruning keeps the failures of the last day, but not those before a reset", () =>
    Effect.gen(function* () {
      const [events, sources] = [yield* WorkerEvents, yield* Sources]
      const present = yield* now
      const [{ id }, other] = [yield* aSource, yield* aSource]
      const exit = Effect.fnUntraced(function* (source: SourceId, age: Millis, exitCode: number, asked = 0) {
        const exited = anEvent(source, "exited", later(present, -age))
        yield* write({ _tag: "event", event: { ...exited, taskId: yield* aTask, exitCode }, asked })
      })
      for (const source of [id, other.id]) {
        yield* exit(source, day + 60_000, 1)
        yield* exit(source, day - 60_000, 1)
        yield* write({ _tag: "event", event: { ...anEvent(source, "started", present), taskId: yield* aTask } })
      }
      yield* sources.reset(other.id, later(present, -3_600_000), "alice")
      yield* exit(id, 1_000, 3)
      yield* exit(other.id, 1_000, 3, 1)
      const before = yield* Effect.forEach([id, other.id], (source) => load(source, present))
      yield* events.prune(later(present, 1_000))
      assert.deepStrictEqual(yield* Effect.forEach([id, other.id], (source) => load(source, present)), before)
      assert.deepStrictEqual(yield* typesOf(id), ["exited", "exited"])
      assert.deepStrictEqual(yield* typesOf(other.id), ["exited"])
    })
  )

  it.effect("pruning removes ended runs and their recordings, but no open run and no source's last recording", () =>
    Effect.gen(function* () {
      const events = yield* WorkerEvents
      yield* events.prune(at(1e8))
      const { id } = yield* aSource
      const record = Effect.fnUntraced(function* (created: number, ended: number | null, recorded: boolean) {
        const run = yield* aRun(id, at(created))
        yield* write({ _tag: "run", run: ended === null ? run : end(run, "stopped", at(ended)) })
        if (recorded) {
          const endedAt = ended === null ? null : at(ended)
          const { taskId } = run
          yield* write({ _tag: "recording", taskId, sourceId: id, startedAt: at(created), endedAt, bytes: 1 })
        }
        return run.taskId
      })
      yield* record(-100, -90, true)
      yield* record(-80, -70, false)
      const last = yield* record(-60, -50, true)
      const open = yield* record(-1000, null, false)
      const recent = yield* record(-40, 0, false)
      const before = yield* load(id)
      assert.strictEqual(yield* events.prune(noon), 3)
      assert.deepStrictEqual(yield* load(id), before)
      const past = yield* events.past(id, at(-1e6), at(1e6))
      assert.deepStrictEqual(
        past.runs.map(({ taskId }) => taskId),
        [open, last, recent]
      )
      assert.deepStrictEqual(
        past.recordings.map(({ taskId }) => taskId),
        [last]
      )
      const next = yield* record(1, 2, true)
      assert.strictEqual(yield* events.prune(noon), 2)
      const left = yield* events.past(id, at(-1e6), at(1e6))
      assert.deepStrictEqual(
        left.recordings.map(({ taskId }) => taskId),
        [next]
      )
    })
  )

  it.effect("pruning removes old audit entries", () =>
    Effect.gen(function* () {
      const [events, audit] = [yield* WorkerEvents, yield* AuditLog]
      yield* events.prune(at(1e8))
      const actor = yield* fresh("actor")
      const entry = { userId: null, actor, action: "test", subject: "", detail: "", address: null }
      yield* audit.append([
        { ...entry, at: at(-1) },
        { ...entry, at: noon }
      ])
      assert.strictEqual(yield* events.prune(noon), 1)
      const left = yield* audit.list({ before: null, limit: 10, search: actor })
      assert.deepStrictEqual(
        left.map((one) => one.at),
        [noon]
      )
    })
  )

  it.effect("an event told again after it was pruned is stored again, and once", () =>
    Effect.gen(function* () {
      const events = yield* WorkerEvents
      const { id } = yield* aSource
      const entry: JournalEntry = { _tag: "event", event: anEvent(id, "gap", at(-5)) }
      yield* write(entry)
      yield* events.prune(noon)
      assert.deepStrictEqual(yield* typesOf(id), [])
      yield* write(entry)
      yield* write(entry)
      assert.deepStrictEqual(yield* typesOf(id), ["gap"])
    })
  )
})
