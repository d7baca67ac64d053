import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Effect, Exit, Fiber } from "effect"
import { Sources } from "../../../../src/ports/Sources.ts"
import { StillReading } from "../../../../src/ports/StoreUnavailable.ts"
import { stack } from "../../../faults/Stack.ts"

/** Counts how often single sources are read by whoever uses this store. */
const counting = (sources: Sources["Service"]) => {
  const { load } = sources
  let reads = 0
  Object.assign(sources, {
    load: (...[which, readAt]: Parameters<typeof load>) => {
      if (which !== "all") reads += 1
      return load(which, readAt)
    }
  })
  return { reads: () => reads }
}

describe("how often a source is read back from the store", () => {
  it.effect("a leader reads over a recorder's life what others changed, a follower once for each change", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const other = yield* s.join
      const { id } = yield* s.user("alice")
      yield* s.pass(2)
      const leader = counting(s.sources)
      const follower = counting(Context.get(other.store, Sources))
      let told = 0
      const step = Effect.fnUntraced(function* (changes: number) {
        yield* s.pass(4)
        told += changes
        assert.isAtMost(follower.reads(), told)
      })

      yield* s.subscribe(id, "carol")
      yield* step(3)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      yield* step(1)
      for (let i = 1; i < 5; i++) {
        yield* s.scripted.heartbeat(task.taskId, i * 1000)
        yield* step(0)
      }
      yield* s.scripted.endsRecording(task.taskId)
      yield* step(1)
      yield* s.set(id, "carol", "paused")
      yield* step(3)
      assert.strictEqual(leader.reads(), 2)
      assert.isAtLeast(follower.reads(), 6)
      assert.strictEqual((yield* s.view(id, "carol")).lastRecordingAt, (yield* other.view(id, "carol")).lastRecordingAt)
    })
  )

  it.effect("a reset, which both people and the journal write events of, is read", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { error_threshold: 1 })
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.exit(task.taskId, 1)
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "error")
      yield* s.sources.reset(sourceId, yield* s.now, "alice")
      yield* s.pass(1)
      assert.notStrictEqual((yield* s.view(id, "carol")).status, "error")
    })
  )
})

describe("R35: a backend that has not read all sources yet", () => {
  it.effect("keeps what runs, starts what is wanted, and lists nothing before it can list all", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      yield* s.kill
      yield* s.subscribe(id, "dora")
      const { loadAll } = s.sources
      // Those that are supervised are given, and nothing after them.
      const halfRead = (...[readAt, horizon, take, supervised]: Parameters<typeof loadAll>) => {
        let isRead = false
        const begin = () => {
          isRead = true
          supervised()
        }
        return Effect.andThen(
          loadAll(readAt, horizon, (some) => (isRead ? undefined : take(some)), begin),
          Effect.never
        )
      }
      Object.assign(s.sources, { loadAll: halfRead })
      yield* s.boot
      yield* s.pass(5)
      assert.strictEqual((yield* s.scripted.starts).length, 2)
      assert.strictEqual((yield* s.scripted.live).length, 2)
      assert.strictEqual((yield* s.scripted.stops).length, 0)
      const { revision } = yield* s.overview
      const listed = yield* Effect.forkChild(Effect.exit(revision("all")), { startImmediately: true })
      yield* s.pass(3)
      const exit = yield* Fiber.join(listed)
      assert.instanceOf(Exit.isFailure(exit) ? Cause.squash(exit.cause) : exit, StillReading)
    })
  )
})
