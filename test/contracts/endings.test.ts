import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { end, refuse } from "../../src/domain/supervision/RunReducer.ts"
import type { TaskId } from "../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { contract } from "./contract.ts"
import { begun, entryOf, pastOf } from "./Lives.ts"
import { aRun, aSource, at, loadRuns } from "./World.ts"

/** What every `Journal` promises of how starts and runs ended. */
contract("Journal of endings", (it) => {
  it.effect("T13: a refused start is the last run, with its refusal, what it rested on and the overseer's words", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = { ...(yield* aRun(id, at(1))), settings: "720p", action: "hls", tries: 2 }
      yield* journal.begin([run])
      assert.isNull((yield* loadRuns(id)).lastRun)
      yield* journal.write([entryOf(refuse(run, "refused", "no such action", at(2)))])
      const { lastRun, openRuns } = yield* loadRuns(id)
      assert.deepStrictEqual(openRuns, [])
      assert.deepStrictEqual(lastRun, { ...refuse(run, "refused", "no such action", at(2)), seenAt: null })
    })
  )

  it.effect("the last run is the one that was made last of those that ended, and its first ending counts", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const [first, second, third] = [yield* aRun(id, at(1)), yield* aRun(id, at(2)), yield* aRun(id, at(3))]
      for (const run of [first, second, third]) yield* journal.begin([run])
      yield* journal.write([entryOf(end(second, "exited", at(5), { exitCode: 1, message: "why" }))])
      yield* journal.write([entryOf(end(first, "exited", at(9), { exitCode: 2 }))])
      yield* journal.write([entryOf(end(second, "lost", at(10), { message: "late" }))])
      const { lastRun } = yield* loadRuns(id)
      assert.deepStrictEqual(
        [lastRun?.taskId, lastRun?.ending, lastRun?.exitCode, lastRun?.message],
        [second.taskId, "exited", 1, "why"]
      )
    })
  )

  it.effect("R20: a stop that was stored and not sent is no reason of the end; one that was goes on to be", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const [asked, unasked] = [yield* aRun(id, at(1)), yield* aRun(id, at(2))]
      const reasons = Effect.map(pastOf(id), ({ runs }) => runs.map(({ stopReason }) => stopReason))
      for (const run of [asked, unasked]) yield* journal.begin([run])
      yield* journal.stopping(
        [asked, unasked].map(({ taskId }) => ({ taskId, why: "restart" })),
        at(3)
      )
      yield* journal.write([entryOf(begun(asked, 2)), entryOf(begun(unasked, 2))])
      assert.deepStrictEqual(yield* reasons, ["restart", "restart"])
      yield* journal.write([entryOf(end({ ...begun(asked, 2), stopReason: "restart" }, "stopped", at(4)))])
      yield* journal.write([entryOf(end(begun(unasked, 2), "stopped", at(5)))])
      assert.deepStrictEqual(yield* reasons, ["restart", null])
      assert.isNull((yield* loadRuns(id)).lastRun?.stopReason)
      yield* journal.write([entryOf(end({ ...begun(unasked, 2), stopReason: "disk" }, "stopped", at(6)))])
      assert.deepStrictEqual(yield* reasons, ["restart", "disk"])
    })
  )

  it.effect(
    "R34: a run given up as never begun that turns out to have been is open again, and ends as it is told to",
    () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const { id } = yield* aSource
        const run = yield* aRun(id, at(1))
        yield* journal.begin([run])
        yield* journal.write([entryOf(end(run, "unsent", at(20)))])
        yield* journal.write([entryOf(end(run, "lost", at(21)))])
        assert.strictEqual((yield* loadRuns(id)).lastRun?.ending, "unsent")
        yield* journal.write([entryOf(begun(run, 2))])
        const { lastRun, openRuns } = yield* loadRuns(id)
        assert.isNull(lastRun)
        assert.deepStrictEqual(
          openRuns.map(({ pid, startedAt }) => [pid, startedAt]),
          [[4711, at(2)]]
        )
        yield* journal.write([entryOf(end(begun(run, 2), "exited", at(30), { exitCode: 1 }))])
        const after = (yield* loadRuns(id)).lastRun
        assert.deepStrictEqual([after?.ending, after?.exitCode, after?.endedAt], ["exited", 1, at(30)])
      })
  )

  it.effect("R34: given up and told to have begun in one breath, a run is what it is told to be", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = yield* aRun(id, at(1))
      yield* journal.write([
        entryOf(end(run, "unsent", at(20))),
        entryOf(end(begun(run, 2), "exited", at(30), { exitCode: 3 }))
      ])
      const { lastRun } = yield* loadRuns(id)
      assert.deepStrictEqual([lastRun?.ending, lastRun?.startedAt, lastRun?.exitCode], ["exited", at(2), 3])
    })
  )

  it.effect("R34: recordings are as the disk settles them: bytes, times that are off, and those nobody told of", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = begun(yield* aRun(id), 1)
      const of = { taskId: run.taskId, sourceId: id } as const
      const told = (from: number, to: number | null) =>
        ({ _tag: "recording", ...of, startedAt: at(from), endedAt: to === null ? null : at(to), bytes: 900 }) as const
      yield* journal.write([entryOf(run), told(10, 20), told(30, 90), told(200, null)])
      const disk = (from: number, to: number, bytes: number) => ({ startedAt: at(from), endedAt: at(to), bytes })
      const settled = {
        _tag: "settled",
        ...of,
        recordings: [disk(11, 19, 1), disk(35, 60, 2), disk(100, 110, 3), disk(200, 230, 4)]
      } as const
      for (let i = 0; i < 2; i++) yield* journal.write([settled])
      const stored = (yield* pastOf(id)).recordings.map(({ bytes, endedAt, startedAt }) => [startedAt, endedAt, bytes])
      assert.sameDeepMembers(stored, [
        [at(10), at(20), 1],
        [at(35), at(60), 2],
        [at(100), at(110), 3],
        [at(200), at(230), 4]
      ])
      yield* journal.write([{ ...settled, sourceId: 999_999 as SourceId, taskId: "nothing" as TaskId }])
    })
  )

  it.effect("R34: the disk settles each record once, and ends none that it has as going on", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = begun(yield* aRun(id), 1)
      const of = { taskId: run.taskId, sourceId: id } as const
      const told = (from: number, to: number | null) =>
        ({ _tag: "recording", ...of, startedAt: at(from), endedAt: to === null ? null : at(to), bytes: 900 }) as const
      const disk = (from: number, to: number | null, bytes: number) => ({
        startedAt: at(from),
        endedAt: to === null ? null : at(to),
        bytes
      })
      const stored = Effect.map(pastOf(id), ({ recordings }) =>
        recordings.map(({ bytes, endedAt, startedAt }) => [startedAt, endedAt, bytes])
      )
      const settled = (...recordings: ReadonlyArray<ReturnType<typeof disk>>) =>
        ({ _tag: "settled", ...of, recordings }) as const
      yield* journal.write([entryOf(run), told(10, 90), told(200, 300), told(250, null)])
      yield* journal.write([settled(disk(50, 90, 2), disk(10, 30, 1), disk(190, null, 3))])
      assert.sameDeepMembers(yield* stored, [
        [at(10), at(30), 1],
        [at(50), at(90), 2],
        [at(190), at(300), 3],
        [at(250), null, 900]
      ])
      // What the disk had last counts, and a second record of the same is none.
      yield* journal.write([settled(disk(190, null, 4)), settled(disk(190, 320, 5))])
      assert.sameDeepMembers(yield* stored, [
        [at(10), at(30), 1],
        [at(50), at(90), 2],
        [at(190), at(320), 5]
      ])
    })
  )

  it.effect("T11: an open recording knows since when its session goes on", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = begun(yield* aRun(id), 1)
      const started = { _tag: "recording started", taskId: run.taskId, sourceId: id } as const
      yield* journal.write([entryOf(run), { ...started, at: at(9), sessionSince: at(2) }])
      const [open] = (yield* loadRuns(id)).openRuns
      assert.deepStrictEqual([open?.capture.recordingSince, open?.capture.sessionSince], [at(9), at(2)])
      yield* journal.write([{ ...started, at: at(20), sessionSince: null }])
      const [later] = (yield* loadRuns(id)).openRuns
      assert.deepStrictEqual([later?.capture.recordingSince, later?.capture.sessionSince], [at(20), at(20)])
    })
  )
})
