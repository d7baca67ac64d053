import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Drivers from "../../../src/adapters/overseer/Drivers.ts"
import * as Rows from "../../../src/adapters/overseer/Rows.ts"
import { startAnswer } from "../../../src/adapters/overseer/startAnswer.ts"
import * as Wire from "../../../src/adapters/overseer/Wire.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { fromRfc3339, Instant } from "../../../src/domain/values/Time.ts"
import { noise } from "./Noise.ts"

const heardAt = Instant.make(1_000)
const read = (message: unknown) => Wire.read(JSON.stringify(message), heardAt)
const at = (text: string) => Instant.make(fromRfc3339(text) ?? Number.NaN)

describe("T7: a start that leaves the queue", () => {
  it.each([
    ["fork/exec /bin/x: resource temporarily unavailable", "spawn"],
    ["fork/exec /bin/x: too many open files", "spawn"],
    ["fork/exec /bin/x: no such file or directory", "refused"],
    ["exec: failed to render command", "refused"],
    ["pool: shutdown", "shutdown"],
    ["pool: displaced by incoming task", undefined],
    ["pool: item expired", undefined],
    ["stopped", undefined],
    ["purged", undefined],
    ["", undefined]
  ])("because of %s is %s", (reason, refusal) => {
    const told = read({ type: "dequeued", task_id: "a", reason, ts: "2026-11-22T11:28:19.746048093Z" })
    assert.isTrue(told._tag === "event" && told.event._tag === "dequeued")
    if (told._tag === "event" && told.event._tag === "dequeued") assert.strictEqual(told.event.refusal, refusal)
  })
})

describe("a refused start", () => {
  const full = "pool rejected task: pool: task rejected — limit reached and queue is full"
  it.each([
    [full, "full"],
    ["pool rejected task: pool: shutdown", "shutdown"],
    ["pool rejected task: fork/exec /bin/x: resource temporarily unavailable", "spawn"],
    ["pool rejected task: fork/exec /bin/x: no such file or directory", "refused"],
    ['pool rejected task: exec: "x": executable file not found in $PATH', "refused"],
    ["task already running or starting", "known"],
    ['unknown action: "x"', "refused"],
    ['validation error: exec: parameter "x" failed validation (value: "task already running or starting")', "refused"],
    ["duplicate task: already running as ", "refused"],
    ["", "refused"]
  ])("%s is %s", (message, tag) => {
    assert.deepInclude(startAnswer(message, null), { message })
    assert.strictEqual(startAnswer(message, null)._tag, tag)
  })

  it("that names the existing task is a duplicate of it, in its field or in its text", () => {
    const message = "duplicate task: already running as T1"
    assert.deepStrictEqual(startAnswer(message, TaskId.make("T2")), {
      _tag: "duplicate",
      existing: TaskId.make("T2"),
      message
    })
    assert.deepStrictEqual(startAnswer(message, null), { _tag: "duplicate", existing: TaskId.make("T1"), message })
  })
})

