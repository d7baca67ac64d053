import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assess } from "../../../../src/app/supervision/assessment/Assessment.ts"
import type { StartAnswer } from "../../../../src/ports/Overseer.ts"
import { aRow, aRun, carol, desk, now, task } from "../desk.ts"

/** Sends one start that is answered like this; the run afterwards, and what the overseer was sent. */
const started = Effect.fnUntraced(function* (answer: StartAnswer) {
  const { executor, live, overseer } = yield* desk
  overseer.answer = answer
  const sends = yield* executor.start(1, [aRun(1)], assess(live, now))
  const atOnce = live.run(task(1))
  yield* Effect.all(sends, { discard: true })
  return { run: live.run(task(1)), atOnce, sent: overseer.sent }
})

describe("a start", () => {
  it.effect("is known before it is sent, is listened to first, and is taken in as it is answered", () =>
    Effect.gen(function* () {
      const { atOnce, run, sent } = yield* started({ _tag: "started", pid: 7, at: now })
      assert.deepStrictEqual(atOnce?.start, { at: now, connection: 1, lostAt: null })
      assert.deepStrictEqual(sent, [`subscribe ${task(1)}`, `start ${task(1)} carol`])
      assert.strictEqual(run?.phase, "running")
      assert.strictEqual(run?.pid, 7)
    })
  )

  it.effect.each([
    ["full", "no slot"],
    ["known", "was there"],
    ["shutdown", "it ends"],
    ["spawn", "no process"],
    ["refused", "no such action"]
  ] as const)("that is answered by %s ends as refused, with the overseer's words", ([_tag, message]) =>
    Effect.gen(function* () {
      const { run } = yield* started({ _tag, message })
      assert.strictEqual(run?.ending, "refused")
      assert.strictEqual(run?.refusal, _tag)
      assert.strictEqual(run?.message, message)
    })
  )

  it.effect("that another task stands in the way of asks for a list, which tells of that one", () =>
    Effect.gen(function* () {
      const { run, sent } = yield* started({ _tag: "duplicate", existing: task(2), message: "runs" })
      assert.strictEqual(run?.refusal, "duplicate")
      assert.include(sent, "list")
    })
  )

  it.effect("whose connection is gone was not sent, and says so", () =>
    Effect.gen(function* () {
      const { executor, live, overseer } = yield* desk
      const sends = yield* executor.start(1, [aRun(1)], assess(live, now))
      overseer.connected = false
      yield* Effect.all(sends, { discard: true })
      assert.strictEqual(live.run(task(1))?.ending, "unsent")
      assert.deepStrictEqual(overseer.sent, [])
    })
  )
})

describe("a stop", () => {
  const running = Effect.gen(function* () {
    const made = yield* desk
    made.live.apply({ ...aRun(1), phase: "running", pid: 7, startedAt: now })
    return made
  })

  it.effect("R21: is sent after a list on the same connection, of what the list shows to go on", () =>
    Effect.gen(function* () {
      const { executor, live, overseer } = yield* running
      overseer.rows = [aRow(task(1))]
      yield* executor.stop(1, [{ taskId: task(1), why: "unwanted" }])
      assert.isAtLeast(overseer.sent.indexOf("list"), 0)
      assert.isBelow(overseer.sent.indexOf("list"), overseer.sent.indexOf(`stop ${task(1)}`))
      assert.strictEqual(live.run(task(1))?.stop?.connection, 1)
      assert.strictEqual(live.run(task(1))?.stopReason, "unwanted")
    })
  )

  it.effect("R21: is not sent of what the list shows that somebody else is stopping", () =>
    Effect.gen(function* () {
      const { executor, overseer } = yield* running
      overseer.rows = [{ ...aRow(task(1)), state: "stopped" }]
      yield* executor.stop(1, [{ taskId: task(1), why: "unwanted" }])
      assert.notInclude(overseer.sent, `stop ${task(1)}`)
    })
  )

  it.effect("of what has ended by then is not sent", () =>
    Effect.gen(function* () {
      const { executor, live, overseer } = yield* running
      yield* executor.stop(1, [{ taskId: task(1), why: "unwanted" }])
      assert.notInclude(overseer.sent, `stop ${task(1)}`)
      assert.strictEqual(live.runsOf(carol)[0]?.phase, "ended")
    })
  )
})
