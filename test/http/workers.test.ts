import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { TaskRow } from "../../src/domain/supervision/OverseerEvent.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import { withLastEnded } from "../../src/http/presenters/workers.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { ask, signIn, until } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const task = (n: number, exitedAt: number | null): TaskRow => ({
  taskId: TaskId.make(`task ${n}`),
  action: "hls",
  params: {},
  state: exitedAt === null ? "active" : "stopped",
  workerState: exitedAt === null ? "running" : "exited",
  pid: n + 1,
  startedAt: 0 as Instant,
  exitedAt: exitedAt as Instant | null,
  exitCode: exitedAt === null ? null : 0,
  queuePosition: null
})

describe("listed workers", () => {
  it("are all that live and the last that ended, in their order", () => {
    const rows = [task(0, 5), task(1, null), task(2, 9), task(3, 7), task(4, null)]
    const idsOf = (most: number) => withLastEnded(rows, most).rows.map(({ taskId }) => taskId)
    assert.deepStrictEqual(idsOf(2), ["task 1", "task 2", "task 3", "task 4"])
    assert.deepStrictEqual(idsOf(0), ["task 1", "task 4"])
    assert.strictEqual(withLastEnded(rows, 2).leftOut, 1)
    assert.deepStrictEqual(withLastEnded(rows, 3), { rows, leftOut: 0 })
  })
})

onEachStore()("an operator", (it) => {
  const root = Effect.gen(function* () {
    yield* addUser("root", "admin")
    return (yield* signIn("root")).token
  })

  it.effect("sees the workers that live, and of those that ended as many as asked for", () =>
    Effect.gen(function* () {
      const token = yield* root
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      const workers = (query = "") => ask("GET", `/api/workers${query}`, { token })
      const statesOf = ({ json }: { readonly json: { readonly items: ReadonlyArray<{ worker_state: string }> } }) =>
        json.items.map((one) => one.worker_state)
      yield* until(workers(), (answer) => statesOf(answer).includes("running"))
      yield* ask("POST", "/api/subscriptions/hls/carol/pause", { token })
      const ended = yield* until(workers(), (answer) => statesOf(answer).includes("exited"))
      assert.strictEqual(ended.json.ended_left_out, 0)
      const none = yield* workers("?ended=0")
      assert.deepStrictEqual(none.json, { items: [], ended_left_out: 1 })
      assert.strictEqual((yield* workers("?ended=10001")).status, 400)
    })
  )

  it.effect("no longer sees a source once nothing is left of it", () =>
    Effect.gen(function* () {
      const token = yield* root
      const body = { driver: "hls", username: "imported" }
      yield* ask("POST", "/api/subscriptions", { token, body })
      yield* ask("POST", "/api/subscriptions/hls/imported/pause", { token })
      yield* ask("DELETE", "/api/subscriptions/hls/imported", { token })
      const listed = ask("GET", "/api/sources?q=imported", { token })
      const { json } = yield* until(listed, (answer) => answer.json.items[0]?.subscribers.length === 0)
      assert.strictEqual(json.total, 1)
      // What its recorder's life left goes with its age.
      const pruned = WorkerEvents.use((events) => events.prune(4_102_444_800_000 as Instant))
      yield* until(Effect.andThen(pruned, listed), (answer) => answer.json.total === 0)
      assert.strictEqual((yield* ask("GET", "/api/sources/hls/imported", { token })).status, 404)
      assert.strictEqual((yield* ask("POST", "/api/subscriptions", { token, body })).status, 201)
    })
  )
})
