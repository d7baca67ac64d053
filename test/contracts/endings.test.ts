import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { end, refuse } from "../../src/domain/supervision/RunReducer.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { contract } from "./contract.ts"
import { begun, entryOf } from "./Lives.ts"
import { aRun, aSource, at, load } from "./World.ts"

/** What every `Journal` promises of how starts and runs ended. */
contract("Journal of endings", (it) => {
  it.effect("T13: a refused start is the last run, with its refusal, what it rested on and the overseer's words", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = { ...(yield* aRun(id, at(1))), settings: "720p", action: "hls", tries: 2 }
      yield* journal.begin([run])
      assert.isNull((yield* load(id)).lastRun)
      yield* journal.write([entryOf(refuse(run, "refused", "no such action", at(2)))])
      const { lastRun, openRuns } = yield* load(id)
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
      const { lastRun } = yield* load(id)
      assert.deepStrictEqual(
        [lastRun?.taskId, lastRun?.ending, lastRun?.exitCode, lastRun?.message],
        [second.taskId, "exited", 1, "why"]
      )
    })
  )

  it.effect("T11: an open recording knows since when its session goes on", () =>
    Effect.gen(function* () {
      const journal = yield* Journal
      const { id } = yield* aSource
      const run = begun(yield* aRun(id), 1)
      const started = { _tag: "recording started", taskId: run.taskId, sourceId: id } as const
      yield* journal.write([entryOf(run), { ...started, at: at(9), sessionSince: at(2) }])
      const [open] = (yield* load(id)).openRuns
      assert.deepStrictEqual([open?.capture.recordingSince, open?.capture.sessionSince], [at(9), at(2)])
      yield* journal.write([{ ...started, at: at(20), sessionSince: null }])
      const [later] = (yield* load(id)).openRuns
      assert.deepStrictEqual([later?.capture.recordingSince, later?.capture.sessionSince], [at(20), at(20)])
    })
  )
})
