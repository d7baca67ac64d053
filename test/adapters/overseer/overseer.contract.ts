import { assert, describe, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import type { Overseer } from "../../../src/ports/Overseer.ts"
import { hearing } from "./hearing.ts"

/**
 * What both the scripted and a real overseer do, seen through the port. `open` connects to one that has two actions: `sh`, one
 * task a source (required), and `one`, one task at a time and one in the queue, without displacement. Their processes run until
 * they are stopped.
 */
export const overseerContract = (name: string, open: Effect.Effect<Overseer["Service"], unknown, Scope.Scope>) => {
  const id = (text: string) => TaskId.make(`sd-0123abcd-1-${text}`)

  const scene = Effect.gen(function* () {
    const overseer = yield* open
    const ear = yield* hearing(overseer.news)
    yield* ear.up(1)
    return {
      overseer,
      ear,
      row: (taskId: TaskId) => Effect.map(overseer.list(1), ({ rows }) => rows.find((each) => each.taskId === taskId)),
      source: (taskId: TaskId, source: string) => overseer.start(1, { taskId, action: "sh", params: { source } }),
      one: (taskId: TaskId) => overseer.start(1, { taskId, action: "one", params: {} })
    }
  })

  describe(name, () => {
    it.live("starts what is asked for, stops it, and says so in its list", () =>
      Effect.gen(function* () {
        const { ear, overseer, row, source } = yield* scene
        const taskId = id("A")
        const answer = yield* source(taskId, "x")
        assert.strictEqual(answer._tag, "started")
        assert.deepInclude(yield* row(taskId), {
          action: "sh",
          params: { source: "x" },
          state: "active",
          workerState: "running",
          pid: answer._tag === "started" ? answer.pid : null,
          exitCode: null,
          exitedAt: null,
          queuePosition: null
        })
        yield* overseer.stop(1, taskId)
        const exited = yield* ear.event("exited", taskId)
        assert.strictEqual(exited._tag === "event" && exited.event._tag === "exited" && exited.event.intentional, true)
        assert.deepInclude(yield* row(taskId), { state: "stopped", workerState: "exited" })
        assert.deepStrictEqual(ear.words(), ["up 1", `started ${taskId}`, `exited ${taskId}`])
      })
    )

    it.live("answers doubles, known ids, unknown actions and missing parameters", () =>
      Effect.gen(function* () {
        const { ear, overseer, source } = yield* scene
        yield* source(id("A"), "x")
        assert.deepStrictEqual(yield* source(id("B"), "x"), {
          _tag: "duplicate",
          existing: id("A"),
          message: `duplicate task: already running as ${id("A")}`
        })
        assert.strictEqual((yield* source(id("A"), "y"))._tag, "known")
        assert.deepStrictEqual(yield* overseer.start(1, { taskId: id("C"), action: "two", params: {} }), {
          _tag: "refused",
          message: 'unknown action: "two"'
        })
        assert.deepStrictEqual(yield* overseer.start(1, { taskId: id("C"), action: "sh", params: {} }), {
          _tag: "refused",
          message: 'validation error: exec: required parameter "source" is missing'
        })
        yield* overseer.stop(1, id("A"))
        yield* ear.event("exited", id("A"))
        assert.strictEqual((yield* source(id("A"), "x"))._tag, "known")
        assert.strictEqual((yield* source(id("C"), "x"))._tag, "started")
      })
    )

    it.live("queues beyond its pool, refuses beyond its queue, and starts the next in a freed slot", () =>
      Effect.gen(function* () {
        const { ear, one, overseer, row } = yield* scene
        assert.strictEqual((yield* one(id("A")))._tag, "started")
        assert.deepInclude(yield* one(id("B")), { _tag: "queued", position: 1 })
        assert.deepStrictEqual(yield* one(id("C")), {
          _tag: "full",
          message: "pool rejected task: pool: task rejected \u2014 limit reached and queue is full"
        })
        assert.deepInclude(yield* row(id("B")), {
          action: "one",
          params: {},
          state: "queued",
          workerState: null,
          pid: null,
          startedAt: null,
          queuePosition: 1
        })
        assert.strictEqual((yield* overseer.pool(1)).queueDepth, 1)
        yield* overseer.stop(1, id("A"))
        yield* ear.event("started", id("B"))
        yield* ear.event("exited", id("A"))
        assert.deepInclude(yield* row(id("B")), { state: "active", workerState: "running", queuePosition: null })
      })
    )

    it.live("drops a queued task that is stopped, and frees its id", () =>
      Effect.gen(function* () {
        const { ear, one, overseer, row } = yield* scene
        yield* one(id("A"))
        yield* one(id("B"))
        yield* overseer.stop(1, id("B"))
        yield* ear.event("dequeued", id("B"))
        assert.isUndefined(yield* row(id("B")))
        assert.strictEqual((yield* one(id("B")))._tag, "queued")
      })
    )

    it.live("tells a list's connection and the time it was asked for, and passes over what it does not know", () =>
      Effect.gen(function* () {
        const { overseer } = yield* scene
        yield* overseer.stop(1, id("nobody"))
        yield* overseer.replay(1, id("nobody"))
        yield* overseer.subscribe(1, [id("nobody")])
        const list = yield* overseer.list(1)
        assert.deepStrictEqual({ connection: list.connection, rows: list.rows }, { connection: 1, rows: [] })
        assert.isAtMost(list.openedAt, list.askedAt)
        assert.strictEqual((yield* Effect.flip(overseer.list(2)))._tag, "NotConnected")
      })
    )

    it.live("describes its drivers", () =>
      Effect.gen(function* () {
        const { overseer } = yield* scene
        assert.deepStrictEqual(
          (yield* overseer.describe(1)).drivers.map(({ dedupeKey, limit, name, params }) => ({
            dedupeKey,
            limit,
            name,
            params
          })),
          [
            { dedupeKey: [], limit: 1, name: "one", params: {} },
            { dedupeKey: ["source"], limit: 0, name: "sh", params: { source: {} } }
          ]
        )
        assert.isNumber((yield* overseer.metrics(1))["tasks_started"])
      })
    )
  })
}
