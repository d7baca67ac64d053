import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { foresee } from "../../../src/app/settings/foresee.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import type { Settings } from "../../../src/domain/settings/Settings.ts"
import * as Lines from "../../adapters/overseer/scripted/Lines.ts"
import { stack } from "../../faults/Stack.ts"

/** What the disk of a new stack has left. */
const free = 1e12

type Stack = Effect.Success<ReturnType<typeof stack>>

const taskOf = (s: Stack, name: string) =>
  Effect.map(s.scripted.live, (all) => all.find(({ params }) => params["source"] === name)?.taskId ?? assert.fail(name))

/** What settings changed so would do now. */
const foreseen = Effect.fnUntraced(function* (s: Stack, change: Partial<Settings>) {
  const live = Context.get(yield* s.services, LiveState)
  return foresee(live, { ...live.settings().settings, ...change }, yield* s.now)
})

/** Three that are wanted, one of which records, and one that is paused. */
const world = Effect.gen(function* () {
  const s = yield* stack()
  const { id } = yield* s.user("alice")
  for (const name of ["a", "b", "c", "d"]) yield* s.subscribe(id, name)
  yield* s.set(id, "d", "paused")
  yield* s.pass(5)
  yield* s.scripted.says(
    yield* taskOf(s, "b"),
    Lines.sessionStart,
    Lines.recordingStart(0),
    Lines.segmentStart("/r/b.ts")
  )
  yield* s.pass(2)
  return s
})

const nothing = { stops: 0, recording: 0, holds: 0, errors: 0, sources: [] }

describe("F7: what settings would do before they are saved", () => {
  it.effect("nothing, where they only concern what starts later", () =>
    Effect.gen(function* () {
      const s = yield* world
      assert.deepStrictEqual(yield* foreseen(s, {}), nothing)
      assert.deepStrictEqual(yield* foreseen(s, { resolution: "480", error_threshold: 2 }), nothing)
      assert.deepStrictEqual(yield* foreseen(s, { min_free_space: free }), nothing)
    })
  )

  it.effect("more space to keep than there is stops every recorder; those that record are named first", () =>
    Effect.gen(function* () {
      const s = yield* world
      assert.deepStrictEqual(yield* foreseen(s, { min_free_space: free + 1 }), {
        ...nothing,
        stops: 3,
        recording: 1,
        sources: ["hls/b", "hls/a", "hls/c"]
      })
      yield* s.save({ min_free_space: free + 1 })
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.scripted.live, [])
      assert.deepStrictEqual(yield* foreseen(s, { min_free_space: free + 2 }), nothing)
    })
  )

  it.effect("a lower threshold stops what has failed as often, and holds what waits for its next try", () =>
    Effect.gen(function* () {
      const s = yield* world
      yield* s.scripted.exit(yield* taskOf(s, "a"), 1)
      yield* s.pass(20)
      yield* s.scripted.exit(yield* taskOf(s, "a"), 1)
      yield* s.pass(30)
      assert.deepStrictEqual(yield* foreseen(s, { error_threshold: 3 }), nothing)
      const lower = { error_threshold: 2 }
      assert.deepStrictEqual(yield* foreseen(s, lower), { ...nothing, stops: 1, errors: 1, sources: ["hls/a"] })
      yield* s.scripted.exit(yield* taskOf(s, "b"), 1)
      yield* s.pass(1)
      assert.deepStrictEqual(yield* foreseen(s, { min_free_space: free + 1 }), {
        ...nothing,
        stops: 2,
        holds: 1,
        sources: ["hls/a", "hls/c"]
      })
      yield* s.save(lower)
      yield* s.pass(30)
      assert.deepStrictEqual(yield* foreseen(s, lower), nothing)
    })
  )
})
