import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { fromRfc3339 } from "../../src/domain/Time.ts"
import { disk, stack } from "./Stack.ts"

const counts = (items: ReadonlyArray<string>, item: string) => items.filter((one) => one === item).length

describe("a subscribed source", () => {
  it.effect("gets one recorder, whose status and reason follow what it does", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
      yield* s.scripted.startsRecording(task.taskId)
      yield* s.pass(1)
      const view = yield* s.view(id, "carol")
      assert.strictEqual(view.status, "recording")
      assert.strictEqual(view.state, "recording")
      assert.match(view.reason, /^Recording since 2026-01-01T00:00:0\dZ\.$/)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
    })
  )

  it.effect("is recorded once for two users, until the last of them pauses", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const [alice, bob] = [yield* s.user("alice"), yield* s.user("bob")]
      const { sourceId } = yield* s.subscribe(alice.id, "carol")
      yield* s.subscribe(bob.id, "carol")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
      yield* s.set(alice.id, "carol", "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
      assert.match((yield* s.view(alice.id, "carol")).reason, /others/)
      yield* s.set(bob.id, "carol", "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started", "stopped"])
    })
  )

  it.effect("R2: is recorded again after pause, restart of the backend and resume", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.set(id, "carol", "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      yield* s.kill
      yield* s.boot
      yield* s.pass(1)
      yield* s.set(id, "carol", "active")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
    })
  )

  it.effect("R3: ends when it was paused while the link was down", () =>
    Effect.gen(function* () {
      const s = yield* stack({ redialAfter: null })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.scripted.drop()
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "unknown")
      yield* s.set(id, "carol", "paused")
      yield* s.pass(5)
      assert.strictEqual((yield* s.scripted.live).length, 1)
      yield* s.scripted.connect
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
    })
  )

  it.effect("R3: ends when it was paused while its start was unanswered", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.scripted.next("start", { _tag: "answeredLate", ms: 5000 })
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "starting")
      yield* s.set(id, "carol", "paused")
      yield* s.pass(6)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
    })
  )

  it.effect("R5: loses its recorder with its last subscription and with its user", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const [alice, bob] = [yield* s.user("alice"), yield* s.user("bob")]
      const subscription = yield* s.subscribe(alice.id, "carol")
      yield* s.subscribe(bob.id, "dave")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 2)
      yield* s.subscriptions.remove([subscription.id])
      yield* s.users.remove(bob.id)
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
    })
  )

  it.effect("R11: gets exactly one recorder, in under a second, from 50 subscribers at once", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const users = yield* Effect.forEach(Array.from({ length: 50 }), (_, i) => s.user(`user ${i}`))
      yield* Effect.forEach(users, ({ id }) => s.subscribe(id, "carol"), { concurrency: "unbounded" })
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
    })
  )
})

