import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Ref, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Pruning from "../../../src/app/settings/Pruning.ts"
import { CurrentSettings } from "../../../src/app/supervision/live/CurrentSettings.ts"
import { defaultSettings } from "../../../src/domain/settings/Settings.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { Sessions } from "../../../src/ports/Sessions.ts"
import { WorkerEvents } from "../../../src/ports/WorkerEvents.ts"

const hour = 3_600_000

const world = Effect.gen(function* () {
  const calls = yield* Ref.make<ReadonlyArray<{ readonly what: string; readonly before: number; readonly at: number }>>(
    []
  )
  const broken = yield* Ref.make(false)
  const note = (what: string, before: number) =>
    Effect.gen(function* () {
      const at = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      yield* Ref.update(calls, (all) => [...all, { what, before, at }])
      if (yield* Ref.get(broken)) return yield* Effect.die(new Error("the database is away"))
      return 1
    })
  const version = {
    version: 1,
    settings: { ...defaultSettings, event_retention: "48h" },
    author: "x",
    at: 0 as Instant
  }
  const layer = Pruning.layer.pipe(
    Layer.provide([
      Layer.mock(WorkerEvents, { prune: (before) => note("events", before) }),
      Layer.mock(Sessions, { removeExpired: (now) => note("sessions", now) }),
      Layer.mock(CurrentSettings, { get: Effect.succeed(version), changes: Stream.never })
    ])
  )
  return { layer, calls: Ref.get(calls), broken }
})

describe("pruning", () => {
  it.effect("happens soon after the start and about once an hour, by the age in the settings", () =>
    Effect.gen(function* () {
      const { calls, layer } = yield* world
      yield* Layer.build(layer)
      assert.strictEqual((yield* calls).length, 0)
      yield* TestClock.adjust("1 minute")
      const first = yield* calls
      assert.deepStrictEqual(
        first.map(({ what }) => what),
        ["events", "sessions"]
      )
      for (const { at, before, what } of first) assert.strictEqual(before, what === "events" ? at - 48 * hour : at)
      yield* TestClock.adjust("10 hours")
      const times = (yield* calls).filter(({ what }) => what === "events").map(({ at }) => at)
      assert.isAtLeast(times.length, 8)
      for (const [i, at] of times.entries()) {
        if (i > 0) assert.closeTo(at - (times[i - 1] ?? 0), hour, hour / 4)
      }
    })
  )

  it.effect("R19: goes on after a failure", () =>
    Effect.gen(function* () {
      const { broken, calls, layer } = yield* world
      yield* Ref.set(broken, true)
      yield* Layer.build(layer)
      yield* TestClock.adjust("1 minute")
      yield* Ref.set(broken, false)
      yield* TestClock.adjust("2 hours")
      assert.include(
        (yield* calls).map(({ what }) => what),
        "sessions"
      )
    })
  )
})
