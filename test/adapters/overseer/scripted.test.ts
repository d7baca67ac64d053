import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { Overseer, type OverseerNews } from "../../../src/ports/Overseer.ts"
import * as Scripted from "./Scripted.ts"
import * as Lines from "./scripted/Lines.ts"

const a = TaskId.make("sd-0123abcd-1-A")
const b = TaskId.make("sd-0123abcd-2-B")
const c = TaskId.make("sd-0123abcd-3-C")

const world = (options?: Scripted.Options) =>
  Effect.gen(function* () {
    const services = yield* Layer.build(Scripted.layer(options))
    const overseer = Context.get(services, Overseer)
    const scripted = Context.get(services, Scripted.ScriptedOverseer)
    const heard: Array<OverseerNews> = []
    yield* overseer.news.pipe(
      Stream.runForEach((item) => Effect.sync(() => heard.push(item))),
      Effect.forkScoped
    )
    const start = (taskId: TaskId, source: string, connection = 1) =>
      overseer.start(connection, { taskId, action: "hls", params: { source, out: "/recordings" } })
    /** What was heard, in words, but for signs of life. */
    const words = Effect.map(Effect.yieldNow, () =>
      heard
        .filter((item) => item._tag !== "alive")
        .map((item) => (item._tag === "event" ? `${item.event._tag} ${item.event.taskId.slice(-1)}` : item._tag))
    )
    return { overseer, scripted, start, words, heard }
  })

