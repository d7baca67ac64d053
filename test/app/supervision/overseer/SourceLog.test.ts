import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { LiveState } from "../../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../../src/app/supervision/live/LiveStateInMemory.ts"
import * as SourceLog from "../../../../src/app/supervision/overseer/SourceLog.ts"
import { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { SourceId } from "../../../../src/domain/values/Ids.ts"
import { Instant } from "../../../../src/domain/values/Time.ts"
import { heapAfterCollection } from "../../../adapters/overseer/heap.ts"
import { stack } from "../../../faults/Stack.ts"
import { storedSource } from "../storedSource.ts"

const output = (line: string) =>
  ({
    _tag: "output",
    taskId: TaskId.make("sd-x-1-y"),
    pid: 1,
    stream: "stdout",
    line,
    seq: null,
    at: Instant.make(0)
  }) as const

/** A source whose recorder can be made to print, and what the log has of it. */
const logged = Effect.gen(function* () {
  const s = yield* stack()
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  yield* s.pass(1)
  const [task] = yield* s.scripted.live
  if (task === undefined) return yield* Effect.die("nothing runs")
  const lines = Effect.flatMap(SourceLog.SourceLog, (log) => log.lines(sourceId, 0, 500)).pipe(
    Effect.provideContext(yield* s.services),
    Effect.map((all) => all.map(({ line }) => line))
  )
  const says = (...words: ReadonlyArray<string>) => s.scripted.says(task.taskId, ...words)
  return { id, lines, s, says, sourceId }
})

describe("the log of a source", () => {
  it.effect(
    "S14: shows no cookie that its recorder prints, in the log or in a reason, also after the cookie was changed",
    () =>
      Effect.gen(function* () {
        const { id, lines, s, says, sourceId } = yield* logged
        yield* s.save({ cookies: "sid=first-secret" })
        yield* s.pass(1)
        yield* says('STARTUP {"cookies": "sid=first-secret"}')
        yield* s.save({ cookies: "sid=second-secret" })
        yield* s.pass(1)
        yield* says('{"level":"fatal","msg":"refused with sid=first-secret and sid=second-secret"}')
        yield* s.pass(1)
        assert.deepStrictEqual(yield* lines, [
          'STARTUP {"cookies": "<redacted>"}',
          '{"level":"fatal","msg":"refused with <redacted> and <redacted>"}'
        ])
        const seen = JSON.stringify([
          yield* s.view(id, "carol"),
          yield* s.events.ofSource(sourceId, { after: null, limit: 50 })
        ])
        assert.notInclude(seen, "-secret")
      })
  )

  it.effect("R32: keeps no more of a long line than it shows, and nothing of a source that is gone", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      const log = yield* Layer.build(SourceLog.layer).pipe(Effect.provideService(LiveState, live))
      const [writer, reader] = [Context.get(log, SourceLog.SourceLogWriter), Context.get(log, SourceLog.SourceLog)]
      const id = SourceId.make(1)
      live.store([storedSource(id)], [id])
      const before = yield* heapAfterCollection
      for (let n = 0; n < 1_000; n++)
        writer.append(id, output(JSON.parse(JSON.stringify(`${n} ${"x".repeat(64_000)}`))))
      assert.isBelow((yield* heapAfterCollection) - before, 16 * 2 ** 20)
      const lines = yield* reader.lines(id, 0, 500)
      assert.strictEqual(lines.length, 500)
      assert.strictEqual(lines[0]?.line.length, 4_001)
      live.store([], [id])
      assert.deepStrictEqual(yield* reader.lines(id, 0, 500), [])
    })
  )
})
