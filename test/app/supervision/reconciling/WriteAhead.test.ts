import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer } from "effect"
import { assess } from "../../../../src/app/supervision/assessment/Assessment.ts"
import { LiveState } from "../../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../../src/app/supervision/live/LiveStateInMemory.ts"
import * as WriteAheadLayer from "../../../../src/app/supervision/reconciling/WriteAhead.ts"
import { WriteAhead } from "../../../../src/app/supervision/reconciling/WriteAhead.ts"
import type { Run } from "../../../../src/domain/supervision/Run.ts"
import { end } from "../../../../src/domain/supervision/RunReducer.ts"
import { InstallationId } from "../../../../src/domain/supervision/TaskId.ts"
import { SourceId } from "../../../../src/domain/values/Ids.ts"
import { Instant } from "../../../../src/domain/values/Time.ts"
import { Installation } from "../../../../src/ports/Installation.ts"
import { Journal } from "../../../../src/ports/Journal.ts"
import { StoreUnavailable } from "../../../../src/ports/StoreUnavailable.ts"
import { storedSource } from "../storedSource.ts"

const carol = SourceId.make(1)
const start = { _tag: "start", sourceId: carol } as const
const now = Instant.make(1_800_000_000_000)

/** A store that stores runs and, while `answers` is false, does not say so. */
const build = Effect.fnUntraced(function* () {
  const store = { answers: true, begun: [] as Array<Run>, stored: (_: ReadonlyArray<Run>) => {} }
  const journal = Layer.mock(Journal)({
    begin: (runs) =>
      Effect.suspend(() => {
        store.begun.push(...runs)
        store.stored(runs)
        return store.answers ? Effect.void : Effect.die(new StoreUnavailable({}))
      })
  })
  const installation = Layer.mock(Installation)({ id: Effect.succeed(InstallationId.make("00000001")) })
  const layer = WriteAheadLayer.layer.pipe(
    Layer.provideMerge(LiveStateInMemory.layer),
    Layer.provide([journal, installation])
  )
  const built = yield* Layer.build(layer)
  const live = Context.get(built, LiveState)
  const source = storedSource(carol, { createdAt: now })
  live.store([source], "all")
  const writeAhead = Context.get(built, WriteAhead)
  return { store, live, writeAhead, starts: writeAhead.starts(1, [start], assess(live, now)) }
})

describe("a start whose storing was not answered", () => {
  it.effect("is made again under the same id: the store may have its run, and nobody else would end it", () =>
    Effect.gen(function* () {
      const { starts, store } = yield* build()
      store.answers = false
      assert.isTrue(Exit.isFailure(yield* Effect.exit(starts)))
      store.answers = true
      const [run] = yield* starts
      assert.deepStrictEqual(
        store.begun.map(({ taskId }) => taskId),
        [run?.taskId, run?.taskId]
      )
      const [next] = yield* starts
      assert.notStrictEqual(next?.taskId, run?.taskId)
    })
  )

  it.effect(
    "T13: is ended, and another made, where the settings have changed since: what is on record tells those of before",
    () =>
      Effect.gen(function* () {
        const { live, starts, store, writeAhead } = yield* build()
        store.answers = false
        yield* Effect.exit(starts)
        store.answers = true
        const { settings, ...version } = live.settings()
        live.setSettings({ ...version, settings: { ...settings, user_agent: "another" } })
        const [run] = yield* writeAhead.starts(1, [start], assess(live, now))
        const [first] = store.begun
        assert.notStrictEqual(run?.taskId, first?.taskId)
        assert.notStrictEqual(run?.settings, first?.settings)
        assert.strictEqual(live.run(first?.taskId ?? assert.fail())?.ending, "unsent")
      })
  )

  it.effect("is ended once it is not planned any more", () =>
    Effect.gen(function* () {
      const { live, starts, store, writeAhead } = yield* build()
      store.answers = false
      yield* Effect.exit(starts)
      store.answers = true
      assert.deepStrictEqual(yield* writeAhead.starts(1, [], assess(live, now)), [])
      assert.strictEqual(live.runsOf(carol)[0]?.ending, "unsent")
      assert.strictEqual(live.runsOf(carol)[0]?.taskId, store.begun[0]?.taskId)
    })
  )

  it.effect("is made anew once a list showed that the one stored never arrived", () =>
    Effect.gen(function* () {
      const { live, starts, store } = yield* build()
      store.answers = false
      yield* Effect.exit(starts)
      store.answers = true
      live.apply(end(store.begun[0] ?? assert.fail("nothing was stored"), "unsent", now))
      const [run] = yield* starts
      assert.isDefined(run)
      assert.notStrictEqual(run.taskId, store.begun[0]?.taskId)
    })
  )

  it.effect("is not sent if a list showed meanwhile that it never arrived", () =>
    Effect.gen(function* () {
      const { live, starts, store } = yield* build()
      store.stored = (runs) => {
        for (const run of runs) live.apply(end(run, "unsent", now))
      }
      assert.deepStrictEqual(yield* starts, [])
    })
  )

  it.effect("is left to whoever leads next, who finds it in the store", () =>
    Effect.gen(function* () {
      const { starts, store, writeAhead } = yield* build()
      store.answers = false
      yield* Effect.exit(starts)
      yield* writeAhead.forget
      store.answers = true
      const [run] = yield* starts
      assert.notStrictEqual(run?.taskId, store.begun[0]?.taskId)
    })
  )
})
