import { assert, describe, it } from "@effect/vitest"
import { HashMap, HashSet, Schema } from "effect"
import { next } from "../../../src/overseer/core/Admission.ts"
import { live } from "../../../src/overseer/core/Task.ts"
import { Event, type World, world } from "./Model.ts"

/** Answers go to whoever asked; one who has left since simply does not hear them. */
const direct = new Set(["error", "tasks", "purged", "pool_info", "started"])

/** What holds whatever has happened. */
const check = ({ decisions, state }: World): void => {
  const tasks = HashMap.toValues(state.tasks)
  const alive = tasks.filter(live).map(({ request }) => request.taskId)
  assert.sameMembers([...state.pool.admitted.keys()], alive, "what is counted is what lives")

  const waiting = state.pool.waiting.map(({ request }) => request.taskId)
  const ids = [...waiting, ...tasks.map(({ request }) => request.taskId)]
  assert.strictEqual(new Set(ids).size, ids.length, "an id names one thing")

  assert.isUndefined(state.draining ? undefined : next(state.pool), "nothing waits that has room")

  const terminated = decisions.flatMap((decision) => (decision._tag === "Terminate" ? [decision.pid] : []))
  assert.strictEqual(new Set(terminated).size, terminated.length, "no process is told to end twice")

  for (const { restarting, state: intent, worker } of tasks) {
    if (restarting) assert.isTrue(intent === "active" && worker._tag === "Exited")
    if (intent === "errored") assert.strictEqual(worker._tag, "Exited")
  }
}

const Events = Schema.Array(Event).check(Schema.isMinLength(20), Schema.isMaxLength(120))

describe("whatever happens", () => {
  it.prop("the overseer's books are right after every event", [Events], ([events]) => {
    const place = world()
    for (const event of events) {
      const from = place.decisions.length
      const before = place.state.connections
      place.happen(event)
      check(place)
      for (const decision of place.decisions.slice(from)) {
        if (decision._tag !== "Send" || direct.has(decision.message.type)) continue
        for (const connection of decision.to) assert.isTrue(HashSet.has(before, connection), decision.message.type)
      }
    }
  })

  it.prop(
    "every process is announced and seen off once, in this order, to a client that stays",
    [Events],
    ([events]) => {
      const place = world()
      const stays = events.filter(({ kind }) => kind !== "disconnect" && kind !== "reset" && kind !== "connect")
      for (const event of stays) place.happen({ ...event, n: event.n - (event.n % 2) })
      place.close()
      check(place)
      const told = new Map<number, Array<string>>()
      for (const decision of place.decisions) {
        if (decision._tag !== "Send" || [...decision.to].every((one) => one === 0)) continue
        const { message } = decision
        if (message.type === "started" || message.type === "output" || message.type === "exited") {
          told.set(message.pid, [...(told.get(message.pid) ?? []), message.type])
        }
      }
      for (const types of told.values()) assert.match(types.join(" "), /^started( output)* exited$/)
    }
  )

  it.prop("a queued start comes to a spawn or to one `dequeued`", [Events], ([events]) => {
    const place = world()
    for (const event of events) place.happen(event)
    place.close()
    const spawned = place.decisions.filter(
      (decision) =>
        decision._tag === "Spawn" &&
        decision.task.worker._tag === "Spawning" &&
        decision.task.worker.cause._tag === "Start" &&
        decision.task.worker.cause.queued
    )
    const dropped = place.sent("dequeued").filter(({ reason }) => reason !== "no such program")
    assert.strictEqual(place.sent("queued").length, spawned.length + dropped.length)
  })

  it.prop("once told to stop it starts nothing, and all it ran ends", [Events, Events], ([events, more]) => {
    const place = world()
    for (const event of events) place.happen(event)
    place.close()
    const spawns = () => place.decisions.filter(({ _tag }) => _tag === "Spawn").length
    const before = spawns()
    for (const event of more) place.happen(event)
    assert.strictEqual(spawns(), before)
    assert.lengthOf(place.state.pool.waiting, 0)
    assert.isFalse(HashMap.some(place.state.tasks, live))
  })

  it.prop("limits hold while nothing restarts and nobody changes them", [Events], ([events]) => {
    const place = world()
    for (const event of events) {
      if (event.kind === "setPool" || event.kind === "reset") continue
      place.happen(event.kind === "start" ? { ...event, n: event.n - (event.n % 3) + 1 } : event)
      const { actions, admitted, global } = place.state.pool
      assert.isAtMost(admitted.size, global.limit)
      for (const [name, { limit }] of actions) {
        if (limit > 0) assert.isAtMost([...admitted.values()].filter((one) => one === name).length, limit)
      }
    }
  })
})
