import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assess } from "../../../../src/app/supervision/assessment/Assessment.ts"
import type { Run } from "../../../../src/domain/supervision/Run.ts"
import { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { SubscriptionId, UserId } from "../../../../src/domain/values/Ids.ts"
import { aRow, aRun, carol, desk, now } from "../desk.ts"
import { storedSource } from "../storedSource.ts"

const wish = {
  id: SubscriptionId.make(1),
  userId: UserId.make(1),
  owner: "alice",
  sourceId: carol,
  driver: "hls",
  username: "carol",
  posture: "active",
  createdAt: now,
  updatedAt: now
} as const

const running: Run = { ...aRun(1), phase: "running", startedAt: now, pid: 7 }

/** Carol's situation at the desk, whose overseer would take another start of hers for one that does the same as another client's. */
const situationOf = Effect.fnUntraced(function* (runs: ReadonlyArray<Run>, restartAsked: number) {
  const { live } = yield* desk
  live.setOffer({
    drivers: [{ name: "hls", description: null, params: {}, dedupeKey: ["source"], limit: 0 }],
    faults: []
  })
  live.setForeign([aRow(TaskId.make("somebody-else"))])
  live.store([storedSource(carol, { subscriptions: [wish], asked: restartAsked, restartAsked })], [carol])
  for (const run of runs) live.apply(run)
  const stored = live.source(carol)
  return stored === undefined ? assert.fail("carol is not known") : assess(live, now).situation(stored)
})

describe("a source whose next start the overseer would decline", () => {
  it.effect("is held where nothing runs", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* Effect.map(situationOf([], 0), ({ hold }) => hold), {
        _tag: "declined",
        why: "duplicate"
      })
    })
  )

  it.effect("is held where it is to be replaced, lest the recorder that runs is stopped for none", () =>
    Effect.gen(function* () {
      const { hold } = yield* situationOf([running], 1)
      assert.deepInclude(hold, { _tag: "declined", why: "duplicate" })
    })
  )

  it.effect("is not asked for its next start while its recorder goes on", () =>
    Effect.gen(function* () {
      const { eligible, hold } = yield* situationOf([running], 0)
      assert.deepStrictEqual([eligible, hold], [true, null])
    })
  )
})
