import { assert, describe, it } from "@effect/vitest"
import { Instant, type Moment, type Steady } from "../../../src/domain/values/Time.ts"
import type { Action } from "../../../src/overseer/core/Action.ts"
import { admit, next, overdue, without } from "../../../src/overseer/core/Admission.ts"
import {
  type Displace,
  type Limits,
  make,
  noQueue,
  type Pool,
  type QueueRules,
  release,
  unlimited
} from "../../../src/overseer/core/Pool.ts"
import { resize, surplus } from "../../../src/overseer/core/Resize.ts"
import { none } from "../../../src/overseer/core/Retry.ts"
import type { Request } from "../../../src/overseer/core/Task.ts"

const action = (name: string): Action => ({
  name,
  parameters: [],
  dedupeKey: [],
  entrypoint: { parts: [] },
  command: [],
  env: [],
  conditions: { stdout: undefined, stderr: undefined },
  retry: none
})

const request = (taskId: string, name = "a", forced = false): Request => ({
  taskId,
  action: action(name),
  params: {},
  fingerprint: undefined,
  policy: undefined,
  forced,
  asker: { connection: 1, id: "r" }
})

const steady = (at: number) => at as Steady
/** Moments in order, of a wall clock that runs backwards. */
const moment = (at: number): Moment => ({ wall: Instant.make(1e12 - at), steady: steady(at) })

const limits = (limit: number, queue?: Partial<QueueRules>): Limits => ({
  ...unlimited,
  limit,
  queue: queue === undefined ? undefined : { ...noQueue, enabled: true, ...queue }
})

/** A pool after starts of `a` (or of another action: `b/id`), forced ones marked by `!`. */
const filled = (pool: Pool, ...starts: ReadonlyArray<string>): Pool =>
  starts.reduce((now, start, at) => {
    const [name, id] = start.includes("/") ? start.split("/") : ["a", start]
    const admission = admit(now, request((id ?? "").replace("!", ""), name, start.includes("!")), moment(at))
    return admission._tag === "Refused" ? now : admission.pool
  }, pool)

const waiting = (pool: Pool) => pool.waiting.map(({ request: { taskId } }) => taskId)
const running = (pool: Pool) => [...pool.admitted.keys()]
const pool = (global: Limits, own: Record<string, Limits> = {}) => make(global, new Map(Object.entries(own)))

describe("admission", () => {
  it("needs room over everything and over the action; 0 is no limit", () => {
    assert.deepEqual(running(filled(pool(limits(0)), "1", "2", "3")), ["1", "2", "3"])
    assert.deepEqual(running(filled(pool(limits(2)), "1", "2", "3")), ["1", "2"])
    assert.deepEqual(running(filled(pool(limits(3), { a: limits(1) }), "1", "2", "b/3")), ["1", "3"])
    assert.deepEqual(running(filled(pool(limits(1), { a: limits(5) }), "1", "2")), ["1"])
  })

  it("queues under the action's own rules, else under the global ones", () => {
    const global = pool(limits(1, {}), { b: limits(0, { enabled: false }), c: limits(0) })
    assert.deepEqual(waiting(filled(global, "1", "2", "b/3", "c/4")), ["2", "4"])
  })

  it("says how deep the action's own queue is with the newcomer in it", () => {
    const full = filled(pool(limits(1, {})), "1", "2", "b/3", "4")
    const admission = admit(full, request("5", "b"), moment(9))
    assert.deepInclude(admission, { _tag: "Queued", position: 2, evicted: undefined })
  })

  const fates: ReadonlyArray<readonly [Displace | undefined, string, string, ReadonlyArray<string>]> = [
    [undefined, "2", "3", ["3"]],
    ["anyone", "2", "3", ["3"]],
    ["anyone", "2!", "3", ["2"]],
    ["anyone", "2!", "3!", ["2"]],
    ["forced", "2", "3", ["2"]],
    ["forced", "2", "3!", ["3"]],
    ["forced", "2!", "3!", ["2"]],
    ["nobody", "2", "3", ["2"]],
    ["nobody", "2", "3!", ["2"]]
  ]
  it.each(fates)("displacing by %s: of %s and %s in a queue of one waits %j", (displace, first, second, left) => {
    assert.deepEqual(waiting(filled(pool(limits(1, { size: 1, displace })), "1", first, second)), left)
  })

  it("evicts the oldest of its own queue, and only else of another", () => {
    const rules = { size: 2 }
    assert.deepEqual(waiting(filled(pool(limits(1, rules)), "1", "b/2", "3", "4", "5")), ["2", "4", "5"])
    assert.deepEqual(waiting(filled(pool(limits(1, rules)), "1", "b/2", "3!", "4!", "5")), ["3", "4", "5"])
  })
})