describe("the overseer's pool", () => {
  it.effect("R1: queues what has no slot, once each, tells the place, and serves the next when a slot is freed", () =>
    Effect.gen(function* () {
      const s = yield* stack({ limit: 2 })
      const { id } = yield* s.user("alice")
      const names = ["a", "b", "c", "d", "e"]
      yield* Effect.forEach(names, (name) => s.subscribe(id, name))
      yield* s.pass(10 * 15)
      const views = yield* Effect.forEach(names, (name) => s.view(id, name))
      const queued = views.filter((view) => view.status === "queued")
      assert.strictEqual(queued.length, 3)
      assert.deepStrictEqual(queued.map((view) => view.queuePosition).toSorted(), [1, 2, 3])
      assert.strictEqual((yield* s.scripted.queued).length, 3)
      assert.strictEqual((yield* s.scripted.starts).length, 5)
      const [first, second] = queued
      assert.isDefined(first)
      assert.isDefined(second)
      yield* s.set(id, first.username, "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.queued).length, 2)
      const running = views.find((view) => view.status === "waiting")
      assert.isDefined(running)
      yield* s.set(id, running.username, "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 2)
      assert.strictEqual((yield* s.scripted.queued).length, 1)
      assert.deepStrictEqual(yield* s.scripted.doubles, [])
    })
  )

  it.effect(
    "R15: a restart of 1,000 sources goes on at start_concurrency",
    () =>
      Effect.gen(function* () {
        const s = yield* stack({ stopTakes: 1000 }, { start_concurrency: 10 })
        const { id } = yield* s.user("alice")
        const names = Array.from({ length: 1000 }, (_, i) => `s${i}`)
        yield* Effect.forEach(names, (name) => s.subscribe(id, name))
        yield* s.pass(60)
        assert.strictEqual((yield* s.scripted.live).length, 1000)
        assert.strictEqual(yield* s.sources.restart("all", yield* s.now), 1000)
        let fewest = 1000
        for (let i = 0; i < 200; i++) {
          yield* s.pass(1)
          fewest = Math.min(fewest, (yield* s.scripted.live).length)
        }
        assert.strictEqual((yield* s.scripted.starts).length, 2000)
        assert.strictEqual((yield* s.scripted.live).length, 1000)
        assert.isAtLeast(fewest, 990)
        assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
      }),
    60_000
  )
})

describe("stops", () => {
  it.effect("R4: one is under way at a time, through pause, archive, delete and a restart of the backend", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: 60_000, panics: true })
      const { id } = yield* s.user("alice")
      const subscription = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.set(id, "carol", "paused")
      yield* s.pass(0.5)
      assert.match((yield* s.view(id, "carol")).reason, /stopping/)
      yield* s.set(id, "carol", "archived")
      yield* s.pass(0.5)
      yield* s.subscriptions.remove([subscription.id])
      yield* s.pass(20)
      yield* s.kill
      yield* s.boot
      yield* s.pass(35)
      assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
      yield* s.pass(20)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
    })
  )

  it.effect("R7: a restart waits for the old recorder's end", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: 3000 })
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.sources.restart([sourceId], yield* s.now)
      yield* s.pass(2)
      assert.strictEqual((yield* s.view(id, "carol")).status, "stopping")
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      yield* s.pass(3)
      assert.strictEqual((yield* s.scripted.starts).length, 2)
      assert.deepStrictEqual(yield* s.scripted.doubles, [])
      yield* s.pass(60)
      assert.strictEqual((yield* s.scripted.starts).length, 2)
    })
  )

  it.effect("R12: reach tasks of ours that nothing knows, and none of others", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      yield* s.scripted.startForeign("sd-00000001-77-01ARZ3NDEKTSV4RRFFQ69G5FAV" as never, "hls", {
        source: "x",
        out: "/"
      })
      yield* s.scripted.startForeign("sd-00000001-nonsense" as never, "hls", { source: "y", out: "/" })
      yield* s.scripted.startForeign("somebody-else" as never, "hls", { source: "z", out: "/" })
      yield* s.pass(20)
      assert.deepStrictEqual(
        (yield* s.scripted.live).map(({ taskId }) => String(taskId)),
        ["somebody-else"]
      )
    })
  )
})

describe("a recorder that fails", () => {
  it.effect("R6: is tried error_threshold times with growing waits, then not again until a reset", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      for (let i = 0; i < 600; i++) {
        yield* s.pass(1)
        for (const { taskId } of yield* s.scripted.live) yield* s.scripted.exit(taskId, 1)
        if (i === 200) {
          yield* s.kill
          yield* s.boot
        }
      }
      const starts = yield* s.scripted.starts
      assert.strictEqual(starts.length, 5)
      const waits = starts.slice(1).map((start, i) => start.at - (starts[i]?.at ?? 0))
      for (const [i, wait] of waits.entries()) {
        assert.isAtLeast(wait, 5000 * 2 ** i * 0.8)
        assert.isAtMost(wait, 5000 * 2 ** i + 3000)
      }
      const view = yield* s.view(id, "carol")
      assert.strictEqual(view.status, "error")
      assert.match(view.reason, /5 times within 15m/)
      assert.strictEqual(counts(yield* s.told(sourceId), "errored"), 1)
      yield* s.sources.reset(sourceId, yield* s.now, "alice")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.starts).length, 6)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
    })
  )

  it.effect("tells its last words", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.says(task.taskId, JSON.stringify({ level: "fatal", message: "no channel named carol" }))
      yield* s.scripted.exit(task.taskId, 1)
      yield* s.pass(1)
      const view = yield* s.view(id, "carol")
      assert.strictEqual(view.status, "backoff")
      assert.match(view.reason, /no channel named carol/)
      assert.isNotNull(view.nextStartAt)
    })
  )

  it.effect("that is refused stays refused with the overseer's words, until its settings change", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.scripted.refuse("hls", 'validation error: exec: parameter "resolution" failed validation (value: "720")')
      yield* s.subscribe(id, "carol")
      yield* s.pass(120)
      const view = yield* s.view(id, "carol")
      assert.strictEqual(view.status, "error")
      assert.match(view.reason, /failed validation/)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      yield* s.scripted.accept("hls")
      yield* s.save({ resolution: "480" })
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
    })
  )

  it.effect("with the whole driver blocked holds the driver back, then lets one source try", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const names = ["a", "b", "c", "d"]
      yield* Effect.forEach(names, (name) => s.subscribe(id, name))
      yield* s.pass(1)
      for (const { taskId } of (yield* s.scripted.live).slice(0, 3)) yield* s.scripted.exit(taskId, 3)
      yield* s.pass(1)
      yield* s.subscribe(id, "e")
      yield* s.pass(10)
      assert.strictEqual((yield* s.view(id, "e")).status, "held")
      assert.strictEqual((yield* s.scripted.starts).length, 4)
      yield* s.pass(300)
      assert.strictEqual((yield* s.scripted.starts).length, 5)
      yield* s.pass(80)
      assert.strictEqual((yield* s.scripted.starts).length, 8)
    })
  )
})

