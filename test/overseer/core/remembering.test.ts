import { assert, describe, it } from "@effect/vitest"
import { HashMap } from "effect"
import { remembered } from "../../../src/overseer/core/Exiting.ts"
import { finished } from "../../../src/overseer/core/Task.ts"
import { type Event, world } from "./Model.ts"

const start: Event = { kind: "start", n: 2, m: 0 }
const spawned: Event = { kind: "spawned", n: 0, m: 0 }
const exited: Event = { kind: "exited", n: 0, m: 0 }

describe("finished tasks", () => {
  it("are forgotten, the oldest first, when there are a great many; others never", () => {
    const place = world()
    // One that runs all the time, one that waits, both older than all that follow.
    for (const event of [start, spawned, { ...start, m: 2 }, spawned, { ...start, m: 2 }]) place.happen(event)
    const kept = place.running.map(({ taskId }) => taskId)
    const [held] = place.running
    for (let i = 0; i < remembered * 1.5; i++) {
      for (const event of [start, spawned, { ...exited, n: 2 }]) place.happen(event)
    }
    const ids = [...HashMap.keys(place.state.tasks)]
    assert.includeMembers(ids, kept)
    assert.isDefined(held)
    assert.lengthOf(place.state.pool.waiting, 1)
    const done = HashMap.toValues(place.state.tasks).filter(finished)
    assert.isAtLeast(done.length, remembered)
    assert.isAtMost(done.length, remembered * 1.1 + 1)
    const newest = Math.max(...done.map(({ exitedAt }) => exitedAt?.steady ?? 0))
    assert.strictEqual(newest, place.now)
    assert.strictEqual(HashMap.size(place.state.subscribers), ids.length)
  })
})