describe("whose turn it is", () => {
  const turn = (from: Pool) => next(from)?.item.request.taskId

  it("is nobody's while there is no room", () => {
    assert.isUndefined(turn(filled(pool(limits(1, {})), "1", "2")))
  })

  it("is the oldest's, or the newest's where so ordered", () => {
    const order = (rule: string) => release(filled(pool(limits(1, { order: rule })), "1", "2", "3"), "1")
    assert.strictEqual(turn(order("first")), "2")
    assert.strictEqual(turn(order("")), "2")
    assert.strictEqual(turn(order("last")), "3")
  })

  it("passes over those whose own action is full", () => {
    const two = filled(pool(limits(2, {}), { a: limits(1) }), "1", "b/2", "3", "b/4")
    assert.strictEqual(turn(release(two, "2")), "4")
    assert.strictEqual(turn(release(two, "1")), "3")
  })

  it("is counted at once", () => {
    const freed = release(filled(pool(limits(1, {})), "1", "2", "3"), "1")
    const after = next(freed)?.pool
    assert.deepEqual([after && running(after), after && waiting(after)], [["2"], ["3"]])
    assert.isUndefined(after && next(after))
  })
})

describe("a queue", () => {
  it("finds those overdue who have waited longer than their age", () => {
    const aged = filled(pool(limits(1, { maxAge: 2 })), "1", "2", "3")
    const late = (now: number) => overdue(aged, steady(now)).map(({ request: { taskId } }) => taskId)
    assert.deepEqual([late(2001), late(2002), late(2003)], [[], ["2"], ["2", "3"]])
    assert.deepEqual(waiting(without(aged, overdue(aged, steady(2002)))), ["3"])
    assert.deepEqual(overdue(filled(pool(limits(1, {})), "1", "2"), steady(1e12)), [])
  })
})

describe("new limits", () => {
  const three = filled(pool(limits(0)), "1", "2", "3", "b/4")
  const cut = (limit: number, order: string, stopping: ReadonlyArray<string> = []) => {
    const change = { action: "a", limit, queueSize: 0, excess: { action: "stop", order, grace: 0 } }
    return surplus(resize(three, change), "a", (taskId) => stopping.includes(taskId))
  }

  it("end the oldest first, or the newest where so ordered, and only what is too much", () => {
    assert.deepEqual([cut(1, "first"), cut(1, "last"), cut(3, ""), cut(0, "")], [["1", "2"], ["3", "2"], [], []])
    assert.deepEqual(
      surplus(resize(three, { action: undefined, limit: 3, queueSize: 0, excess: undefined }), undefined, () => false),
      ["1"]
    )
  })

  it("count those that are ending as gone", () => {
    assert.deepEqual(cut(1, "last", ["3"]), ["2"])
    assert.deepEqual(cut(1, "", ["1", "2"]), [])
  })

  it("never switch a queue on, and take the global one from an action that used it", () => {
    const queued = pool(limits(1, { size: 9 }), { b: limits(0) })
    const changed = resize(resize(queued, { action: undefined, limit: 1, queueSize: 3, excess: undefined }), {
      action: "b",
      limit: 0,
      queueSize: 5,
      excess: undefined
    })
    assert.deepInclude(changed.global.queue, { enabled: true, size: 3 })
    assert.deepEqual(waiting(filled(changed, "1", "2", "b/3")), ["2"])
  })
})
