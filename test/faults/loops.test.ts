import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { vi } from "vitest"
import type { Overview } from "../../src/app/lists/Overview.ts"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import { MediaFiles } from "../../src/ports/MediaFiles.ts"
import { Overseer } from "../../src/ports/Overseer.ts"
import * as Fatal from "../../src/runtime/Fatal.ts"
import { disk, stack } from "./Stack.ts"

const bug = () => {
  throw new Error("a bug")
}

/** A backend that records for alice, and what it is made of. */
const recording = Effect.gen(function* () {
  const s = yield* stack()
  const services: Context.Context<Overview> = yield* s.services
  const get = <I, S>(key: Context.Key<I, S>): S => Context.getUnsafe(services, key)
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  yield* s.pass(2)
  const [task] = yield* s.scripted.live
  assert.isDefined(task)
  const { taskId } = task
  const status = (name: string) => Effect.map(s.view(id, name), (view) => view.status)
  /** Heartbeats for a quarter of a minute, each with more bytes. */
  let bytes = 0
  const records = Effect.gen(function* () {
    for (let i = 0; i < 3; i++) {
      bytes += 1000
      yield* s.scripted.heartbeat(taskId, bytes)
      yield* s.pass(5)
    }
  })
  return { ...s, get, id, sourceId, taskId, status, records }
})

