import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as SteppedClock from "../SteppedClock.ts"
import { stack } from "./Stack.ts"

const hour = 3_600_000

type Backend = Effect.Success<ReturnType<typeof stack>>

const subscribed = Effect.fnUntraced(function* (s: Backend) {
  const { id } = yield* s.user("alice")
  yield* s.subscribe(id, "carol")
  yield* s.pass(2)
  const [task] = yield* s.scripted.live
  assert.isDefined(task)
  return { taskId: task.taskId, view: s.view(id, "carol") }
})

describe("R18: an overseer whose clock is wrong", () => {
  /** How many starts there were after each second of a source that fails at once. */
  const startsOf = (skew: number) =>
    Effect.gen(function* () {
      const s = yield* stack({ skew })
      yield* subscribed(s)
      const starts: Array<number> = []
      for (let i = 0; i < 120; i++) {
        for (const { taskId } of yield* s.scripted.live) yield* s.scripted.exit(taskId, 1)
        yield* s.pass(1)
        starts.push((yield* s.scripted.starts).length)
      }
      return starts
    })

  it.effect.each([-25_000, 25_000])("%i ms ahead, is waited for after failures as one whose clock is right", (skew) =>
    Effect.gen(function* () {
      const right = yield* startsOf(0)
      for (const [second, count] of (yield* startsOf(skew)).entries()) {
        // The exact moments are left to chance.
        assert.closeTo(count, right[second] ?? 0, 1, `after ${second} s`)
      }
      assert.isBelow(right.at(-1) ?? 0, 7)
    })
  )

  it.effect("by a moment, makes no recorder stall once both clocks were set back", () =>
    Effect.gen(function* () {
      const clock = yield* SteppedClock.make
      yield* clock.provide(
        Effect.gen(function* () {
          const s = yield* stack({ skew: 40 })
          const { taskId, view } = yield* subscribed(s)
          yield* s.scripted.startsRecording(taskId)
          yield* clock.step(-hour)
          for (let i = 1; i < 12; i++) {
            yield* s.scripted.heartbeat(taskId, i * 1000)
            yield* s.pass(5)
            assert.strictEqual((yield* view).status, "recording", `beat ${i}`)
          }
        })
      )
    })
  )
})
