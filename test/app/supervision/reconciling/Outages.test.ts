import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { assess } from "../../../../src/app/supervision/assessment/Assessment.ts"
import { LiveState } from "../../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../../src/app/supervision/live/LiveStateInMemory.ts"
import { hardlyAway, outageWatch } from "../../../../src/app/supervision/reconciling/Outages.ts"
import { defaultSettings } from "../../../../src/domain/settings/Settings.ts"
import type { OutageKind } from "../../../../src/domain/supervision/Outage.ts"
import { foundRun } from "../../../../src/domain/supervision/Run.ts"
import { end } from "../../../../src/domain/supervision/RunReducer.ts"
import type { StorageObstacle } from "../../../../src/domain/supervision/StorageObstacle.ts"
import { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"
import type { JournalEntry } from "../../../../src/ports/Journal.ts"

const at = (ms: number) => ms as Instant

const world = Effect.map(Layer.build(Layer.fresh(LiveStateInMemory.layer)), (built) => {
  const live = Context.get(built, LiveState)
  const watch = outageWatch(1)
  const up = (since: number) =>
    live.setLink({ connection: 1, since: at(since), lastHeardAt: null, listed: true, upSince: null, fault: null })
  const down = (since: number) =>
    live.setLink({ connection: null, since: at(since), lastHeardAt: null, listed: false, upSince: null, fault: null })
  return { live, up, down, look: (now: number) => watch(live, assess(live, at(now)), at(now)) }
})

const told = (
  look: number,
  now: number,
  ...standing: ReadonlyArray<{ readonly kind: OutageKind; readonly since: number }>
): ReadonlyArray<JournalEntry> => [
  {
    _tag: "outages",
    standing: standing.map(({ kind, since }) => ({ kind, subject: "", since: at(since) })),
    at: at(now),
    term: 1,
    look
  }
]

describe("what a leader tells of outages", () => {
  it.effect("is at its first look all that stands, so that what an earlier leader left open ends", () =>
    Effect.gen(function* () {
      const { look, up } = yield* world
      up(1)
      assert.deepStrictEqual(look(10), told(1, 10))
      assert.deepStrictEqual(look(20), [])
    })
  )

  it.effect("is nothing while the link is not up yet, and then how long it was away", () =>
    Effect.gen(function* () {
      const { down, look, up } = yield* world
      down(100)
      assert.deepStrictEqual(look(100), [])
      assert.deepStrictEqual(look(99 + hardlyAway), [])
      assert.deepStrictEqual(look(100 + hardlyAway), told(1, 100 + hardlyAway, { kind: "link", since: 100 }))
      up(9_000)
      assert.deepStrictEqual(look(9_000), told(2, 9_000))
    })
  )

  it.effect("T9: is that as many recorders run as may at once, while they do", () =>
    Effect.gen(function* () {
      const { live, look, up } = yield* world
      up(1)
      live.setSettings({
        version: 1,
        settings: { ...defaultSettings, recorders_at_once: 1 },
        author: "root",
        at: at(1)
      })
      assert.deepStrictEqual(look(10), told(1, 10))
      const taskId = TaskId.make("one")
      const run = { ...foundRun(taskId, SourceId.make(1), at(11)), phase: "running" as const, startedAt: at(11) }
      live.apply(run)
      assert.deepStrictEqual(look(20), told(2, 20, { kind: "limit", since: 20 }))
      live.apply(end(run, "exited", at(30)))
      assert.deepStrictEqual(look(40), told(3, 40))
    })
  )

  it.effect("T9: counts recorders as starts do, so that two strays of one source are one", () =>
    Effect.gen(function* () {
      const { live, look, up } = yield* world
      up(1)
      live.setSettings({
        version: 1,
        settings: { ...defaultSettings, recorders_at_once: 2 },
        author: "root",
        at: at(1)
      })
      assert.deepStrictEqual(look(10), told(1, 10))
      for (const name of ["one", "another"]) live.apply(foundRun(TaskId.make(name), SourceId.make(1), at(11)))
      assert.deepStrictEqual(look(20), [])
      live.apply(foundRun(TaskId.make("third"), SourceId.make(2), at(21)))
      assert.deepStrictEqual(look(30), told(2, 30, { kind: "limit", since: 30 }))
    })
  )

  it.effect("is each change, with all that stands then", () =>
    Effect.gen(function* () {
      const { live, look, up } = yield* world
      up(1)
      look(10)
      const closed = (obstacle: StorageObstacle, namedSince: number) =>
        live.setStorage({ free: 1, obstacle, since: at(15), namedSince: at(namedSince), checkedAt: at(20) }, [])
      closed({ why: "low", free: 1, needed: 2 }, 15)
      assert.deepStrictEqual(look(20), told(2, 20, { kind: "disk", since: 15 }))
      closed({ why: "read_only" }, 21)
      assert.deepStrictEqual(look(25), told(3, 25, { kind: "storage", since: 21 }))
      closed({ why: "denied" }, 21)
      assert.deepStrictEqual(look(26), [])
      live.setStorage({ free: 1e12, obstacle: null, since: null, namedSince: null, checkedAt: at(30) }, [])
      assert.deepStrictEqual(look(30), told(4, 30))
    })
  )
})
