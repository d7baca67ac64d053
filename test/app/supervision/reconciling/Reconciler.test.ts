import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Logger } from "effect"
import { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import { Instant } from "../../../../src/domain/values/Time.ts"
import { Leadership } from "../../../../src/ports/Leadership.ts"
import * as Lines from "../../../adapters/overseer/scripted/Lines.ts"
import { disk, stack } from "../../../faults/Stack.ts"

const recorderOf = Effect.fnUntraced(function* (s: Effect.Success<ReturnType<typeof stack>>, name: string) {
  const task = (yield* s.scripted.live).find(({ params }) => params["source"] === name)
  return task?.taskId ?? assert.fail(`${name} is not recorded`)
})

describe("the supervisor", () => {
  it.effect("asks again for a refused start after a reset, and not before", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.scripted.refuse("hls", "validation error")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(5)
      yield* s.scripted.accept("hls")
      yield* s.pass(60)
      assert.strictEqual((yield* s.view(id, "carol")).status, "error")
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      yield* s.sources.reset(sourceId, yield* s.now, "alice")
      yield* s.pass(2)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
      assert.strictEqual((yield* s.scripted.starts).length, 2)
    })
  )

  it.effect("asks again for a refused start once settings or the overseer's actions are others, at its next list", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.scripted.refuse("hls", "validation error")
      yield* s.subscribe(id, "carol")
      yield* s.pass(5)
      yield* s.save({ resolution: "1080" })
      yield* s.pass(2)
      assert.strictEqual((yield* s.scripted.starts).length, 2)
      yield* s.scripted.accept("hls")
      s.scripted.knobs.drivers = s.scripted.knobs.drivers.map((driver) => ({ ...driver, limit: 5 }))
      yield* s.scripted.drop()
      yield* s.pass(5)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
    })
  )

  it.effect("lets a restart wait for as long as a hold would keep the new recorder from starting", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "dave")
      for (const name of ["a", "b", "c"]) yield* s.subscribe(id, name)
      yield* s.pass(2)
      for (const name of ["a", "b", "c"]) yield* s.scripted.exit(yield* recorderOf(s, name), 3)
      yield* s.pass(2)
      const before = yield* recorderOf(s, "dave")
      yield* s.sources.restart([sourceId])
      yield* s.pass(30)
      assert.strictEqual(yield* recorderOf(s, "dave"), before)
      assert.deepStrictEqual(yield* s.scripted.stops, [])
      for (const name of ["a", "b", "c"]) {
        const found = yield* s.sources.find({ driver: "hls", username: name })
        const blocked: SourceId = found._tag === "Some" ? found.value : assert.fail()
        yield* s.sources.reset(blocked, yield* s.now, "alice")
      }
      yield* s.pass(5)
      assert.notStrictEqual(yield* recorderOf(s, "dave"), before)
    })
  )

  it.effect("R30: writes down as it takes over what ended and its predecessor could not write", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      yield* s.join
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(3)
      Object.assign(s.journal, { write: () => Effect.never })
      yield* s.scripted.exit(yield* recorderOf(s, "carol"), 7)
      yield* s.set(id, "carol", "paused")
      yield* s.pass(120)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started"])
      yield* s.kill
      yield* s.pass(5)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started", "exited"])
      const [stored] = yield* s.sources.load([sourceId], yield* s.now)
      assert.deepStrictEqual(
        stored?.runs.map(({ exitCode }) => exitCode),
        [7]
      )
    })
  )

  it.effect("R29: stops a stray again whose stop got lost, once a list shows that it goes on", () =>
    Effect.gen(function* () {
      const s = yield* stack({ panics: true, stopTakes: 2_000 })
      yield* s.scripted.next("stop", { _tag: "ignored" })
      yield* s.scripted.startForeign(TaskId.make("sd-00000001-nobody"), "hls", { source: "carol", out: "x" })
      yield* s.pass(20)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
      yield* s.pass(60)
      assert.strictEqual((yield* s.scripted.stops).length, 2)
      assert.deepStrictEqual(yield* s.scripted.live, [])
      assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
    })
  )

  it.effect("R30: puts on record what stands in the way while it waits for the overseer", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { min_free_space: 1_000 })
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(12)
      yield* s.scripted.next("list", { _tag: "ignored" })
      yield* s.pass(5)
      disk.free = 1
      yield* s.pass(6)
      const { outages } = yield* s.events.past(sourceId, Instant.make(0), yield* s.now)
      assert.deepStrictEqual(
        outages.map(({ endedAt, kind }) => [kind, endedAt]),
        [["disk", null]]
      )
    })
  )

  it.effect("R30: puts a link that is down on record after three seconds, whatever else happens meanwhile", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      s.scripted.knobs.redialAfter = null
      yield* s.scripted.drop()
      yield* s.pass(2)
      yield* s.subscribe(id, "dave")
      yield* s.pass(2)
      const { outages } = yield* s.events.past(sourceId, Instant.make(0), yield* s.now)
      assert.deepStrictEqual(
        outages.map(({ kind }) => kind),
        ["link"]
      )
    })
  )

  it.effect.each([
    // Found by the next list, and by its first sign.
    { name: "sd-00000001-nobody", soon: 16 },
    { name: `sd-00000001-99999-${"0".repeat(26)}`, soon: 1 }
  ])(
    "R4: stops the stray $name no sooner than a stop that an earlier leader sent can't arrive any more",
    ({ name, soon }) =>
      Effect.gen(function* () {
        const s = yield* stack({ panics: true, stopTakes: 8_000 })
        yield* s.pass(30)
        yield* s.scripted.startForeign(TaskId.make(name), "hls", { source: "carol", out: "x" })
        yield* s.scripted.next("stop", { _tag: "late", ms: 8_000 })
        yield* s.pass(soon)
        yield* s.kill
        yield* s.boot
        yield* s.pass(10)
        assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
        yield* s.pass(60)
        assert.deepStrictEqual(yield* s.scripted.live, [])
        assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
      })
  )

  it.effect("R4: says once that it stops a stray, as it does, and not while it may not yet", () => {
    const logged: Array<string> = []
    return Effect.gen(function* () {
      const s = yield* stack()
      const stray = TaskId.make(`sd-00000001-99999-${"0".repeat(26)}`)
      yield* s.scripted.startForeign(stray, "hls", { source: "carol", out: "x" })
      yield* s.pass(60)
      assert.deepStrictEqual(yield* s.scripted.live, [])
      assert.deepStrictEqual(
        logged.filter((line) => line === "stopping a recorder"),
        ["stopping a recorder"]
      )
    }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => void logged.push(String(message)))])))
  })

  it.effect("R29: leaves a stray alone that another client is stopping, however long that takes", () =>
    Effect.gen(function* () {
      const s = yield* stack({ panics: true, stopTakes: "never" })
      yield* s.scripted.startForeign(TaskId.make("sd-00000001-nobody"), "hls", { source: "carol", out: "x" })
      yield* s.pass(120)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
      assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
    })
  )
})

