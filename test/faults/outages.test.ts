import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { fromRfc3339 } from "../../src/domain/values/Time.ts"
import { disk, stack } from "./Stack.ts"

const counts = (items: ReadonlyArray<string>, item: string) => items.filter((one) => one === item).length

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
      // Three intervals, and the time between two words from the overseer.
      yield* s.pass(22)
      assert.strictEqual((yield* s.view(id, "carol")).status, "stalled")
      yield* s.scripted.heartbeat(task.taskId, 10_000)
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "recording")
      s.scripted.knobs.redialAfter = null
      yield* s.scripted.blackHole()
      yield* s.pass(30)
      assert.strictEqual((yield* s.view(id, "carol")).status, "unknown")
    })
  )

  it.effect("T6: a link that is mute or down makes no recording stall: its state stays as it was last known", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      for (let i = 1; i < 5; i++) {
        yield* s.pass(5)
        yield* s.scripted.heartbeat(task.taskId, i * 1000)
      }
      s.scripted.knobs.redialAfter = null
      yield* s.scripted.blackHole()
      for (let second = 0; second < 120; second++) {
        yield* s.pass(1)
        const { cause, state, status } = yield* s.view(id, "carol")
        assert.include(["recording", "unknown"], status, `after ${second} s`)
        assert.strictEqual(state, "recording", `after ${second} s`)
        if (status === "unknown") assert.deepInclude(cause, { kind: "overseer", last: "recording" })
      }
      yield* s.scripted.connect
      yield* s.pass(2)
      assert.strictEqual((yield* s.view(id, "carol")).status, "recording")
      assert.notInclude(yield* s.told(sourceId), "stalled")
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
