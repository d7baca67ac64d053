import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { UserId } from "../../../../src/domain/values/Ids.ts"
import { stack } from "../../../faults/Stack.ts"

type Stack = Effect.Success<ReturnType<typeof stack>>

/** Three backends on one store and one overseer, the first of which leads, and what all of them say of a source. */
const three = Effect.fnUntraced(function* (...options: Parameters<typeof stack>) {
  const s = yield* stack(...options)
  const [one, other] = [yield* s.join, yield* s.join]
  const { id } = yield* s.user("alice")
  yield* s.pass(2)
  const agree = Effect.fnUntraced(function* (owner: UserId, username: string) {
    const [lead, ...others] = yield* Effect.all([
      s.view(owner, username),
      one.view(owner, username),
      other.view(owner, username)
    ])
    for (const view of others) assert.deepStrictEqual(view, lead)
    return lead
  })
  return { ...s, id, agree, one, other }
})

const running = (s: Pick<Stack, "scripted">) =>
  Effect.map(s.scripted.live, ([task]) => task?.taskId ?? assert.fail("nothing runs"))

describe("T13: backends that do not lead", () => {
  it.effect("tell of a refused start what the leader tells, and whoever leads next does not ask once more", () =>
    Effect.gen(function* () {
      const s = yield* three()
      yield* s.scripted.refuse("hls", 'validation error: exec: required parameter "x" is missing')
      const { sourceId } = yield* s.subscribe(s.id, "carol")
      yield* s.pass(20)
      const view = yield* s.agree(s.id, "carol")
      assert.strictEqual(view.status, "error")
      assert.include(view.reason, "required parameter")
      yield* s.kill
      yield* s.pass(60)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.deepStrictEqual(yield* s.other.view(s.id, "carol"), yield* s.one.view(s.id, "carol"))
      yield* s.boot
      yield* s.pass(30)
      assert.strictEqual((yield* s.agree(s.id, "carol")).status, "error")
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      yield* s.scripted.accept("hls")
      yield* s.sources.reset(sourceId, yield* s.now, "alice")
      yield* s.pass(5)
      assert.strictEqual((yield* s.agree(s.id, "carol")).status, "waiting")
      assert.strictEqual((yield* s.scripted.starts).length, 2)
    })
  )

  it.effect(
    "tell when a start that found no room, where there had seemed to be some, is tried again, also if they came later",
    () =>
      Effect.gen(function* () {
        const s = yield* stack({ limit: 2, queueSize: null })
        const { id } = yield* s.user("alice")
        yield* s.subscribe(id, "carol")
        yield* s.pass(2)
        yield* s.scripted.next("start", { _tag: "slow", ms: 500 })
        yield* s.subscribe(id, "dora")
        yield* s.pass(0.5)
        s.scripted.knobs.limit = 1
        yield* s.pass(0.5)
        s.scripted.knobs.limit = 2
        const late = yield* s.join
        yield* s.pass(5)
        const view = yield* s.view(id, "dora")
        assert.strictEqual(view.cause?.kind, "no_room")
        assert.deepStrictEqual(yield* late.view(id, "dora"), view)
      })
  )

  it.effect("hear what the leader starts: its process, its file, its end", () =>
    Effect.gen(function* () {
      const s = yield* three()
      yield* s.subscribe(s.id, "carol")
      yield* s.pass(5)
      assert.isNotNull((yield* s.agree(s.id, "carol")).pid)
      const taskId = yield* running(s)
      yield* s.scripted.startsRecording(taskId)
      yield* s.pass(5)
      yield* s.scripted.heartbeat(taskId, 1000)
      yield* s.pass(5)
      const view = yield* s.agree(s.id, "carol")
      assert.strictEqual(view.status, "recording")
      assert.isNotNull(view.lastHeartbeat)
      yield* s.scripted.endsRecording(taskId)
      yield* s.pass(5)
      assert.strictEqual((yield* s.agree(s.id, "carol")).status, "waiting")
      yield* s.scripted.exit(taskId, 1)
      yield* s.pass(1)
      assert.strictEqual((yield* s.agree(s.id, "carol")).status, "backoff")
    })
  )

  it.effect("hear also of a recorder that began to record before they could listen to it", () =>
    Effect.gen(function* () {
      const s = yield* three()
      yield* s.subscribe(s.id, "carol")
      yield* s.pass(0.25)
      const taskId = yield* running(s)
      yield* s.scripted.startsRecording(taskId)
      yield* s.pass(5)
      assert.strictEqual((yield* s.one.view(s.id, "carol")).status, "recording")
      yield* s.scripted.heartbeat(taskId, 1000)
      yield* s.pass(1)
      assert.strictEqual((yield* s.agree(s.id, "carol")).status, "recording")
    })
  )

  it.effect("agree with it over ten minutes of changes", () =>
    Effect.gen(function* () {
      const s = yield* three({ limit: 2, stopTakes: 500 })
      const names = ["a", "b", "c", "d"]
      for (const name of names) yield* s.subscribe(s.id, name)
      for (let round = 0; round < 10; round++) {
        yield* s.pass(30)
        for (const name of names) yield* s.agree(s.id, name)
        for (const { taskId } of yield* s.scripted.live) {
          if (round % 3 === 0) yield* s.scripted.startsRecording(taskId)
          if (round % 3 === 1) yield* s.scripted.heartbeat(taskId, round * 1000)
          if (round % 3 === 2) yield* s.scripted.exit(taskId, round % 2)
        }
        const name = names[round % names.length] ?? "a"
        yield* s.set(s.id, name, round % 2 === 0 ? "paused" : "active")
        yield* s.pass(30)
        for (const one of names) yield* s.agree(s.id, one)
      }
    })
  )

  it.effect("lead in its place once it is gone, and stop and start nothing by that", () =>
    Effect.gen(function* () {
      const s = yield* three()
      yield* s.subscribe(s.id, "carol")
      yield* s.pass(5)
      yield* s.scripted.startsRecording(yield* running(s))
      yield* s.pass(2)
      const before = yield* s.agree(s.id, "carol")
      yield* s.kill
      yield* s.pass(10)
      const after = yield* s.one.view(s.id, "carol")
      assert.deepStrictEqual(
        [after.status, after.pid, after.sessionStartedAt],
        [before.status, before.pid, before.sessionStartedAt]
      )
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.strictEqual((yield* s.scripted.stops).length, 0)
    })
  )
})
