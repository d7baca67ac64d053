import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as SteppedClock from "../SteppedClock.ts"
import { stack } from "./Stack.ts"

const hour = 3_600_000

type Backend = Effect.Success<ReturnType<typeof stack>>

/** A backend that records for alice on a machine whose wall clock can be set. */
const scene = (body: (s: Backend, step: (hours: number) => Effect.Effect<void>) => Effect.Effect<void, unknown>) =>
  Effect.gen(function* () {
    const clock = yield* SteppedClock.make
    yield* clock.provide(
      Effect.gen(function* () {
        yield* body(yield* stack(), (hours) => clock.step(hours * hour))
      })
    )
  })

const subscribed = Effect.fnUntraced(function* (s: Backend) {
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  yield* s.pass(2)
  const [task] = yield* s.scripted.live
  assert.isDefined(task)
  return { id, sourceId, taskId: task.taskId, view: s.view(id, "carol") }
})

const lists = (s: Backend) => Effect.map(s.scripted.sent, (all) => all.filter(({ _tag }) => _tag === "list").length)

for (const hours of [-2, 2, -24 * 400]) {
  const how = `set ${hours < 0 ? "back" : "forward"} by ${Math.abs(hours)} hours`
  describe(`R18: a wall clock ${how}`, () => {
    it.effect("stops no comparison with what runs", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          yield* subscribed(s)
          yield* s.pass(60)
          const before = yield* lists(s)
          yield* step(hours)
          yield* s.pass(300)
          assert.closeTo((yield* lists(s)) - before, 20, 2)
        })
      )
    )

    it.effect("neither delays nor hurries the next try of a source that failed, and tells it by the new time", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          const { taskId, view } = yield* subscribed(s)
          yield* s.scripted.exit(taskId, 1)
          yield* s.pass(1)
          yield* step(hours)
          yield* s.pass(1)
          const { nextStartAt, status } = yield* view
          assert.strictEqual(status, "backoff")
          assert.closeTo((nextStartAt ?? 0) - (yield* s.now), 2_000, 2_000)
          assert.strictEqual((yield* s.scripted.starts).length, 1)
          yield* s.pass(5)
          assert.strictEqual((yield* s.scripted.starts).length, 2)
        })
      )
    )

    it.effect("lets a source that fails always trip after as many failures as ever, and a reset act", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          const { sourceId, view } = yield* subscribed(s)
          for (let i = 0; i < 300; i++) {
            if (i === 30) yield* step(hours)
            yield* s.pass(1)
            for (const { taskId } of yield* s.scripted.live) yield* s.scripted.exit(taskId, 1)
          }
          assert.strictEqual((yield* s.scripted.starts).length, 5)
          assert.strictEqual((yield* view).status, "error")
          yield* step(hours)
          yield* s.sources.reset(sourceId, yield* s.now, "alice")
          yield* s.pass(2)
          assert.strictEqual((yield* s.scripted.starts).length, 6)
          yield* s.pass(60)
          assert.strictEqual((yield* view).status, "waiting")
        })
      )
    )

    it.effect("lets a start that was lost be settled and sent again", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          const { id } = yield* s.user("alice")
          yield* s.scripted.next("start", { _tag: "lost" })
          yield* s.subscribe(id, "carol")
          yield* s.pass(2)
          yield* step(hours)
          yield* s.pass(60)
          assert.strictEqual((yield* s.scripted.live).length, 1)
          assert.strictEqual((yield* s.scripted.starts).length, 2)
        })
      )
    )

    it.effect("lets a stop that was lost be repeated", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          const { id } = yield* subscribed(s)
          yield* s.scripted.next("stop", { _tag: "lost" })
          yield* s.set(id, "carol", "paused")
          yield* s.pass(1)
          yield* step(hours)
          yield* s.pass(60)
          assert.strictEqual((yield* s.scripted.live).length, 0)
          assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
        })
      )
    )

    it.effect("makes no recorder stall that is heard, and lets one that is silent", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          const { taskId, view } = yield* subscribed(s)
          yield* s.scripted.startsRecording(taskId)
          for (let i = 1; i < 12; i++) {
            if (i === 4) yield* step(hours)
            yield* s.pass(5)
            yield* s.scripted.heartbeat(taskId, i * 1000)
            yield* s.pass(1)
            assert.strictEqual((yield* view).status, "recording", `beat ${i}`)
          }
          yield* step(-hours)
          yield* s.pass(1)
          assert.strictEqual((yield* view).status, "recording")
          yield* s.pass(300)
          assert.strictEqual((yield* view).status, "stalled")
        })
      )
    )

    it.effect("is the time of what is stored and shown from then on", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          const { sourceId, taskId, view } = yield* subscribed(s)
          yield* step(hours)
          yield* s.scripted.startsRecording(taskId)
          yield* s.pass(2)
          const at = yield* s.now
          const { sessionStartedAt } = yield* view
          assert.closeTo(sessionStartedAt ?? 0, at, 5_000)
          yield* s.scripted.exit(taskId, 1)
          yield* s.pass(2)
          const stored = yield* s.events.ofSource(sourceId, { after: null, limit: 500 })
          const exit = stored.find(({ type }) => type === "exited")
          assert.closeTo(exit?.at ?? 0, at, 5_000)
        })
      )
    )

    it.effect("delays no restart that is asked for", () =>
      scene((s, step) =>
        Effect.gen(function* () {
          const { sourceId, taskId } = yield* subscribed(s)
          yield* s.scripted.startsRecording(taskId)
          yield* s.pass(2)
          yield* step(hours)
          yield* s.pass(2)
          yield* s.sources.restart([sourceId])
          yield* s.pass(60)
          assert.strictEqual((yield* s.scripted.stops).length, 1)
          assert.strictEqual((yield* s.scripted.live).length, 1)
          assert.strictEqual((yield* s.scripted.starts).length, 2)
        })
      )
    )
  })
}

describe("R13, R18: a backend that starts after the wall clock was set back", () => {
  const restarted = (s: Backend) => Effect.andThen(s.kill, Effect.andThen(s.boot, s.pass(30)))

  it.effect("repeats no restart that was asked for before", () =>
    scene((s, step) =>
      Effect.gen(function* () {
        const { sourceId } = yield* subscribed(s)
        yield* s.sources.restart([sourceId])
        yield* s.pass(30)
        yield* step(-2)
        for (const { taskId } of yield* s.scripted.live) yield* s.scripted.exit(taskId, 1)
        yield* s.pass(30)
        yield* restarted(s)
        assert.strictEqual((yield* s.scripted.stops).length, 1)
        assert.strictEqual((yield* s.scripted.starts).length, 3)
      })
    )
  )

  it.effect("leaves a source in error that tripped after its last reset", () =>
    scene((s, step) =>
      Effect.gen(function* () {
        const { sourceId, view } = yield* subscribed(s)
        yield* s.sources.reset(sourceId, yield* s.now, "alice")
        yield* s.pass(2)
        yield* step(-2)
        for (let i = 0; i < 300; i++) {
          yield* s.pass(1)
          for (const { taskId } of yield* s.scripted.live) yield* s.scripted.exit(taskId, 1)
        }
        assert.strictEqual((yield* view).status, "error")
        const { length } = yield* s.scripted.starts
        yield* restarted(s)
        assert.strictEqual((yield* view).status, "error")
        assert.strictEqual((yield* s.scripted.starts).length, length)
      })
    )
  )
})
