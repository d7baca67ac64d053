import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { coverage } from "../../src/domain/recordings/Coverage.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { type Instant, later } from "../../src/domain/values/Time.ts"
import { disk, stack } from "./Stack.ts"

type Stack = Effect.Success<ReturnType<typeof stack>>

/** What is told of a source's last `minutes`, each stretch with its length in whole seconds. */
const told = Effect.fnUntraced(function* (s: Stack, id: SourceId, since: Instant) {
  const to = yield* s.now
  const [stored] = yield* s.sources.load([id], to)
  const past = yield* s.events.past(id, since, to)
  return coverage({ ...past, knownSince: stored?.createdAt ?? to }, since, to).map(
    ({ cause, from, kind, to }) => `${cause === null ? kind : `${kind} ${cause}`} ${Math.round((to - from) / 1000)}`
  )
})

/** A source that records, with heartbeats as long as wanted. */
const recording = Effect.fnUntraced(function* (s: Stack) {
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  yield* s.pass(1)
  const record = Effect.gen(function* () {
    const [task] = yield* s.scripted.live
    assert.isDefined(task)
    yield* s.scripted.startsRecording(task.taskId)
    return task.taskId
  })
  const taskId = yield* record
  let bytes = 0
  const beat = (seconds: number) =>
    Effect.forEach(
      Array.from({ length: seconds / 5 }),
      () => {
        bytes += 1000
        return Effect.flatMap(s.scripted.live, ([task]) =>
          Effect.andThen(task === undefined ? Effect.void : s.scripted.heartbeat(task.taskId, bytes), s.pass(5))
        )
      },
      { discard: true }
    )
  return { id, sourceId, taskId, record, beat }
})

describe("why a source was not recorded", () => {
  it.effect("is told of a stall, by the interval that its recorder was started with", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const one = yield* recording(s)
      const since = yield* s.now
      yield* one.beat(20)
      yield* s.save({ heartbeat_interval: "1m" })
      yield* s.pass(60)
      yield* one.beat(20)
      assert.deepStrictEqual(yield* told(s, one.sourceId, since), ["recorded 15", "missed stalled 65", "recorded 20"])
      assert.deepStrictEqual(yield* s.told(one.sourceId), ["started", "stalled", "recovered"])
    })
  )

  it.effect("is told of a stall that began under a backend which is gone", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const one = yield* recording(s)
      yield* one.beat(20)
      const since = yield* s.now
      yield* s.pass(30)
      yield* s.kill
      yield* s.pass(30)
      yield* s.boot
      yield* s.pass(30)
      assert.deepStrictEqual(yield* told(s, one.sourceId, since), ["gap stalled 90"])
      yield* one.beat(10)
      assert.deepStrictEqual(yield* s.told(one.sourceId), ["started", "stalled", "recovered"])
    })
  )

  it.effect("is told of pauses, also of one while nothing ran", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { restart_delay: "2m", restart_delay_max: "2m" })
      const one = yield* recording(s)
      const since = yield* s.now
      yield* one.beat(20)
      yield* s.set(one.id, "carol", "paused")
      yield* s.pass(60)
      yield* s.set(one.id, "carol", "active")
      yield* s.pass(1)
      yield* s.scripted.exit((yield* s.scripted.live)[0]?.taskId ?? one.taskId, 1)
      yield* s.pass(60)
      yield* s.set(one.id, "carol", "archived")
      yield* s.pass(30)
      const found = yield* told(s, one.sourceId, since)
      assert.deepStrictEqual(
        found.filter((text) => !text.endsWith(" 0") && !text.endsWith(" 1")),
        ["recorded 20", "gap unwanted 60", "gap failure 60", "gap unwanted 30"]
      )
      const events = yield* s.events.ofSource(one.sourceId, { after: null, limit: 10 })
      assert.strictEqual(events.find(({ type }) => type === "stopped")?.detail, "nobody wants the source any more")
    })
  )

  it.effect("is told of a full disk, of sources that could not even begin, too", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { min_free_space: 1000 })
      const one = yield* recording(s)
      const since = yield* s.now
      yield* one.beat(20)
      disk.free = 10
      yield* s.pass(30)
      const other = yield* s.subscribe(one.id, "dave")
      yield* s.pass(60)
      const late = yield* told(s, other.sourceId, later(yield* s.now, -50_000))
      assert.deepStrictEqual(late, ["gap disk 50"])
      disk.free = 1e12
      yield* s.pass(30)
      yield* one.record
      yield* one.beat(5)
      const found = yield* told(s, one.sourceId, since)
      assert.match(found.join(), /^recorded \d+,(gap|missed) disk \d+/)
    })
  )

  it.effect(
    "is told of an overseer that was away, and the recordings that it took with it end where it was last known",
    () =>
      Effect.gen(function* () {
        const s = yield* stack()
        const one = yield* recording(s)
        const since = yield* s.now
        yield* one.beat(20)
        s.scripted.knobs.redialAfter = null
        yield* s.scripted.restart
        const other = yield* s.subscribe(one.id, "dave")
        yield* s.pass(60)
        yield* s.scripted.connect
        yield* s.pass(2)
        yield* one.record
        yield* one.beat(20)
        const found = yield* told(s, one.sourceId, since)
        assert.deepStrictEqual(
          found.map((text) => text.replace(/ 6[0-3]$/, " about 60")),
          ["recorded 20", "missed link about 60", "missed starting 2", "recorded 20"]
        )
        const beginning = yield* told(s, other.sourceId, later(since, 20_000))
        assert.match(beginning[0] ?? "", /^gap link 60/)
      })
  )

  it.effect("is not told of an overseer that was hardly away, nor of a link that is not up yet", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const one = yield* recording(s)
      yield* one.beat(10)
      yield* s.scripted.drop()
      yield* one.beat(10)
      yield* s.kill
      yield* s.boot
      yield* one.beat(10)
      const { outages } = yield* s.events.past(one.sourceId, 0 as Instant, yield* s.now)
      assert.deepStrictEqual(outages, [])
    })
  )

  it.effect("is told of a driver that its site holds back, and an outage that an earlier leader left open ends", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      for (const name of ["a", "b", "c"]) yield* s.subscribe(id, name)
      yield* s.pass(1)
      for (const { taskId } of yield* s.scripted.live) yield* s.scripted.exit(taskId, 3)
      yield* s.pass(2)
      const { sourceId } = yield* s.subscribe(id, "dave")
      const since = yield* s.now
      yield* s.pass(60)
      assert.deepStrictEqual(yield* told(s, sourceId, since), ["gap blocked 60"])
      yield* s.kill
      for (const name of ["a", "b", "c"]) {
        const source = yield* s.sources.find({ driver: "hls", username: name })
        assert.strictEqual(source._tag, "Some")
        if (source._tag === "Some") yield* s.sources.reset(source.value, yield* s.now, "alice")
      }
      yield* s.boot
      yield* s.pass(5)
      const { outages } = yield* s.events.past(sourceId, since, yield* s.now)
      assert.deepStrictEqual(
        outages.map(({ endedAt, kind }) => [kind, endedAt !== null]),
        [["driver", true]]
      )
    })
  )
})
