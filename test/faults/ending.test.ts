import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { stack } from "./Stack.ts"

/** A backend that has just heard of a recorder's end while the store answers nobody. */
const hearing = Effect.gen(function* () {
  const s = yield* stack()
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  yield* s.pass(1)
  const [task] = yield* s.scripted.live
  assert.isDefined(task)
  yield* s.database.become("stalled")
  yield* s.scripted.exit(task.taskId, 1)
  yield* s.pass(1)
  return { ...s, sourceId }
})

describe("D7: a backend that is told to stop", () => {
  it.effect("writes down what it has heard before it ends, as soon as the store answers", () =>
    Effect.gen(function* () {
      const { database, end, pass, sourceId, told } = yield* hearing
      const ending = yield* Effect.forkChild(end)
      yield* pass(2)
      assert.isUndefined(ending.pollUnsafe())
      yield* database.become("up")
      yield* pass(1)
      yield* Fiber.join(ending)
      assert.deepStrictEqual(yield* told(sourceId), ["started", "exited"])
    })
  )

  it.effect("does not wait for a store that stays away, and its successor learns the same from the overseer", () =>
    Effect.gen(function* () {
      const { boot, database, end, pass, sourceId, told } = yield* hearing
      const ending = yield* Effect.forkChild(end)
      yield* pass(7)
      yield* Fiber.join(ending)
      yield* database.become("up")
      yield* boot
      yield* pass(3)
      assert.deepStrictEqual((yield* told(sourceId)).slice(0, 2), ["started", "exited"])
    })
  )
})
