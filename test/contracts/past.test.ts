import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { Standing } from "../../src/domain/supervision/Outage.ts"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { begun, entryOf } from "./Lives.ts"
import { anEvent, aRun, aSource, aTask, at, aUser, loadRuns, noon } from "./World.ts"

const write = (...entries: ReadonlyArray<JournalEntry>) => Journal.use((journal) => journal.write(entries))

const past = (id: SourceId, from: number, to: number) => WorkerEvents.use((events) => events.past(id, at(from), at(to)))

const outages = (seconds: number, ...standing: ReadonlyArray<Standing>): JournalEntry => ({
  _tag: "outages",
  standing,
  at: at(seconds),
  term: 0,
  look: 1
})

const link = (since: number): Standing => ({ kind: "link", subject: "", since: at(since) })
const driver = (subject: string, since: number): Standing => ({ kind: "driver", subject, since: at(since) })

/** What every store tells of how things stood when a stretch of a source's past began. */
contract("the past", (it) => {
  it.effect("includes the run that ended last before it, and the last trip or reset", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const { id } = yield* aSource
      for (const [from, to] of [
        [1, 2],
        [3, 9],
        [4, 5]
      ] as const)
        yield* write(entryOf(end(yield* aRun(id, at(from)), "exited", at(to), { exitCode: 1 })))
      yield* write({ _tag: "event", event: anEvent(id, "errored", at(6)) })
      yield* sources.reset(id, at(7), "alice")
      yield* write({ _tag: "event", event: anEvent(id, "errored", at(8)) })
      const shape = Effect.fnUntraced(function* (from: number) {
        const { events, runs } = yield* past(id, from, 100)
        return [runs.map(({ endedAt }) => endedAt), events.map(({ at, type }) => [type, at])]
      })
      assert.deepStrictEqual(yield* shape(10), [[at(9)], [["errored", at(8)]]])
      assert.deepStrictEqual(yield* shape(8), [
        [at(9), at(5)],
        [
          ["reset", at(7)],
          ["errored", at(8)]
        ]
      ])
      assert.deepStrictEqual(yield* shape(1), [
        [at(2), at(9), at(5)],
        [
          ["errored", at(6)],
          ["reset", at(7)],
          ["errored", at(8)]
        ]
      ])
    })
  )

  it.effect("includes what was told before it of runs that reach into it, and of no others", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const told = Effect.fnUntraced(function* (to: number | null) {
        const run = begun(yield* aRun(id, at(1)), 2)
        yield* write(
          entryOf(to === null ? run : end(run, "lost", at(to))),
          { _tag: "event", event: { ...anEvent(id, "queued", at(1)), taskId: run.taskId } },
          { _tag: "event", event: { ...anEvent(id, "started", at(2)), taskId: run.taskId } },
          { _tag: "event", event: { ...anEvent(id, "stalled", at(to ?? 3)), taskId: run.taskId } }
        )
        return run.taskId
      })
      const reaches = yield* told(null)
      yield* told(4)
      const { events } = yield* past(id, 5, 100)
      assert.deepStrictEqual(
        events.map(({ taskId, type }) => [taskId, type]),
        [
          [reaches, "queued"],
          [reaches, "stalled"]
        ]
      )
    })
  )

  it.effect("tells why runs were stopped", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = yield* aRun(id, at(1))
      yield* journal.begin([run])
      yield* journal.stopping([{ taskId: run.taskId, why: "disk" }], at(2))
      yield* write(entryOf(end({ ...run, stopReason: "disk" }, "stopped", at(3))))
      const { runs } = yield* past(id, 0, 10)
      assert.deepStrictEqual(
        runs.map(({ ending, stopReason }) => [ending, stopReason]),
        [["stopped", "disk"]]
      )
    })
  )

  it.effect("T5: tells until when a run was known to live, which only moves on; one that is unknown is left out", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = yield* aRun(id, at(1))
      yield* journal.begin([run])
      const livedAt = Effect.map(past(id, 0, 100), ({ runs }) => runs.map((one) => one.livedAt))
      assert.deepStrictEqual(yield* livedAt, [null])
      yield* journal.alive([run.taskId, yield* aTask], at(30))
      yield* journal.alive([run.taskId], at(20))
      assert.deepStrictEqual(yield* livedAt, [at(30)])
    })
  )

  it.effect("a stall stands until the recorder recovers, as often as that happens", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const run = begun(yield* aRun(id, at(1)), 2)
      yield* write(entryOf(run))
      const tell = (type: "stalled" | "recovered", seconds: number) =>
        write({ _tag: "event", event: { ...anEvent(id, type, at(seconds)), taskId: run.taskId } })
      const stalledAt = Effect.map(loadRuns(id), ({ openRuns }) => openRuns[0]?.stalledAt)
      assert.isNull(yield* stalledAt)
      for (const start of [3, 13]) {
        yield* tell("stalled", start)
        assert.strictEqual(yield* stalledAt, at(start))
        yield* tell("recovered", start + 1)
        yield* tell("recovered", start + 1)
        assert.isNull(yield* stalledAt)
      }
      assert.strictEqual((yield* past(id, 0, 20)).events.length, 4)
    })
  )

  it.effect("tells every change of its subscriptions in their order, whoever made it", () =>
    Effect.gen(function* () {
      const [subscriptions, users] = [yield* Subscriptions, yield* Users]
      const { id, key, subscription } = yield* aSource
      const bob = yield* aUser
      const own = subscription.id
      const other = (yield* subscriptions.subscribe(bob.id, key, at(1))).subscription.id
      yield* subscriptions.subscribe(bob.id, key, at(2))
      const set = (from: "active" | "paused" | "archived", to: "active" | "paused" | "archived", seconds: number) =>
        subscriptions.setPostures([{ id: own, from, to }], at(seconds))
      yield* set("active", "paused", 3)
      yield* set("active", "archived", 4)
      yield* set("paused", "paused", 5)
      yield* set("paused", "archived", 6)
      yield* subscriptions.subscribe(subscription.userId, key, at(7))
      yield* subscriptions.remove([own, own])
      yield* users.remove(bob.id)
      const { wishes } = yield* past(id, 0, 1)
      assert.deepStrictEqual(
        wishes.map(({ userId }) => userId),
        [own, other, own, own, own, own, other].map((one) => (one === own ? subscription.userId : bob.id))
      )
      assert.deepStrictEqual(
        wishes.map(({ at, posture, subscriptionId }) => [subscriptionId, posture, posture === null ? null : at]),
        [
          [own, "active", at(0)],
          [other, "active", at(1)],
          [own, "paused", at(3)],
          [own, "archived", at(6)],
          [own, "active", at(7)],
          [own, null, null],
          [other, null, null]
        ]
      )
      assert.isTrue(Option.isNone(yield* subscriptions.find(bob.id, key)))
    })
  )

  it.effect(
    "tells the outages that concern the source: they begin once, and end when they are not told of any more",
    () =>
      Effect.gen(function* () {
        const { id } = yield* aSource
        yield* write(outages(1, link(1), driver("hls", 1), driver("other", 1)))
        yield* write(outages(5, link(5), driver("hls", 5)))
        yield* write(outages(10, link(10)))
        yield* write(outages(11), outages(12), outages(13, link(13)))
        const told = Effect.fnUntraced(function* (from: number, to: number) {
          const { outages } = yield* past(id, from, to)
          return outages.map(({ beganAt, endedAt, kind }) => [kind, beganAt, endedAt])
        })
        assert.deepStrictEqual(yield* told(0, 100), [
          ["link", at(1), at(11)],
          ["driver", at(1), at(10)],
          ["link", at(13), null]
        ])
        assert.deepStrictEqual(yield* told(12, 12.5), [])
        assert.deepStrictEqual(yield* told(11, 11), [["link", at(1), at(11)]])
        yield* write(outages(20))
        yield* write(outages(15, link(15)), outages(9))
        assert.deepStrictEqual(yield* told(14, 100), [
          ["link", at(13), at(20)],
          ["link", at(15), at(15)]
        ])
      })
  )

  it.effect("loses old outages and wishes that others followed, but never what is wished now", () =>
    Effect.gen(function* () {
      const [events, subscriptions] = [yield* WorkerEvents, yield* Subscriptions]
      // The first takes what was followed by a removal, the second the removals themselves.
      yield* events.prune(at(1e8))
      yield* events.prune(at(1e8))
      const { id, subscription } = yield* aSource
      // So that the source outlives its last subscription.
      yield* Sources.use((sources) => sources.setOverrides(id, { resolution: "480" }, 0))
      yield* subscriptions.setPostures([{ id: subscription.id, from: "active", to: "paused" }], at(1))
      yield* write(outages(0, link(0)))
      yield* write(outages(2))
      yield* write(outages(3, link(3)))
      assert.strictEqual(yield* events.prune(noon), 0)
      assert.strictEqual(yield* events.prune(at(10)), 2)
      const left = yield* past(id, 0, 100)
      assert.deepStrictEqual(
        [left.wishes.map(({ posture }) => posture), left.outages.map(({ beganAt }) => beganAt)],
        [["paused"], [at(3)]]
      )
      yield* subscriptions.remove([subscription.id])
      assert.strictEqual(yield* events.prune(at(10)), 1)
      assert.deepStrictEqual(
        (yield* past(id, 0, 100)).wishes.map(({ posture }) => posture),
        [null]
      )
      assert.strictEqual(yield* events.prune(at(10)), 1)
      assert.deepStrictEqual((yield* past(id, 0, 100)).wishes, [])
    })
  )
})
