import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Adapter from "../../../src/adapters/converter/Converter.ts"
import { Converter } from "../../../src/ports/Converter.ts"
import type { Figures, NeighbourAnswer } from "../../../src/ports/Neighbour.ts"
import { Thumbnailer } from "../../../src/ports/Thumbnailer.ts"
import { becomes, patient } from "../../patient.ts"
import { blackHole, neighbour } from "./neighbour.ts"

const alice = { driver: "hls", username: "alice" }

const conversions = Converter.use((converter) => converter.conversions(alice))
const at = <A, E, R>(url: string | null, effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, Layer.fresh(Layer.merge(Adapter.layer(url), Adapter.thumbnailer(url))))

const task = (file: string, more: Record<string, unknown> = {}) => ({
  task_id: file,
  action: "ts-to-mp4",
  params: { file },
  state: "active",
  worker_state: "exited",
  restart_count: 0,
  created_at: "2026-01-01T00:00:00Z",
  last_exit_code: 0,
  ...more
})

const converting = (tasks: ReadonlyArray<unknown>) => neighbour(({ id }, say) => say({ type: "tasks", id, tasks }))

describe("conversions", () => {
  patient("of a source are found by the path of their file, under any root", () =>
    Effect.gen(function* () {
      const { url } = yield* converting([
        task("/recordings/hls/alice/s1/a_00000.ts"),
        task("/recordings/hls/alice/s1/a_00001.ts", { worker_state: "running", last_exit_code: undefined }),
        task("/other/root/hls/alice/s2/b_00000.ts", { last_exit_code: 1, restart_count: 2 }),
        task("/recordings/hls/alice/flat.ts"),
        task("/recordings/hls/alice2/s1/a_00000.ts"),
        task("/recordings/hls/bob/alice/a_00000.ts"),
        task("/recordings/HLS/Alice/s1/x.ts"),
        { task_id: "q", action: "ts-to-mp4", state: "queued", queued_at: "2026-01-01T00:00:00Z" },
        "nonsense",
        null
      ])
      const told = yield* at(url, conversions)
      assert.deepStrictEqual(told, {
        _tag: "known",
        value: [
          { session: "", name: "flat.ts", status: "converted", pipeline: "ts-to-mp4", restarts: 0, exitCode: 0 },
          { session: "s1", name: "a_00000.ts", status: "converted", pipeline: "ts-to-mp4", restarts: 0, exitCode: 0 },
          {
            session: "s1",
            name: "a_00001.ts",
            status: "converting",
            pipeline: "ts-to-mp4",
            restarts: 0,
            exitCode: null
          },
          { session: "s2", name: "b_00000.ts", status: "failed", pipeline: "ts-to-mp4", restarts: 2, exitCode: 1 }
        ]
      })
    })
  )

  patient("of a file that was submitted again and again are one: the running or the last", () =>
    Effect.gen(function* () {
      const file = "/r/hls/alice/s/a.ts"
      const running = task(file, {
        worker_state: "running",
        last_exit_code: undefined,
        last_started_at: "2026-01-01T00:00:01Z"
      })
      const failed = task(file, { last_exit_code: 1, last_started_at: "2026-01-01T00:00:03Z" })
      const done = task(file, { last_started_at: "2026-01-01T00:00:02Z" })
      for (const [tasks, status] of [
        [[failed, done], "failed"],
        [[done, failed], "failed"],
        [[running, failed, done], "converting"],
        [[failed, done, running], "converting"]
      ] as const) {
        const { url } = yield* converting(tasks)
        const told = yield* at(url, conversions)
        assert.deepStrictEqual(told._tag === "known" && told.value.map((one) => one.status), [status])
      }
    })
  )

  patient("wait out what is said to others", () =>
    Effect.gen(function* () {
      const { url } = yield* neighbour(({ id }, say) => {
        say("no json")
        say([1])
        say({ type: "queued", id, task_id: "x", action: "y", position: 1 })
        say({ type: "tasks", id: "somebody-else", tasks: [task("/r/hls/alice/s/other.ts")] })
        say({ type: "error", id: "somebody-else", message: "no" })
        say(`${JSON.stringify({ type: "tasks", id, tasks: [task("/r/hls/alice/s/a.ts")] })}\n`)
      })
      const told = yield* at(url, conversions)
      assert.deepStrictEqual(told._tag === "known" && told.value.map((one) => one.name), ["a.ts"])
    })
  )
})

