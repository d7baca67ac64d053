import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import { disk, stack } from "./Stack.ts"

const names = Array.from({ length: 10 }, (_, i) => `source_${i}`)

/** Ten sources that record. */
const recording = Effect.gen(function* () {
  const s = yield* stack({}, { restart_delay: "5s", error_threshold: 5 })
  const { id } = yield* s.user("alice")
  yield* Effect.forEach(names, (name) => s.subscribe(id, name), { discard: true })
  yield* s.pass(2)
  for (const { taskId } of yield* s.scripted.live) yield* s.scripted.startsRecording(taskId)
  yield* s.pass(1)
  const seen = Effect.forEach(names, (name) => s.view(id, name))
  const statuses = Effect.map(seen, (views) => [...new Set(views.map(({ status }) => status))])
  const outages = Effect.gen(function* () {
    const [first] = yield* seen
    assert.isDefined(first)
    return (yield* s.events.past(first.sourceId, 0 as Instant, yield* s.now)).outages
  })
  return { ...s, id, seen, statuses, outages }
})

/** Each recorder that runs fails, as one does that can't write. */
const allFail = (s: { readonly scripted: Effect.Success<typeof recording>["scripted"] }) =>
  Effect.flatMap(s.scripted.live, (tasks) =>
    Effect.forEach(tasks, ({ taskId }) => s.scripted.exit(taskId, 1), { discard: true })
  )

describe("storage that is away", () => {
  it.effect(
    "R24: nothing is started that was planned before it went away, however long a slow store took over it",
    () =>
      Effect.gen(function* () {
        const s = yield* recording
        const starts = (yield* s.scripted.starts).length
        yield* allFail(s)
        yield* s.pass(3)
        yield* s.database.become("stalled")
        yield* s.pass(10)
        Object.assign(disk, { device: "beneath", marked: false })
        yield* s.pass(20)
        yield* s.database.become("up")
        yield* s.pass(5)
        assert.strictEqual((yield* s.scripted.starts).length, starts)
        assert.deepStrictEqual(yield* s.statuses, ["held"])
        Object.assign(disk, { device: "share", marked: true })
        yield* s.pass(20)
        assert.strictEqual((yield* s.scripted.live).length, names.length)
      })
  )

  it.effect("R23: read-only for three minutes: every source is held with the cause, and all resume by themselves", () =>
    Effect.gen(function* () {
      const s = yield* recording
      disk.fault = "read_only"
      yield* allFail(s)
      yield* s.pass(1)
      assert.deepStrictEqual(yield* s.statuses, ["held"])
      for (const { cause, errorMessage, reason } of yield* s.seen) {
        assert.deepInclude(cause, { kind: "unwritable", fault: "read_only", needs: "somebody" })
        assert.strictEqual(errorMessage, "the recordings' folder can't be written (read-only)")
        assert.match(reason, /can't be written \(read-only\)\. .* goes on by itself\.$/)
      }
      const starts = (yield* s.scripted.starts).length
      yield* s.pass(180)
      assert.deepStrictEqual(yield* s.statuses, ["held"])
      assert.strictEqual((yield* s.scripted.starts).length, starts)
      disk.fault = null
      yield* s.pass(8)
      assert.strictEqual((yield* s.scripted.live).length, names.length)
      for (const name of names) assert.notInclude(yield* s.told((yield* s.view(s.id, name)).sourceId), "errored")
      // It is told once, as one outage that has ended.
      assert.deepStrictEqual(
        (yield* s.outages).map(({ endedAt, kind }) => [kind, endedAt !== null]),
        [["storage", true]]
      )
    })
  )

  it.effect(
    "R23: whatever fails while it is closed is nobody's failure, for another backend and after a restart, too",
    () =>
      Effect.gen(function* () {
        const s = yield* recording
        disk.fault = "denied"
        for (let i = 0; i < 6; i++) {
          yield* allFail(s)
          yield* s.pass(5)
        }
        disk.fault = null
        yield* s.pass(8)
        yield* s.kill
        yield* s.boot
        yield* s.pass(3)
        const { overview } = yield* s.join
        yield* s.pass(3)
        for (const one of [overview, yield* s.overview]) {
          const [facts] = yield* Effect.forEach(names.slice(0, 1), (username) =>
            Effect.flatten(
              Effect.map(one.facts({ driver: "hls", username }), (found) => Effect.orDie(Effect.fromOption(found)))
            )
          )
          assert.strictEqual(facts?.failuresInWindow, 0)
        }
      })
  )

  it.effect("R23: at the threshold of one failure the disk is looked at before the source is blamed", () =>
    Effect.gen(function* () {
      const s = yield* recording
      yield* s.save({ error_threshold: 1 })
      yield* s.pass(1)
      disk.fault = "broken"
      yield* allFail(s)
      yield* s.pass(2)
      assert.deepStrictEqual(yield* s.statuses, ["held"])
      disk.fault = null
      yield* s.pass(8)
      yield* allFail(s)
      yield* s.pass(2)
      assert.deepStrictEqual(yield* s.statuses, ["error"])
    })
  )

  it.effect("R24: the share is unmounted: what runs is stopped and told, and nothing is started beneath it", () =>
    Effect.gen(function* () {
      const s = yield* recording
      Object.assign(disk, { device: "beneath", marked: false })
      yield* s.pass(6)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      for (const { cause, sourceId } of yield* s.seen) {
        assert.deepInclude(cause, { kind: "unwritable", fault: "not_mounted" })
        const told = yield* s.events.ofSource(sourceId, { after: null, limit: 10 })
        assert.deepInclude(told.at(-1), {
          type: "stopped",
          detail: "nothing can be recorded into the recordings' folder"
        })
      }
      yield* s.pass(60)
      // The folder beneath is not made ours.
      assert.isFalse(disk.marked)
      // Neither is it for a backend that starts meanwhile.
      yield* s.kill
      yield* s.boot
      yield* s.pass(10)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.deepStrictEqual(yield* s.statuses, ["held"])
      Object.assign(disk, { device: "share", marked: true })
      yield* s.pass(8)
      assert.strictEqual((yield* s.scripted.live).length, names.length)
    })
  )

  it.effect("R24: a mark that somebody deleted on the same disk is made anew", () =>
    Effect.gen(function* () {
      const s = yield* recording
      disk.marked = false
      yield* s.pass(6)
      assert.isTrue(disk.marked)
      assert.deepStrictEqual(yield* s.statuses, ["recording"])
    })
  )

  it.effect("R23: a disk that does not answer holds starts, and leaves alone what records", () =>
    Effect.gen(function* () {
      const s = yield* recording
      Object.assign(disk, { fault: "mute", free: null, marked: null, device: null })
      yield* s.pass(6)
      assert.strictEqual((yield* s.scripted.live).length, names.length)
      yield* s.subscribe(s.id, "another")
      yield* s.pass(6)
      assert.strictEqual((yield* s.view(s.id, "another")).status, "held")
      Object.assign(disk, { fault: null, free: 1e12, marked: true, device: "share" })
      yield* s.pass(6)
      assert.strictEqual((yield* s.scripted.live).length, names.length + 1)
    })
  )

  it.effect("is written to only while something records or has failed, so that a disk may sleep", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(7)
      disk.fault = "read_only"
      yield* s.pass(30)
      const obstacle = Effect.map(s.services, (all) => Context.get(all, LiveState).storage().obstacle)
      assert.isNull(yield* obstacle)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      yield* s.pass(6)
      assert.deepStrictEqual(yield* obstacle, { why: "read_only" })
    })
  )
})