describe("a restart of the backend", () => {
  it.effect("R8: adopts what runs: no start, no stop, session clock kept", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      yield* s.pass(2)
      const before = yield* s.view(id, "carol")
      yield* s.kill
      for (let bytes = 1000; bytes <= 6000; bytes += 1000) {
        yield* s.pass(5)
        yield* s.scripted.heartbeat(task.taskId, bytes)
      }
      yield* s.boot
      yield* s.pass(2)
      const after = yield* s.view(id, "carol")
      assert.strictEqual(after.status, "recording")
      assert.strictEqual(after.sessionStartedAt, before.sessionStartedAt)
      yield* s.pass(60)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.strictEqual((yield* s.scripted.stops).length, 0)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started"])
    })
  )

  it.effect("R13: forgets neither error, history nor last recording", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { error_threshold: 1 })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      yield* s.pass(5)
      yield* s.scripted.exit(task.taskId, 1)
      yield* s.pass(2)
      const before = yield* s.view(id, "carol")
      assert.strictEqual(before.status, "error")
      yield* s.kill
      yield* s.boot
      yield* s.pass(120)
      const after = yield* s.view(id, "carol")
      assert.deepInclude(after, {
        status: before.status,
        reason: before.reason,
        lastRecordingAt: before.lastRecordingAt
      })
      assert.strictEqual((yield* s.scripted.starts).length, 1)
    })
  )

  it.effect("of the overseer loses runs without calling them failures, and starts them again", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.scripted.restart
      yield* s.pass(5)
      assert.strictEqual((yield* s.scripted.live).length, 1)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started", "lost", "started"])
    })
  )
})

describe("what is not well", () => {
  it.effect("R9: a silent recorder is stalled; a dead link is told within 30 s", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      for (let i = 1; i < 5; i++) {
        yield* s.pass(5)
        yield* s.scripted.heartbeat(task.taskId, i * 1000)
      }
      assert.strictEqual((yield* s.view(id, "carol")).status, "recording")
      yield* s.pass(17)
      assert.strictEqual((yield* s.view(id, "carol")).status, "stalled")
      yield* s.scripted.heartbeat(task.taskId, 10_000)
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "recording")
      yield* s.scripted.blackHole()
      yield* s.pass(30)
      const view = yield* s.view(id, "carol")
      assert.notStrictEqual(view.status, "recording")
    })
  )

  it.effect("R14: an exit told before its start's answer ends the run for good", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.scripted.next("start", { _tag: "answeredLate", ms: 2000 })
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.exit(task.taskId, 1)
      yield* s.pass(3)
      assert.strictEqual((yield* s.view(id, "carol")).status, "backoff")
      assert.strictEqual(counts(yield* s.told(sourceId), "exited"), 1)
    })
  )

  it.effect(
    "R10: events wait while the store is away and are written when it is back; nothing is started meanwhile",
    () =>
      Effect.gen(function* () {
        const s = yield* stack()
        const { id } = yield* s.user("alice")
        const { sourceId } = yield* s.subscribe(id, "carol")
        yield* s.pass(1)
        const [task] = yield* s.scripted.live
        assert.isDefined(task)
        yield* s.database.become("away")
        yield* s.scripted.startsRecording(task.taskId)
        yield* s.pass(5)
        assert.strictEqual((yield* s.view(id, "carol")).status, "recording")
        yield* s.scripted.exit(task.taskId, 1)
        yield* s.pass(60)
        assert.strictEqual((yield* s.scripted.starts).length, 1)
        yield* s.database.become("up")
        yield* s.pass(3)
        assert.include(yield* s.told(sourceId), "exited")
        assert.strictEqual((yield* s.scripted.starts).length, 2)
        const past = yield* s.events.past(sourceId, fromRfc3339("2026-01-01T00:00:00Z") ?? (0 as never), yield* s.now)
        assert.strictEqual(past.recordings.length, 1)
      })
  )

  it.effect("R17: a nearly full disk closes recordings and holds starts, until a tenth more is free", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { min_free_space: 1000 })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      disk.free = 999
      yield* s.pass(6)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.strictEqual((yield* s.view(id, "carol")).status, "held")
      disk.free = 1050
      yield* s.pass(20)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      disk.free = 1100
      yield* s.pass(6)
      assert.strictEqual((yield* s.scripted.live).length, 1)
    })
  )
})
