import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { foundRun, type Run, refusals, stopReasons } from "../../src/domain/supervision/Run.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { Journal, type JournalEntry } from "../../src/ports/Journal.ts"
import { contract } from "./contract.ts"
import { pastOf } from "./Lives.ts"
import { aSource, at, fresh, load } from "./World.ts"

const small = Schema.Literals([0, 1, 2])
const perhaps = Schema.NullOr(small)

/** Something that may be told of one of two runs, by small numbers. */
const Told = Schema.Union([
  Schema.TaggedStruct("run", {
    task: small,
    asked: small,
    startedAt: perhaps,
    pid: perhaps,
    end: Schema.NullOr(Schema.Literals(["exited", "stopped", "lost", "unsent", "refused"])),
    refusal: Schema.NullOr(Schema.Literals(refusals)),
    words: Schema.NullOr(Schema.Literals(["one", "two"])),
    tries: small,
    stopReason: Schema.NullOr(Schema.Literals(stopReasons))
  }),
  Schema.TaggedStruct("recording", { task: small, at: small, endedAt: perhaps, bytes: small }),
  Schema.TaggedStruct("recording started", { task: small, at: small, sessionSince: perhaps })
])
/** What is told together. */
const Tale = Schema.Array(Told).check(Schema.isMaxLength(8))

const moment = (n: number | null) => (n === null ? null : at(n))

const entry = (told: typeof Told.Type, sourceId: SourceId, taskId: TaskId): JournalEntry => {
  if (told._tag === "recording")
    return { ...told, taskId, sourceId, startedAt: at(told.at), endedAt: moment(told.endedAt) }
  if (told._tag === "recording started")
    return { _tag: told._tag, taskId, sourceId, at: at(told.at), sessionSince: moment(told.sessionSince) }
  const { end, refusal, startedAt, words } = told
  const run: Run = {
    ...foundRun(taskId, sourceId, at(told.tries), told.asked),
    startedAt: moment(startedAt),
    pid: told.pid,
    tries: told.tries,
    settings: words,
    stopReason: told.stopReason,
    ...(end !== null && {
      phase: "ended",
      endedAt: at(told.asked + 3),
      ending: end,
      exitCode: 1,
      refusal,
      message: words
    })
  }
  return { _tag: "run", run }
}

/** What a store has of three new sources with a run each, once these groups were told of them, each together; the first run is being stopped. */
const outcome = Effect.fnUntraced(function* (groups: ReadonlyArray<typeof Tale.Type>) {
  const journal = yield* Journal
  const mark = yield* fresh("together")
  const nameOf = (task: number) => TaskId.make(`${mark} ${task}`)
  const ids = [(yield* aSource).id, (yield* aSource).id, (yield* aSource).id] as const
  yield* journal.begin([foundRun(nameOf(0), ids[0], at(0))])
  yield* journal.stopping([{ taskId: nameOf(0), why: "double" }], at(1))
  for (const group of groups) yield* journal.write(group.map((told) => entry(told, ids[told.task], nameOf(told.task))))
  return yield* Effect.forEach(ids, (id) =>
    Effect.gen(function* () {
      const { runs, recordings } = yield* pastOf(id)
      const loaded = (yield* load(id)).runs
      return {
        past: runs.map((run) => ({ ...run, taskId: null })),
        loaded: loaded.map((run) => ({ ...run, taskId: null, sourceId: null })),
        recordings: recordings.map((one) => ({ ...one, id: null, taskId: null, sourceId: null }))
      }
    })
  )
})

/** What every `Journal` promises of facts that are written together. */
contract("Journal of what is told together", (it) => {
  it.effect.prop(
    "keeps the same of it, whatever it is and in whatever order, as if each had been told after the other",
    { first: Tale, second: Tale },
    ({ first, second }) =>
      Effect.gen(function* () {
        const each = yield* outcome([...first, ...second].map((told) => [told]))
        assert.deepStrictEqual(yield* outcome([first, second]), each)
        assert.deepStrictEqual(yield* outcome([[...first, ...second]]), each)
      }),
    { timeout: 120_000, arbitrary: { runs: 50, size: 12 } }
  )
})