describe("the scripted overseer", () => {
  it.effect("answers a start at once and tells of it", () =>
    Effect.gen(function* () {
      const { scripted, start, words } = yield* world()
      assert.strictEqual((yield* start(a, "x"))._tag, "started")
      yield* scripted.startsRecording(a)
      yield* scripted.exit(a, 3)
      assert.deepStrictEqual(yield* words, ["up", "started A", "output A", "output A", "output A", "exited A"])
      assert.strictEqual((yield* scripted.live).length, 0)
    })
  )

  it.effect("queues beyond its pool and starts the next when a slot is freed", () =>
    Effect.gen(function* () {
      const { overseer, scripted, start, words } = yield* world({ limit: 1, queueSize: 1, displace: false })
      assert.strictEqual((yield* start(a, "x"))._tag, "started")
      assert.strictEqual((yield* start(b, "y"))._tag, "queued")
      assert.strictEqual((yield* start(c, "z"))._tag, "full")
      assert.strictEqual((yield* start(c, "z"))._tag, "known")
      yield* overseer.stop(1, a)
      assert.deepStrictEqual(yield* words, ["up", "started A", "queued B", "exited A", "started B"])
      assert.deepStrictEqual(
        (yield* scripted.live).map(({ taskId }) => taskId),
        [b]
      )
    })
  )

  it.effect("refuses doubles, known ids, unknown actions and missing parameters", () =>
    Effect.gen(function* () {
      const { overseer, scripted, start } = yield* world()
      yield* start(a, "x")
      assert.deepInclude(yield* start(b, "x"), { _tag: "duplicate", existing: a })
      yield* scripted.exit(a, 0)
      assert.strictEqual((yield* start(a, "x"))._tag, "known")
      const other = yield* overseer.start(1, { taskId: c, action: "other", params: {} })
      assert.deepStrictEqual(other, { _tag: "refused", message: 'unknown action: "other"' })
      const bare = yield* overseer.start(1, { taskId: c, action: "hls", params: { source: "z" } })
      assert.strictEqual(bare._tag, "refused")
      yield* scripted.refuse("hls", "no")
      assert.deepStrictEqual(yield* start(c, "z"), { _tag: "refused", message: "no" })
    })
  )

  it.effect("counts a second stop while one is outstanding, and none after the exit", () =>
    Effect.gen(function* () {
      const { overseer, scripted, start } = yield* world({ stopTakes: 1_000 })
      yield* start(a, "x")
      yield* overseer.stop(1, a)
      yield* overseer.stop(1, a)
      assert.deepStrictEqual(yield* scripted.doubleStops, [a])
      yield* TestClock.adjust(1_000)
      yield* overseer.stop(1, a)
      assert.strictEqual((yield* scripted.doubleStops).length, 1)
      assert.deepInclude((yield* scripted.rows)[0], { state: "stopped", workerState: "exited" })
    })
  )

  it.effect("loses a command with its connection, answers nothing, and is there again after the redial", () =>
    Effect.gen(function* () {
      const { scripted, start, words } = yield* world()
      yield* scripted.next("start", { _tag: "lost" })
      assert.strictEqual((yield* Effect.flip(start(a, "x")))._tag, "NoAnswer")
      assert.strictEqual((yield* scripted.rows).length, 0)
      assert.strictEqual((yield* Effect.flip(start(a, "x")))._tag, "NotConnected")
      yield* TestClock.adjust(300)
      assert.strictEqual((yield* start(a, "x", 2))._tag, "started")
      assert.deepStrictEqual(yield* words, ["up", "down", "up", "started A"])
    })
  )

  it.effect("works a command whose answer is lost, or that arrives late", () =>
    Effect.gen(function* () {
      const { scripted, start, words } = yield* world()
      yield* scripted.next("start", { _tag: "unanswered" })
      assert.strictEqual((yield* Effect.flip(start(a, "x")))._tag, "NoAnswer")
      assert.strictEqual((yield* scripted.live).length, 1)
      yield* TestClock.adjust(300)
      yield* scripted.next("start", { _tag: "late", ms: 4_000 })
      assert.strictEqual((yield* Effect.flip(start(b, "y", 2)))._tag, "NoAnswer")
      assert.strictEqual((yield* scripted.live).length, 1)
      yield* TestClock.adjust(4_000)
      assert.strictEqual((yield* scripted.live).length, 2)
      assert.deepStrictEqual(yield* words, ["up", "down", "up", "down", "up"])
    })
  )

  it.effect("keeps the order of what waits behind a slow command", () =>
    Effect.gen(function* () {
      const { overseer, scripted, start, words } = yield* world()
      yield* scripted.next("start", { _tag: "slow", ms: 5_000 })
      const starting = yield* Effect.forkChild(start(a, "x"), { startImmediately: true })
      yield* TestClock.adjust(1_000)
      yield* overseer.stop(1, a)
      yield* TestClock.adjust(3_999)
      assert.deepStrictEqual(yield* words, ["up"])
      yield* TestClock.adjust(1)
      assert.strictEqual((yield* Fiber.join(starting))._tag, "started")
      assert.deepStrictEqual(yield* words, ["up", "started A", "exited A"])
    })
  )

  it.effect("swallows everything in a black hole until that is noticed", () =>
    Effect.gen(function* () {
      const { overseer, scripted, words } = yield* world()
      yield* scripted.blackHole()
      const asking = yield* Effect.forkChild(Effect.flip(overseer.list(1)), { startImmediately: true })
      yield* TestClock.adjust(10_000)
      assert.strictEqual((yield* Fiber.join(asking))._tag, "NoAnswer")
      yield* TestClock.adjust(10_300)
      assert.deepStrictEqual(yield* words, ["up", "down", "up"])
    })
  )

  it.effect("tells a new connection nothing of a task until it subscribes, and fills the gap by a replay", () =>
    Effect.gen(function* () {
      const { heard, overseer, scripted, start, words } = yield* world()
      yield* start(a, "x")
      yield* scripted.says(a, "one", "two")
      yield* scripted.drop()
      yield* scripted.says(a, "three")
      yield* TestClock.adjust(300)
      yield* scripted.says(a, "four")
      yield* overseer.subscribe(2, [a])
      yield* scripted.says(a, "five")
      yield* overseer.replay(2, a)
      yield* TestClock.adjust(2_000)
      yield* scripted.says(a, Lines.sleep())
      yield* words
      const lines = heard.flatMap((item) =>
        item._tag === "event" && item.event._tag === "output"
          ? [item.event.line]
          : item._tag === "missed"
            ? ["missed"]
            : []
      )
      assert.deepStrictEqual(lines.slice(0, 5), ["one", "two", "five", "three", "four"])
      assert.strictEqual(lines.length, 6)
    })
  )

  it.effect("forgets everything in a restart", () =>
    Effect.gen(function* () {
      const { overseer, scripted, start } = yield* world()
      yield* start(a, "x")
      yield* scripted.restart
      yield* TestClock.adjust(300)
      assert.deepStrictEqual((yield* overseer.list(2)).rows, [])
      assert.deepStrictEqual(
        (yield* scripted.sent).map(({ _tag }) => _tag),
        ["start", "list"]
      )
    })
  )
})