describe("R34: who leads no more", () => {
  it.effect("leaves its connection, so that nothing it sent arrives once somebody else leads", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const leadership = Context.get(yield* s.services, Leadership)
      yield* s.kill
      const term = <E, R>(work: Effect.Effect<never, E, R>) => Effect.timeoutOption(work, "10 seconds")
      Object.assign(leadership, {
        lead: <E, R>(work: (term: number) => Effect.Effect<never, E, R>) => Effect.andThen(term(work(1)), Effect.never)
      })
      yield* s.boot
      yield* s.pass(9)
      const before = yield* s.scripted.connection
      assert.isNotNull(before)
      yield* s.pass(5)
      assert.strictEqual(yield* s.scripted.connection, (before ?? 0) + 1)
    })
  )
})

describe("T11: a session's clock", () => {
  it.effect("goes on after a restart of the backend also in its second recording", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      const taskId = yield* recorderOf(s, "carol")
      yield* s.scripted.says(taskId, Lines.sessionStart, Lines.recordingStart(0), Lines.segmentStart("/r/a_00000.ts"))
      yield* s.pass(10)
      yield* s.scripted.says(taskId, Lines.segmentFinish("/r/a_00000.ts", "stream_end"), Lines.recordingEnd())
      yield* s.pass(5)
      yield* s.scripted.says(taskId, Lines.recordingStart(1), Lines.segmentStart("/r/a_00001.ts"))
      yield* s.pass(5)
      const { sessionStartedAt } = yield* s.view(id, "carol")
      yield* s.kill
      yield* s.boot
      yield* s.pass(5)
      const after = yield* s.view(id, "carol")
      assert.strictEqual(after.sessionStartedAt, sessionStartedAt)
      assert.isNotNull(sessionStartedAt)
    })
  )
})
