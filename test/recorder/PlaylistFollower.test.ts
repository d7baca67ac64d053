import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Queue } from "effect"
import { TestClock } from "effect/testing"
import type { Steady } from "../../src/domain/values/Time.ts"
import type { MediaPlaylist, MediaSegment } from "../../src/recorder/Playlist.ts"
import { following, plansAhead } from "../../src/recorder/PlaylistFollower.ts"
import { Report } from "../../src/recorder/Report.ts"
import { Troubles } from "../../src/recorder/Troubles.ts"

const segment = (sequence: number): MediaSegment => ({
  sequence,
  name: `${sequence}.ts`,
  url: `http://origin.example/${sequence}.ts`,
  seconds: 1,
  discontinuity: false,
  gap: false,
  range: undefined,
  key: undefined,
  map: undefined
})

const url = "http://origin.example/live.m3u8"

/** A playlist that lists the segments of these numbers. */
const listing = (from: number, to: number): { readonly url: string; readonly playlist: MediaPlaylist } => ({
  url,
  playlist: {
    _tag: "Media",
    segments: Array.from({ length: to - from }, (_, i) => segment(from + i)),
    targetSeconds: 1,
    ended: false,
    torn: false
  }
})

const quiet = Layer.mergeAll(Layer.mock(Report, { log: () => Effect.void }), Layer.mock(Troubles, {}))

/** Follows, from its beginning, a playlist whose window moves on by 900 segments each time it is asked for, from now until `deadline`. */
const follows = Effect.fnUntraced(function* (deadline: () => number) {
  const plans = yield* plansAhead
  let asked = 0
  const again = () =>
    Effect.sync(() => {
      asked += 1
      return listing(900 * asked, 900 * asked + 900)
    })
  const losing = {
    proven: true,
    unseen: () => Effect.void,
    segment: () => Effect.void
  }
  const follow = yield* Effect.provide(following(1_000, losing), quiet)
  const course = {
    trail: { known: undefined },
    first: listing(0, 900),
    whole: true,
    again,
    anew: again(),
    deadline: () => deadline() as Steady,
    plans
  }
  const ending = yield* Effect.forkChild(follow(course), { startImmediately: true })
  return { plans, ending, asked: () => asked }
})

describe("following a playlist", () => {
  it.effect("plans no more than there is room for, and goes on where segments are taken", () =>
    Effect.gen(function* () {
      const { asked, plans } = yield* follows(() => 1e9)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([Queue.sizeUnsafe(plans), asked()], [1_000, 1])
      const taken = yield* Queue.takeN(plans, 1_000)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(asked(), 2)
      taken.push(...(yield* Queue.takeN(plans, 1_000)))
      assert.deepStrictEqual(
        taken.map((planned) => planned.segment.sequence),
        Array.from({ length: 2_000 }, (_, n) => n)
      )
    })
  )

  it.effect("gives up at the deadline, also where nothing of what is planned is taken any more", () =>
    Effect.gen(function* () {
      let deadline = 60_000
      const { ending } = yield* follows(() => deadline)
      yield* TestClock.adjust("59 seconds")
      deadline = 90_000
      yield* TestClock.adjust("30 seconds")
      assert.isUndefined(ending.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(ending), "timeout")
    })
  )
})
