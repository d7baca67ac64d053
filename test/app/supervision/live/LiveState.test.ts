import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { LiveState } from "../../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../../src/app/supervision/live/LiveStateInMemory.ts"
import { noHistory } from "../../../../src/domain/supervision/History.ts"
import { restoreRun } from "../../../../src/domain/supervision/Restore.ts"
import { end } from "../../../../src/domain/supervision/RunReducer.ts"
import { heapAfterCollection } from "../../../adapters/overseer/heap.ts"
import { alive, at, fresh, source, task } from "../../../domain/supervision/given.ts"
import { stack } from "../../../faults/Stack.ts"
import { storedSource } from "../storedSource.ts"

const stored = (failures: ReadonlyArray<number>) =>
  storedSource(source, { history: { ...noHistory, failures: failures.map(at) } })

/** The failures of a source that a backend knows, once it heard of an exit that the store has at another moment. */
const failuresAfter = (leads: boolean) =>
  Effect.gen(function* () {
    const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
    live.store([stored([])], "all")
    live.setLeading(leads)
    live.apply(alive())
    live.apply(end(alive(), "exited", at(500), { exitCode: 1 }))
    live.store([stored([300])], [source])
    return live.source(source)?.history.failures
  })

describe("a run that the leader before begins although it leads no more", () => {
  it.effect("is known to whoever leads now, as one whose start is not answered, and for a while only", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      live.store([stored([])], "all")
      live.setLeading(true)
      live.store([{ ...stored([]), runs: [fresh()] }], [source])
      assert.deepStrictEqual(live.runsOf(source), [fresh()])
      yield* TestClock.adjust("31 seconds")
      live.store([{ ...stored([]), runs: [fresh(), fresh(2)] }], [source])
      assert.deepStrictEqual(live.runsOf(source), [fresh()])
    })
  )
})

describe("a run that ended under whoever leads now, and is still open on record", () => {
  it.effect("is no run of the leader before, though it was forgotten meanwhile", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      live.store([stored([])], "all")
      live.setLeading(true)
      live.apply(alive())
      live.apply(end(alive(), "exited", at(500), { exitCode: 1 }))
      live.apply(end(alive(2), "exited", at(600), { exitCode: 1 }))
      live.store([{ ...stored([]), runs: [alive()] }], [source])
      assert.deepStrictEqual(
        live.runsOf(source).map(({ ending, taskId }) => [taskId, ending]),
        [[alive(2).taskId, "exited"]]
      )
    })
  )
})

describe("the last run of a source", () => {
  it.effect(
    "R18: is the store's to whoever does not lead, although whoever led before had a clock that was ahead",
    () =>
      Effect.gen(function* () {
        const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
        const [first, second] = [
          end(fresh(1, source, 900), "unsent", at(950)),
          end(fresh(2, source, 100), "unsent", at(150))
        ]
        live.store([{ ...stored([]), runs: [first] }], "all")
        live.store([{ ...stored([]), runs: [second] }], [source])
        assert.deepStrictEqual(live.runsOf(source), [second])
      })
  )
})

describe("R32: what is kept of runs", () => {
  it.effect("is what still runs and the last that ended: ten thousand of a source take no more than ten", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      live.store([stored([])], "all")
      const lives = (from: number, to: number) => {
        for (let n = from; n < to; n++) {
          live.apply(alive(n))
          live.setMeasured(task(n), { file: `a_${n}.ts`, own: 1, recording: 1, session: 1 })
          live.apply(end(alive(n), "stopped", at(500)))
        }
      }
      // What an engine keeps of code that has just become hot is none of it, nor what it collects late.
      lives(0, 1_000)
      const least = Effect.map(Effect.replicateEffect(heapAfterCollection, 3), (heaps) => Math.min(...heaps))
      const before = yield* least
      lives(1_000, 20_000)
      assert.isBelow((yield* least) - before, 2 ** 20)
      assert.deepStrictEqual(
        live.runsOf(source).map(({ taskId }) => taskId),
        [task(19_999)]
      )
      assert.isUndefined(live.run(task(19_998)))
      assert.isUndefined(live.measured(task(19_998)))
    })
  )

  it.effect("is nothing of a source that is gone, but for what still runs", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      live.store([stored([])], "all")
      live.apply(end(alive(1), "stopped", at(500)))
      live.apply(alive(2))
      live.setMeasured(task(1), { file: "a.ts", own: 1, recording: 1, session: 1 })
      live.store([], [source])
      assert.deepStrictEqual(
        live.runsOf(source).map(({ taskId }) => taskId),
        [task(2)]
      )
      assert.isUndefined(live.run(task(1)))
      assert.isUndefined(live.measured(task(1)))
      live.apply(end(alive(2), "stopped", at(600)))
      live.store([], "all")
      live.store([], [source])
      assert.deepStrictEqual(live.runsOf(source), [])
    })
  )
})

describe("the failures of a source", () => {
  it.effect("are those of the store to whoever does not lead: none counts twice, once by each backend's clock", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* failuresAfter(false), [at(300)])
    })
  )

  it.effect("are known to whoever leads before the store has them", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* failuresAfter(true), [at(300), at(500)])
    })
  )

  it.effect("that only a follower heard of count as soon as it leads", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { error_threshold: 1 })
      const other = yield* s.join
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(3)
      Object.assign(s.journal, { write: () => Effect.never })
      const [task] = yield* s.scripted.live
      yield* s.scripted.exit(task?.taskId ?? assert.fail("nothing runs"), 7)
      yield* s.pass(1)
      yield* s.kill
      yield* s.pass(60)
      assert.strictEqual((yield* other.view(id, "carol")).status, "error")
      assert.strictEqual((yield* s.scripted.starts).length, 1)
    })
  )
})

describe("R34: a run that an earlier leader stored at its end", () => {
  it.effect("is taken in by whoever leads, which ends it by the next list that can know", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      live.store([stored([])], "all")
      live.setLeading(true)
      live.apply(alive(1))
      const late = restoreRun(
        { ...fresh(2), stopSentAt: null, recording: null, hindered: null, asked: 0, settings: null, action: null },
        at(100)
      )
      live.store(
        [
          {
            ...stored([]),
            runs: [restoreRun({ ...fresh(1), stopSentAt: null, recording: null, hindered: null }, at(100)), late]
          }
        ],
        [source]
      )
      assert.deepStrictEqual(live.openRuns(), [alive(1), late])
    })
  )
})

describe("the sources that are recorded", () => {
  it.effect("are those with open runs, whether anything else is known of them or not", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      const recorded = () => [...live.recorded()]
      live.store([{ ...stored([]), runs: [fresh()] }], "all")
      assert.deepStrictEqual(recorded(), [source])
      live.apply(alive(2))
      live.apply(end(alive(), "exited", at(500), { exitCode: 1 }))
      assert.deepStrictEqual(recorded(), [source])
      live.store([], [source])
      assert.deepStrictEqual(recorded(), [source])
      live.apply(end(alive(2), "exited", at(600), { exitCode: 1 }))
      assert.deepStrictEqual(recorded(), [])
    })
  )
})

describe("a run", () => {
  it.effect("carries once it has ended what had been asked of its source by then", () =>
    Effect.gen(function* () {
      const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
      live.store([stored([])], "all")
      live.apply(alive())
      live.store([{ ...stored([]), asked: 2 }], [source])
      assert.strictEqual(live.apply(alive()).run?.after.asked, 0)
      assert.strictEqual(live.apply(end(alive(), "stopped", at(500))).run?.after.asked, 2)
    })
  )
})
