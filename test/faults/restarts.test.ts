import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { later } from "../../src/domain/values/Time.ts"
import { stack } from "./Stack.ts"

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
      for (let bytes = 7000; bytes <= 18_000; bytes += 1000) {
        yield* s.pass(5)
        yield* s.scripted.heartbeat(task.taskId, bytes)
      }
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.strictEqual((yield* s.scripted.stops).length, 0)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started"])
    })
  )

  it.effect("R8: keeps a long recording one recording, though the overseer has forgotten how it began", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      for (let beat = 1; beat <= 150; beat++) {
        yield* s.pass(5)
        yield* s.scripted.heartbeat(task.taskId, beat * 1000)
      }
      const before = yield* s.view(id, "carol")
      yield* s.kill
      yield* s.pass(5)
      yield* s.scripted.heartbeat(task.taskId, 200_000)
      yield* s.boot
      yield* s.pass(2)
      const after = yield* s.view(id, "carol")
      assert.strictEqual(after.status, "recording")
      assert.strictEqual(after.sessionStartedAt, before.sessionStartedAt)
      yield* s.scripted.endsRecording(task.taskId)
      yield* s.pass(2)
      const { recordings } = yield* s.events.past(sourceId, later(yield* s.now, -3_600_000), yield* s.now)
      assert.strictEqual(recordings.length, 1)
      assert.isNotNull(recordings[0]?.endedAt)
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
