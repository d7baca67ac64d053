import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { stack } from "./Stack.ts"

const counts = (items: ReadonlyArray<string>, item: string) => items.filter((one) => one === item).length

describe("a recorder that fails", () => {
  it.effect(
    "R6: is tried error_threshold times with growing waits, then not again until a reset, with count and window as data",
    () =>
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
        assert.match(view.reason, /5 times within 15 min/)
        yield* s.kill
        yield* s.boot
        yield* s.pass(1)
        const again = yield* s.view(id, "carol")
        for (const { cause } of [view, again]) {
          assert.deepInclude(cause, { kind: "exit", code: 1, tries: 5, within: 900, needs: "somebody" })
        }
        assert.strictEqual(again.reason, view.reason)
        assert.strictEqual(counts(yield* s.told(sourceId), "errored"), 1)
        yield* s.sources.reset(sourceId, yield* s.now, "alice")
        yield* s.pass(1)
        assert.strictEqual((yield* s.scripted.starts).length, 6)
        assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
      })
  )

  it.effect(
    "R25: by exit code 0 and without sessions has a broadcast end, however many: looked at again, never in error",
    () =>
      Effect.gen(function* () {
        const s = yield* stack({}, { check_interval: "1m" })
        const { id } = yield* s.user("alice")
        const { sourceId } = yield* s.subscribe(id, "carol")
        yield* s.pass(3)
        for (let ends = 1; ends <= 8; ends++) {
          const [task] = yield* s.scripted.live
          yield* s.scripted.exit(task?.taskId ?? assert.fail("nothing runs"), 0)
          yield* s.pass(1)
          if (ends === 4) {
            yield* s.kill
            yield* s.boot
            yield* s.pass(5)
          }
          const view = yield* s.view(id, "carol")
          assert.deepStrictEqual([view.status, view.cause?.kind], ["backoff", "ended"])
          assert.match(view.reason, /^The broadcast ended at .* looked at again at/)
          yield* s.pass(50)
          assert.strictEqual((yield* s.scripted.starts).length, ends)
          yield* s.pass(12)
          assert.strictEqual((yield* s.scripted.starts).length, ends + 1)
        }
        const told = yield* s.told(sourceId)
        assert.strictEqual(counts(told, "finished"), 8)
        assert.strictEqual(counts(told, "exited"), 0)
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
      const message = "no channel named carol"
      yield* s.scripted.says(task.taskId, JSON.stringify({ event: "TROUBLE", cause: "no_channel", message }))
      yield* s.scripted.says(task.taskId, JSON.stringify({ level: "fatal", message }))
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