describe("a neighbour that does not answer", () => {
  const unknown = Effect.fnUntraced(function* (url: string, reason: RegExp) {
    const all = Effect.all(
      {
        conversions,
        figures: Effect.flatMap(Converter, (converter) => converter.figures),
        thumbnails: Effect.flatMap(Thumbnailer, (thumbnailer) => thumbnailer.figures)
      },
      { concurrency: "unbounded" }
    )
    for (const told of Object.values(yield* at(url, all))) {
      assert.strictEqual(told._tag, "unknown")
      if (told._tag === "unknown") assert.match(told.reason, reason)
    }
  })

  patient("because there is none is off", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* at(null, conversions), { _tag: "off" })
      const figures = Effect.flatMap(Thumbnailer, (thumbnailer) => thumbnailer.figures)
      assert.deepStrictEqual(yield* at(null, figures), { _tag: "off" })
    })
  )

  it.effect("because it takes connections and says nothing is unknown after two seconds", () =>
    Effect.gen(function* () {
      const { sockets, url } = yield* blackHole
      const asking = yield* Effect.forkChild(unknown(url, /did not answer within two seconds/))
      yield* becomes(() => sockets.size === 5)
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(asking)
      yield* becomes(() => [...sockets].every((socket) => socket.destroyed))
    })
  )

  it.effect("because it hangs after the dial is unknown after two seconds, and nothing stays open", () =>
    Effect.gen(function* () {
      const { connections, seen, url } = yield* neighbour(() => undefined)
      const asking = yield* Effect.forkChild(unknown(url, /did not answer within two seconds/))
      yield* becomes(() => seen.length === 5)
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(asking)
      yield* becomes(() => connections() === 0)
    })
  )

  patient("because nobody listens is unknown at once", () =>
    Effect.gen(function* () {
      const { server, url } = yield* blackHole
      yield* Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
      yield* unknown(url, /can't be reached.*ECONNREFUSED/)
    })
  )

  // The machine's resolver may take longer to say so than anybody waits.
  it.live("because its name is unknown says so", () =>
    unknown("ws://no-such-host.invalid/ws", /can't be reached|did not answer/)
  )

  patient("because it hangs up or refuses says so", () =>
    Effect.gen(function* () {
      yield* unknown((yield* neighbour((_, __, hangUp) => hangUp())).url, /closed the connection/)
      yield* unknown(
        (yield* neighbour(({ id }, say) => say({ type: "error", id, message: "out of service" }))).url,
        /it answers: out of service/
      )
      yield* unknown(
        (yield* neighbour(({ id, type }, say) =>
          say({ type: type === "list" ? "tasks" : type, id, tasks: 5, pool: 5, global: 5 })
        )).url,
        /can't be read/
      )
    })
  )
})

describe("answers", () => {
  patient("serve everybody who asks at the time, on one connection that is closed", () =>
    Effect.gen(function* () {
      const { connections, seen, url } = yield* converting([task("/r/hls/alice/s/a.ts")])
      yield* at(
        url,
        Effect.gen(function* () {
          const all = yield* Effect.all(
            Array.from({ length: 50 }, () => conversions),
            { concurrency: "unbounded" }
          )
          assert.isTrue(all.every((told) => told._tag === "known"))
          yield* conversions
        })
      )
      assert.deepStrictEqual(seen, ["list"])
      yield* becomes(() => connections() === 0)
    })
  )

  patient("are not lost when the one who asked first goes away", () =>
    Effect.gen(function* () {
      let answer = (): void => undefined
      const { seen, url } = yield* neighbour(({ id }, say) => {
        answer = () => say({ type: "tasks", id, tasks: [] })
      })
      yield* at(
        url,
        Effect.gen(function* () {
          const first = yield* Effect.forkChild(conversions)
          yield* becomes(() => seen.length > 0)
          yield* Fiber.interrupt(first)
          const second = yield* Effect.forkChild(conversions)
          yield* Effect.yieldNow
          answer()
          assert.deepStrictEqual(yield* Fiber.join(second), { _tag: "known", value: [] })
        })
      )
      assert.deepStrictEqual(seen, ["list"])
    })
  )
})

describe("figures", () => {
  patient("are the pool and the counters", () =>
    Effect.gen(function* () {
      const { url } = yield* neighbour(({ id, type }, say) =>
        say(
          type === "pool_info"
            ? { type, id, pool: { limit: 2, running: 1, queue_depth: 3, queue_items: [] } }
            : { type, id, global: { tasks_started: 5, enqueued: 4 } }
        )
      )
      const expected: NeighbourAnswer<Figures> = {
        _tag: "known",
        value: {
          pool: { limit: 2, running: 1, queueDepth: 3 },
          metrics: { tasks_started: 5, enqueued: 4 },
          missing: []
        }
      }
      const both = Effect.all([
        Effect.flatMap(Converter, (one) => one.figures),
        Effect.flatMap(Thumbnailer, (one) => one.figures)
      ])
      assert.deepStrictEqual(yield* at(url, both), [expected, expected])
    })
  )
})
