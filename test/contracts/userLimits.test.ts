import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Standing } from "../../src/domain/supervision/Outage.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { aSource, at, aUser } from "./World.ts"

/** What every store tells of limits that were reached. */
contract("the past of limits", (it) => {
  it.effect("T9: tells when those who want the source had reached a limit of their own, and nobody else's", () =>
    Effect.gen(function* () {
      const { id, subscription } = yield* aSource
      const other = yield* aUser
      const full = (subject: string): Standing => ({ kind: "limit", subject, since: at(1) })
      const all = [full(""), full(String(subscription.userId)), full(String(other.id))]
      yield* Journal.use((journal) =>
        journal.write([
          { _tag: "outages", standing: all, at: at(1), term: 0, look: 1 },
          { _tag: "outages", standing: [], at: at(5), term: 0, look: 1 }
        ])
      )
      const { outages: told } = yield* WorkerEvents.use((events) => events.past(id, at(0), at(100)))
      assert.sameDeepMembers(
        [...told],
        [
          { kind: "limit", userId: null, beganAt: at(1), endedAt: at(5) },
          { kind: "limit", userId: subscription.userId, beganAt: at(1), endedAt: at(5) }
        ]
      )
    })
  )
})