describe("R19: one exception", () => {
  it.effect("while a recorder is heard loses what was heard and no more", () =>
    Effect.gen(function* () {
      const s = yield* recording
      s.get(LiveState).listen(vi.fn().mockImplementationOnce(bug))
      yield* s.scripted.startsRecording(s.taskId)
      yield* s.pass(1)
      yield* s.records
      assert.strictEqual(yield* s.status("carol"), "recording")
      yield* s.scripted.drop()
      yield* s.pass(10)
      yield* s.subscribe(s.id, "dora")
      yield* s.pass(2)
      assert.strictEqual((yield* s.scripted.live).length, 2)
    })
  )

  it.effect("while a connection is taken in costs no connection", () =>
    Effect.gen(function* () {
      const s = yield* recording
      const live = s.get(LiveState)
      for (const when of [true, false]) {
        let armed = true
        const unlisten = live.listen(() => {
          if (!armed || (live.link().connection === null) !== when) return
          armed = false
          bug()
        })
        yield* s.scripted.drop()
        yield* s.pass(10)
        unlisten()
        assert.isFalse(armed)
        assert.isTrue(live.link().listed)
        assert.strictEqual((yield* (yield* s.overview).summary).connected, true)
      }
      yield* s.set(s.id, "carol", "paused")
      yield* s.pass(2)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
    })
  )

  it.effect("while a connection is lost leaves no command without a fate", () =>
    Effect.gen(function* () {
      const s = yield* recording
      yield* s.scripted.next("start", { _tag: "lost" })
      yield* s.subscribe(s.id, "dora")
      yield* s.pass(1)
      const live = s.get(LiveState)
      const apply = vi.spyOn(live, "apply").mockImplementationOnce(bug).mockImplementationOnce(bug)
      yield* s.scripted.drop()
      yield* s.pass(0.25)
      assert.isAtLeast(apply.mock.calls.length, 1)
      yield* s.pass(60)
      assert.deepStrictEqual((yield* s.scripted.live).map(({ params }) => params["source"]).sort(), ["carol", "dora"])
    })
  )

  it.effect("while the overseer's list is asked for leaves the list to be asked for again", () =>
    Effect.gen(function* () {
      const s = yield* recording
      const subscribe = vi.spyOn(s.get(Overseer), "subscribe").mockImplementationOnce(bug)
      yield* s.scripted.drop()
      yield* s.pass(10)
      assert.isAtLeast(subscribe.mock.calls.length, 2)
      assert.isTrue(s.get(LiveState).link().listed)
    })
  )

  it.effect("while facts are written loses none of them", () =>
    Effect.gen(function* () {
      const s = yield* recording
      const write = vi.spyOn(s.journal, "write").mockImplementationOnce(bug)
      yield* s.scripted.exit(s.taskId, 1)
      yield* s.pass(2)
      assert.isAtLeast(write.mock.calls.length, 2)
      assert.deepStrictEqual([...(yield* s.told(s.sourceId))].sort(), ["exited", "started"])
    })
  )

  it.effect("while a recording is measured leaves the next one to be measured", () =>
    Effect.gen(function* () {
      const s = yield* recording
      const measure = vi
        .spyOn(s.get(MediaFiles), "measure")
        .mockImplementationOnce(bug)
        .mockImplementation(() => Effect.succeed({ file: 5, recording: 6, session: 7 }))
      yield* s.scripted.startsRecording(s.taskId)
      yield* s.pass(1)
      yield* s.scripted.endsRecording(s.taskId)
      yield* s.scripted.startsRecording(s.taskId)
      yield* s.pass(1)
      measure.mockRestore()
      assert.strictEqual(s.get(LiveState).measured(s.taskId)?.session, 7)
    })
  )

  it.effect("while the disk is probed leaves the disk watched", () =>
    Effect.gen(function* () {
      const s = yield* recording
      const media = s.get(MediaFiles)
      const { probe } = media
      let asked = 0
      const once: typeof probe = (writing) => Effect.suspend(() => (asked++ === 0 ? bug() : probe(writing)))
      Object.assign(media, { probe: once })
      yield* s.pass(6)
      disk.free = 0
      yield* s.pass(6)
      Object.assign(media, { probe })
      assert.isAtLeast(asked, 2)
      assert.strictEqual(yield* s.status("carol"), "held")
    })
  )

  it.effect("in a pass of the supervisor leaves the next pass to do its work", () =>
    Effect.gen(function* () {
      const s = yield* recording
      const settings = vi.spyOn(s.get(LiveState), "settings").mockImplementationOnce(bug)
      yield* s.subscribe(s.id, "dora")
      yield* s.pass(2)
      assert.isAtLeast(settings.mock.calls.length, 2)
      assert.strictEqual((yield* s.scripted.live).length, 2)
    })
  )

  it.effect("while leadership is taken over leaves it to be asked for again", () =>
    Effect.gen(function* () {
      const s = yield* recording
      yield* s.kill
      // Lists read all; whoever takes over reads what is supervised.
      const { load } = s.sources
      let read = 0
      const spied = vi
        .spyOn(s.sources, "load")
        .mockImplementation((...which) => (++read === 1 ? bug() : load(...which)))
      yield* s.boot
      yield* s.pass(5)
      spied.mockRestore()
      assert.isAtLeast(read, 2)
      yield* s.subscribe(s.id, "dora")
      yield* s.pass(2)
      assert.strictEqual((yield* s.scripted.live).length, 2)
    })
  )

  it.effect("while a change is read leaves it to be read again", () =>
    Effect.gen(function* () {
      const s = yield* recording
      const load = vi.spyOn(s.sources, "load").mockImplementationOnce(bug)
      const loadAll = vi.spyOn(s.sources, "loadAll")
      yield* s.subscribe(s.id, "dora")
      yield* s.pass(2)
      assert.isAtLeast(load.mock.calls.length, 1)
      assert.isAtLeast(loadAll.mock.calls.length, 1)
      assert.strictEqual((yield* s.scripted.live).length, 2)
    })
  )

  it.effect("while the lists' statuses are brought up to date leaves them to be so a second later", () =>
    Effect.gen(function* () {
      const s = yield* recording
      yield* s.scripted.startsRecording(s.taskId)
      yield* s.records
      const live = s.get(LiveState)
      const before = yield* (yield* s.overview).revision("all")
      // Only the lists ask for what was measured.
      const measured = vi.spyOn(live, "measured").mockImplementationOnce(bug)
      yield* s.pass(60)
      assert.isAtLeast(measured.mock.calls.length, 2)
      assert.notStrictEqual(yield* (yield* s.overview).revision("all"), before)
      assert.strictEqual(yield* s.status("carol"), "stalled")
    })
  )
})

describe("R19: a loop that does not come back", () => {
  it.effect("ends the process", () =>
    Effect.gen(function* () {
      const program = Effect.gen(function* () {
        const s = yield* recording
        vi.spyOn(s.get(LiveState), "settings").mockImplementation(bug)
        return yield* Effect.never
      }).pipe(Effect.scoped)
      const fiber = yield* Effect.forkChild(Effect.flip(Fatal.heeding(program)))
      for (let i = 0; i < 200; i++) yield* TestClock.adjust("1 second")
      assert.match((yield* Fiber.join(fiber)).message, /failed 15 times in a row/)
    })
  )
})
