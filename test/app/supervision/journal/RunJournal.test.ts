import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Database } from "../../../../src/adapters/memory/Database.ts"
import * as Memory from "../../../../src/adapters/memory/World.ts"
import * as RunJournal from "../../../../src/app/supervision/journal/RunJournal.ts"
import { LiveState } from "../../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../../src/app/supervision/live/LiveStateInMemory.ts"
import { Username } from "../../../../src/domain/accounts/Credentials.ts"
import { foundRun, isOpen, type Run } from "../../../../src/domain/supervision/Run.ts"
import { end, reduceRun } from "../../../../src/domain/supervision/RunReducer.ts"
import { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { WorkerEventType } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"
import { Sources } from "../../../../src/ports/Sources.ts"
import { Subscriptions } from "../../../../src/ports/Subscriptions.ts"
import { Users } from "../../../../src/ports/Users.ts"
import { WorkerEvents } from "../../../../src/ports/WorkerEvents.ts"

const at = (seconds: number) => (seconds * 1000) as Instant

const journals = RunJournal.layer.pipe(Layer.provideMerge(LiveStateInMemory.layer), Layer.provideMerge(Memory.layer))

/** A journal over a store of its own that knows one source. */
const world = Effect.gen(function* () {
  const built = yield* Layer.build(Layer.fresh(journals))
  const of = <I, S>(key: Context.Key<I, S>): S => Context.getUnsafe(built, key)
  const user = yield* of(Users).create({
    username: Username.make("alice"),
    passwordHash: "x",
    role: "user",
    at: at(0)
  })
  const { subscription } = yield* of(Subscriptions).subscribe(user.id, { driver: "hls", username: "carol" }, at(0))
  const { sourceId } = subscription
  const [live, events] = [of(LiveState), of(WorkerEvents)]
  live.store(yield* of(Sources).load("all", at(0)), "all")
  const told = Effect.map(events.ofSource(sourceId, { after: null, limit: 1000 }), (all) => all.map(({ type }) => type))
  return { live, sourceId, told, of, database: of(Database), journal: of(RunJournal.RunJournal) }
})

const run = (sourceId: SourceId, name: string): Run => foundRun(TaskId.make(name), sourceId, at(1))

const alive = (sourceId: SourceId, name: string): Run =>
  reduceRun(run(sourceId, name), { _tag: "started", taskId: TaskId.make(name), pid: 7, at: at(2) }, at(2))

const soon = TestClock.adjust("1 second")

describe("the journal of runs", () => {
  it.effect("writes while this backend leads, and only then", () =>
    Effect.gen(function* () {
      const { live, sourceId, told } = yield* world
      live.apply(alive(sourceId, "a"))
      yield* soon
      assert.deepStrictEqual(yield* told, [])
      live.setLeading(true)
      yield* soon
      assert.deepStrictEqual(yield* told, ["started"])
      live.apply(end(alive(sourceId, "a"), "exited", at(3), { exitCode: 1 }))
      yield* soon
      assert.deepStrictEqual(yield* told, ["started", "exited"])
    })
  )

  it.effect("R30: writes what happened while nobody led, however long that was, once it leads", () =>
    Effect.gen(function* () {
      const { database, live, sourceId, told } = yield* world
      live.setLeading(true)
      live.apply(alive(sourceId, "a"))
      yield* soon
      live.setLeading(false)
      yield* database.become("away")
      live.apply(end(alive(sourceId, "a"), "exited", at(3), { exitCode: 1 }))
      live.apply(alive(sourceId, "b"))
      live.apply(end(alive(sourceId, "b"), "stopped", at(4)))
      yield* TestClock.adjust("1 hour")
      yield* database.become("up")
      yield* TestClock.adjust("20 seconds")
      live.setLeading(true)
      yield* soon
      assert.deepStrictEqual(yield* told, ["started", "exited", "started", "stopped"])
    })
  )

  it.effect("forgets what another backend had the time to write", () =>
    Effect.gen(function* () {
      const { live, sourceId, told } = yield* world
      live.apply(alive(sourceId, "a"))
      yield* TestClock.adjust("2 minutes")
      live.setLeading(true)
      yield* soon
      assert.deepStrictEqual(yield* told, [])
    })
  )

  it.effect("R30: tells of a run's beginning with its end, for whoever led may not have heard of either", () =>
    Effect.gen(function* () {
      const { live, sourceId, told } = yield* world
      live.apply(alive(sourceId, "a"))
      yield* TestClock.adjust("2 minutes")
      live.apply(end(alive(sourceId, "a"), "lost", at(120)))
      live.setLeading(true)
      yield* soon
      assert.deepStrictEqual(yield* told, ["started", "lost"])
    })
  )

  it.effect("R34: does not write that a run was never sent once something was heard of it", () =>
    Effect.gen(function* () {
      const { live, sourceId, told, of } = yield* world
      live.apply(end(run(sourceId, "a"), "unsent", at(2)))
      live.apply(alive(sourceId, "a"))
      live.setLeading(true)
      yield* soon
      assert.deepStrictEqual(yield* told, ["started"])
      const [stored] = yield* of(Sources).load([sourceId], at(9))
      assert.deepStrictEqual(
        stored?.runs.filter(isOpen).map(({ phase }) => phase),
        ["running"]
      )
    })
  )

  it.effect("R30: drops one fact that can't be stored, and no other of its batch", () =>
    Effect.gen(function* () {
      const { live, sourceId, told } = yield* world
      live.setLeading(true)
      live.apply(alive(sourceId, "a"))
      live.apply({ ...alive(sourceId, "b"), startedAt: Number.NaN as Instant })
      live.apply(alive(sourceId, "c"))
      yield* soon
      assert.deepStrictEqual(yield* told, ["started", "started"])
    })
  )

  it.effect("R30: counts by source what it could not keep, and tells that as a gap", () =>
    Effect.gen(function* () {
      const { database, journal, live, of, sourceId } = yield* world
      live.setLeading(true)
      yield* database.become("away")
      const event = (type: WorkerEventType, n: number) =>
        ({
          _tag: "event",
          event: { sourceId, type, pid: null, exitCode: null, taskId: null, detail: null, at: at(n) }
        }) as const
      const many = Array.from({ length: RunJournal.bufferSize }, () => event("reset", 1))
      journal.append(many)
      journal.append([event("gap", 2), event("gap", 3), event("gap", 4)])
      yield* soon
      yield* database.become("up")
      yield* TestClock.adjust("5 seconds")
      const stored = yield* of(WorkerEvents).ofSource(sourceId, { after: null, limit: 1000 })
      assert.deepStrictEqual(
        stored.map(({ detail, type }) => [type, detail]),
        [
          ["reset", null],
          ["gap", "3 facts could not be kept while the database was away"]
        ]
      )
    })
  )

  it.effect("R30: tells a start that lost its place in the queue as that", () =>
    Effect.gen(function* () {
      const { live, sourceId, told } = yield* world
      live.setLeading(true)
      const taskId = TaskId.make("a")
      live.apply(reduceRun(run(sourceId, "a"), { _tag: "queued", taskId, position: 1, at: at(2) }, at(2)))
      const queued = live.run(taskId) ?? assert.fail()
      live.apply(reduceRun(queued, { _tag: "dequeued", taskId, reason: "displaced", at: at(3) }, at(3)))
      yield* soon
      assert.deepStrictEqual(yield* told, ["queued", "dequeued"])
    })
  )

  it.effect("R27: leaves out what it had to tell of outages once it leads no more", () =>
    Effect.gen(function* () {
      const { database, journal, live, of } = yield* world
      live.setLeading(true)
      yield* database.become("away")
      journal.append([
        { _tag: "outages", standing: [{ kind: "link", subject: "", since: at(3) }], at: at(3), term: 0, look: 1 }
      ])
      yield* soon
      live.setLeading(false)
      yield* database.become("up")
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(yield* of(Database).read(({ outages }) => outages), [])
    })
  )
})
