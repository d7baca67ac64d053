import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { TestClock } from "effect/testing"
import { MissingFiles } from "../../src/app/recordings/MissingFiles.ts"
import { coverage, totals } from "../../src/domain/recordings/Coverage.ts"
import { disk, hasFolder, recorded, stack } from "./Stack.ts"

const minute = 60_000

/** A source with a minute that was recorded, whose file is on the disk, and another recorder that goes on. */
const recordedOnce = Effect.gen(function* () {
  const s = yield* stack()
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  yield* s.pass(2)
  const [task] = yield* s.scripted.live
  const taskId = task?.taskId ?? assert.fail("nothing runs")
  const from = yield* s.now
  yield* s.scripted.startsRecording(taskId)
  for (const second of [10, 20, 30, 40, 50, 60]) {
    yield* s.pass(10)
    yield* s.scripted.heartbeat(taskId, 100 * second)
  }
  yield* s.scripted.endsRecording(taskId)
  yield* s.set(id, "carol", "paused")
  yield* s.pass(1)
  const name = "2026-01-01_00-00-02.ts"
  const startedAt = from
  recorded.push({ path: `s/${name}`, name, session: "s", bytes: 4711, startedAt, modifiedAt: yield* s.now })
  yield* s.pass(10)

  const told = Effect.gen(function* () {
    const to = yield* s.now
    const past = yield* s.events.past(sourceId, from, to)
    const { deleted, recorded: kept } = totals(coverage({ ...past, knownSince: from }, from, to))
    return [Math.round(kept / minute), Math.round(deleted / minute)]
  })
  /** Somebody looks at its files. */
  const opened = Effect.flatMap(s.services, (services) =>
    Effect.sync(() => Context.get(services, MissingFiles).look(sourceId))
  )
  return { ...s, userId: id, sourceId, covered: told, opened }
})

describe("T10: a recording whose file was deleted by hand", () => {
  it.effect("is told as deleted soon after somebody looked at the source's files, once", () =>
    Effect.gen(function* () {
      const s = yield* recordedOnce
      yield* s.opened
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.covered, [1, 0])
      recorded.length = 0
      yield* s.opened
      yield* s.pass(5)
      assert.deepStrictEqual(yield* s.covered, [1, 0], "it may have been moved")
      yield* s.pass(10)
      assert.deepStrictEqual(yield* s.covered, [0, 1])
      yield* s.opened
      yield* s.pass(30)
      const events = yield* s.events.ofSource(s.sourceId, { after: null, limit: 100 })
      const causes = events.flatMap(({ cause, detail, type }) => (type === "deleted" ? [[detail, cause]] : []))
      assert.strictEqual(causes.length, 1)
      assert.deepInclude(causes[0]?.[1], { kind: "deleted", bytes: 4711 })
    })
  )

  it.effect("is told as deleted although nobody looks, as long as something is recorded", () =>
    Effect.gen(function* () {
      const s = yield* recordedOnce
      recorded.length = 0
      yield* TestClock.adjust("1 hour")
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.covered, [1, 0], "the disk is left to sleep")
      yield* s.subscribe(s.userId, "dora")
      yield* s.pass(2)
      const [task] = yield* s.scripted.live
      yield* s.scripted.startsRecording(task?.taskId ?? assert.fail("nothing runs"))
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.covered, [0, 1])
    })
  )

  it.effect("is told as recorded again once its file is back", () =>
    Effect.gen(function* () {
      const s = yield* recordedOnce
      const files = [...recorded]
      recorded.length = 0
      yield* s.opened
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.covered, [0, 1])
      recorded.push(...files)
      yield* s.opened
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.covered, [1, 0])
      assert.include(yield* s.told(s.sourceId), "found")
    })
  )

  it.effect("is not told so where its disk is away, or where no folder of recordings is to be seen", () =>
    Effect.gen(function* () {
      const s = yield* recordedOnce
      recorded.length = 0
      hasFolder.value = false
      yield* s.opened
      yield* s.pass(30)
      hasFolder.value = true
      disk.marked = false
      disk.device = "beneath"
      yield* s.pass(10)
      yield* s.opened
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.covered, [1, 0])
    })
  )
})