describe("a message", () => {
  it("of an exit is read field for field", () => {
    const ts = "2026-11-22T11:27:05.618451063Z"
    assert.deepStrictEqual(read({ type: "exited", task_id: "N1", pid: 8, exit_code: -1, intentional: true, ts }), {
      _tag: "event",
      id: "",
      event: {
        _tag: "exited",
        taskId: TaskId.make("N1"),
        pid: 8,
        exitCode: -1,
        intentional: true,
        at: at("2026-11-22T11:27:05.618Z")
      }
    })
  })

  it("without a usable time is of the time it was heard", () => {
    for (const ts of [undefined, 5, "", "soon", "0001-01-01T00:00:00Z"]) {
      const frame = read({ type: "started", task_id: "N1", pid: 8, ts })
      assert.strictEqual(frame._tag === "event" ? frame.event.at : undefined, heardAt)
    }
  })

  it("of an unknown type, or one that tells nothing here, is passed over", () => {
    for (const type of ["restarting", "errored", "pool_updated", "subscribed", "constructor", "tomorrow"]) {
      assert.deepStrictEqual(read({ type }), { _tag: "ignored" })
    }
  })

  it("that breaks the protocol is named by its type and never by what it holds", () => {
    assert.deepStrictEqual(read({ type: "started", task_id: 5, pid: 1 }), { _tag: "unreadable", type: "started" })
    assert.deepStrictEqual(read({ type: "output", task_id: "t", pid: 1, stream: "secret", data: "secret" }), {
      _tag: "unreadable",
      type: "output"
    })
    assert.deepStrictEqual(read({ type: { secret: 1 } }), { _tag: "unreadable", type: "no type" })
    assert.deepStrictEqual(Wire.read("secret", heardAt), { _tag: "unreadable", type: "no JSON" })
  })

  it("with a line of 10 MiB is read, and the line is cut", () => {
    const frame = read({ type: "output", task_id: "t", pid: 1, stream: "stdout", seq: 1, data: "é".repeat(5 << 20) })
    assert.strictEqual(
      frame._tag === "event" && frame.event._tag === "output" ? frame.event.line.length : 0,
      Wire.longestLine
    )
  })

  it.prop("of any shape is read without a fault", [Schema.Int], ([seed]) => {
    const { message } = noise(seed)
    for (let i = 0; i < 200; i++) {
      const text = message()
      const frame = Wire.read(typeof text === "string" ? text : new TextDecoder().decode(text), heardAt)
      assert.isString(frame._tag)
    }
  })
})

describe("the rows of a list", () => {
  it("hold what the protocol gives, with the queue's order", () => {
    const rows = Rows.rows([
      { task_id: "Q2", action: "a", state: "queued", queued_at: "2026-11-22T20:37:37+09:00", restart_count: 0 },
      { task_id: "Q9", action: "b", state: "queued", queued_at: "2026-11-22T20:37:35+09:00", restart_count: 0 },
      { task_id: "Q1", action: "a", state: "queued", queued_at: "2026-11-22T20:37:36+09:00", restart_count: 0 },
      {
        task_id: "N3",
        action: "a",
        params: { source: "x" },
        state: "stopped",
        current_pid: 19126,
        worker_state: "exited",
        restart_count: 2,
        created_at: "2026-11-22T11:27:07.826Z",
        last_started_at: "2026-11-22T11:27:08.633Z",
        last_exited_at: "2026-11-22T11:27:08.634Z",
        last_exit_code: -1
      }
    ])
    assert.deepStrictEqual(
      rows.map(({ queuePosition, taskId }) => `${taskId} ${queuePosition}`),
      ["Q2 2", "Q9 1", "Q1 1", "N3 null"]
    )
    assert.deepStrictEqual(rows[0]?.params, {})
    assert.deepStrictEqual(rows[3], {
      taskId: TaskId.make("N3"),
      action: "a",
      params: { source: "x" },
      state: "stopped",
      workerState: "exited",
      pid: 19126,
      startedAt: at("2026-11-22T11:27:08.633Z"),
      exitedAt: at("2026-11-22T11:27:08.634Z"),
      exitCode: -1,
      queuePosition: null
    })
  })

  it.prop("are there for every task that is named, however odd the rest", [Schema.Int], ([seed]) => {
    const { value } = noise(seed)
    const odd = {
      action: value(),
      params: value(),
      state: value(),
      worker_state: value(),
      current_pid: value(),
      queued_at: value()
    }
    const rows = Rows.rows([{ task_id: "T1", ...odd }, value()])
    assert.strictEqual(rows[0]?.taskId, "T1")
  })
})

describe("the drivers", () => {
  it("are told with their parameters, in the order of their names", () => {
    const drivers = Drivers.drivers([
      { name: "b", params: null, task_pool: {} },
      {
        name: "a",
        description: "the first",
        params: { source: {}, out: null, resolution: { default: "720", validate: "value in []" }, odd: 5 },
        dedupe_key: ["source"],
        task_pool: { limit: 3 }
      },
      { name: "" },
      "c"
    ])
    assert.deepStrictEqual(drivers, [
      {
        name: "a",
        description: "the first",
        params: { source: {}, out: {}, resolution: { default: "720", validate: "value in []" }, odd: {} },
        dedupeKey: ["source"],
        limit: 3
      },
      { name: "b", description: null, params: {}, dedupeKey: [], limit: 0 }
    ])
  })
})
