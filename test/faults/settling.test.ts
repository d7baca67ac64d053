import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import { later } from "../../src/domain/values/Time.ts"
import * as Lines from "../adapters/overseer/scripted/Lines.ts"
import { disk, recorded, stack } from "./Stack.ts"

const file = (from: number, to: number, bytes: number, name = "a_00000.ts") => ({
  path: `s/${name}`,
  name,
  session: "s",
  bytes,
  startedAt: later(0 as never, from),
  modifiedAt: later(0 as never, to)
})

describe("R34: what a run recorded", () => {
  it.effect("is what the disk has of it, also where the backend was away and nothing was told of the recording", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      const from = yield* s.now
      yield* s.kill
      yield* s.pass(60)
      const [task] = yield* s.scripted.live
      yield* s.scripted.exit(task?.taskId ?? assert.fail("nothing runs"), 1)
      recorded.push(file(from + 1_000, from + 58_000, 1_000_000))
      yield* s.boot
      yield* s.pass(10)
      const past = yield* s.events.past(sourceId, later(from, -60_000), later(from, 600_000))
      assert.deepStrictEqual(
        past.recordings.map(({ bytes, endedAt, startedAt }) => [startedAt - from, (endedAt ?? 0) - from, bytes]),
        [[1_000, 58_000, 1_000_000]]
      )
    })
  )

  it.effect("is settled after an ordinary end, too: bytes and an end that are off", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      const [task] = yield* s.scripted.live
      const taskId = task?.taskId ?? assert.fail("nothing runs")
      const from = yield* s.now
      yield* s.scripted.startsRecording(taskId)
      yield* s.pass(60)
      recorded.push(file(from, from + 30_000, 4711))
      yield* s.scripted.exit(taskId, 1)
      yield* s.pass(3)
      const { recordings } = yield* s.events.past(sourceId, later(from, -60_000), later(from, 600_000))
      assert.deepStrictEqual(
        recordings.map(({ bytes, endedAt }) => [(endedAt ?? 0) - from, bytes]),
        [[30_000, 4711]]
      )
    })
  )

  for (const noticed of [true, false]) {
    it.effect(
      `is looked at once more when a share comes back that was away as it ended, ${noticed ? "as was known" : "though nobody knew"}`,
      () =>
        Effect.gen(function* () {
          const s = yield* stack()
          const { id } = yield* s.user("alice")
          const { sourceId } = yield* s.subscribe(id, "carol")
          yield* s.pass(2)
          const [task] = yield* s.scripted.live
          const taskId = task?.taskId ?? assert.fail("nothing runs")
          const from = yield* s.now
          yield* s.scripted.startsRecording(taskId)
          yield* s.pass(60)
          disk.device = "beneath"
          disk.marked = false
          // Once it is known, the recorder is stopped.
          if (noticed) yield* s.pass(10)
          else yield* s.scripted.exit(taskId, 1)
          yield* s.pass(20)
          disk.device = "share"
          disk.marked = true
          recorded.push(file(from, from + 60_000, 4711))
          yield* s.pass(10)
          const { recordings } = yield* s.events.past(sourceId, later(from, -60_000), later(from, 600_000))
          assert.deepInclude(recordings[0], { bytes: 4711, endedAt: later(from, 60_000) })
        })
    )
  }

  it.effect("tells that a run was there which nobody heard of, and which was given up as never sent", () =>
    Effect.gen(function* () {
      const s = yield* stack({ redialAfter: null })
      const { id } = yield* s.user("alice")
      yield* s.scripted.next("start", { _tag: "unanswered" })
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const from = yield* s.now
      yield* s.kill
      yield* s.scripted.restart
      recorded.push(file(from, from + 8_000, 4711))
      yield* s.pass(10)
      yield* s.boot
      yield* s.scripted.connect
      yield* s.pass(60)
      const past = yield* s.events.past(sourceId, later(from, -60_000), later(from, 600_000))
      const [run] = past.runs
      assert.deepInclude(run, { ending: "lost", startedAt: from, endedAt: later(from, 8_000) })
      assert.deepStrictEqual([past.recordings[0]?.taskId, past.recordings[0]?.bytes], [run?.taskId, 4711])
      assert.include(yield* s.told(sourceId), "lost")
    })
  )

  const b = "/recordings/hls/carol/s/b_00000.ts"

  /** A recorder that runs, and is told as recording `a` where that is asked for. */
  const running = Effect.fnUntraced(function* (records: boolean) {
    const s = yield* stack({ redialAfter: null })
    const { id } = yield* s.user("alice")
    const { sourceId } = yield* s.subscribe(id, "carol")
    yield* s.pass(2)
    const [task] = yield* s.scripted.live
    const taskId = task?.taskId ?? assert.fail("nothing runs")
    const from = yield* s.now
    if (records) yield* s.scripted.startsRecording(taskId)
    yield* s.pass(10)
    const ago = (at: number | null) => (at === null ? null : at - from)
    return {
      ...s,
      taskId,
      from,
      begins: s.scripted.says(taskId, Lines.recordingStart(), Lines.segmentStart(b)),
      /** More lines than the overseer keeps. */
      chatters: Effect.forEach(
        Array.from({ length: 120 }, (_, i) => i + 1),
        (bytes) => s.scripted.says(taskId, Lines.heartbeat(b, bytes)),
        { discard: true }
      ),
      stored: Effect.map(s.events.past(sourceId, later(from, -60_000), later(from, 600_000)), ({ recordings }) =>
        recordings.map(({ bytes, endedAt, startedAt }) => [ago(startedAt), ago(endedAt), bytes])
      ),
      since: Effect.map(s.services, (services) => {
        const capture = Context.get(services, LiveState).run(taskId)?.capture
        return [capture?.state, ago(capture?.recordingSince ?? null)]
      })
    }
  })

  it.effect("while the link was down is told of as soon as it is up, though the recorder goes on", () =>
    Effect.gen(function* () {
      const s = yield* running(true)
      yield* s.scripted.drop()
      yield* s.scripted.endsRecording(s.taskId)
      yield* s.pass(20)
      yield* s.begins
      yield* s.pass(20)
      yield* s.scripted.connect
      yield* s.pass(1)
      assert.deepStrictEqual(yield* s.stored, [
        [0, 10_000, 0],
        [30_000, null, 0]
      ])
      assert.deepStrictEqual(yield* s.since, ["recording", 30_000])
      const asked = (yield* s.scripted.sent).flatMap((one) => (one._tag === "replay" ? [one.since] : []))
      assert.isAtMost(s.from - (asked.at(-1) ?? 0), 15_000)
    })
  )

  it.effect("while the link was down is as the disk has it within seconds, where the overseer has forgotten it", () =>
    Effect.gen(function* () {
      const s = yield* running(true)
      yield* s.scripted.drop()
      yield* s.scripted.endsRecording(s.taskId)
      yield* s.pass(20)
      yield* s.begins
      yield* s.pass(20)
      yield* s.chatters
      recorded.push(file(s.from, s.from + 9_000, 4_711), file(s.from + 30_000, s.from + 50_000, 815, "b_00000.ts"))
      yield* s.scripted.connect
      yield* s.pass(5)
      assert.deepStrictEqual(yield* s.stored, [
        [0, 9_000, 4_711],
        [30_000, null, 815]
      ])
      assert.deepStrictEqual(yield* s.since, ["recording", 30_000])
      yield* s.scripted.exit(s.taskId, 1)
      yield* s.pass(5)
      assert.deepStrictEqual(yield* s.stored, [
        [0, 9_000, 4_711],
        [30_000, 50_000, 815]
      ])
    })
  )

  it.effect("while no backend was there is as the disk has it within seconds, though the recorder goes on", () =>
    Effect.gen(function* () {
      const s = yield* running(false)
      yield* s.kill
      yield* s.begins
      yield* s.pass(40)
      yield* s.chatters
      recorded.push(file(s.from + 10_000, s.from + 50_000, 815, "b_00000.ts"))
      yield* s.boot
      yield* s.scripted.connect
      yield* s.pass(6)
      assert.deepStrictEqual(yield* s.stored, [[10_000, null, 815]])
      assert.deepStrictEqual(yield* s.since, ["recording", 10_000])
      yield* s.scripted.exit(s.taskId, 1)
      yield* s.pass(5)
      assert.deepStrictEqual(yield* s.stored, [[10_000, 50_000, 815]])
    })
  )
})
