import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Measuring from "../../../src/app/recordings/Measuring.ts"
import * as Settling from "../../../src/app/recordings/Settling.ts"
import { StorageWatch } from "../../../src/app/recordings/StorageWatch.ts"
import { RunJournal } from "../../../src/app/supervision/journal/RunJournal.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import { noCapture, type Run } from "../../../src/domain/supervision/Run.ts"
import { end } from "../../../src/domain/supervision/RunReducer.ts"
import { later } from "../../../src/domain/values/Time.ts"
import type { JournalEntry } from "../../../src/ports/Journal.ts"
import { type MediaFile, MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"
import { type Past, WorkerEvents } from "../../../src/ports/WorkerEvents.ts"
import { aRun, carol, desk, now, task } from "../supervision/desk.ts"

const seconds = (n: number) => later(now, n * 1_000)

/** A run that records into this file since `now`. */
const recording = (file: string): Run => ({
  ...aRun(1),
  phase: "running",
  startedAt: now,
  capture: { ...noCapture, state: "recording", segmented: true, recordingSince: now, file }
})

const ended = (at: number): Run => end(recording("s/a_00001.ts"), "exited", seconds(at), { exitCode: 1 })

/** What is measured on a disk that a test describes, at the desk; and what of it is written down. */
const measuring = Effect.gen(function* () {
  const { live } = yield* desk
  const written: Array<JournalEntry> = []
  const disk = {
    sizes: { file: 0, recording: 0, session: 0 },
    files: [] as Array<MediaFile>,
    probed: Effect.void as Effect.Effect<void>,
    /** The runs that are on record. */
    runs: [] as Array<Past["runs"][number]>
  }
  const world = Layer.mergeAll(
    Layer.succeed(LiveState, live),
    Layer.succeed(RunJournal, RunJournal.of({ append: (entries) => void written.push(...entries) })),
    Layer.mock(MediaFiles)({
      root: "/recordings",
      measure: () => Effect.sync(() => disk.sizes),
      list: () => Effect.sync(() => ({ files: disk.files, complete: true }))
    }),
    Layer.mock(PlaybackIndex)({}),
    Layer.succeed(StorageWatch, StorageWatch.of({ probed: Effect.suspend(() => disk.probed) })),
    Layer.mock(WorkerEvents)({
      past: () => Effect.sync(() => ({ runs: disk.runs, recordings: [], events: [], wishes: [], outages: [] }))
    })
  )
  yield* Layer.build(Layer.mergeAll(Measuring.layer, Settling.layer).pipe(Layer.provide(world)))
  const goesOn = (run: Run) =>
    Effect.andThen(
      Effect.sync(() => live.apply(run)),
      TestClock.adjust("1 millis")
    )
  return { live, disk, written, goesOn }
})

describe("R34: the bytes of a recording", () => {
  it.effect("are measured around a file as soon as it begins; what it holds itself its recorder tells", () =>
    Effect.gen(function* () {
      const { disk, goesOn, live, written } = yield* measuring
      disk.sizes = { file: 7, recording: 100, session: 1_000 }
      yield* goesOn(recording("s/a_00001.ts"))
      assert.deepStrictEqual(live.measured(task(1)), { file: "s/a_00001.ts", own: 0, recording: 100, session: 1_000 })
      assert.deepStrictEqual(written, [])
    })
  )

  it.effect("are written down with each file that ends, while the recording goes on", () =>
    Effect.gen(function* () {
      const { disk, goesOn, written } = yield* measuring
      yield* goesOn(recording("s/a_00001.ts"))
      disk.sizes = { file: 10, recording: 100, session: 0 }
      yield* goesOn(recording("s/a_00002.ts"))
      assert.deepStrictEqual(written, [
        { _tag: "recording", taskId: task(1), sourceId: carol, startedAt: now, endedAt: null, bytes: 110 }
      ])
    })
  )

  it.effect("are those of its files once its run has ended, and so are its begin and end", () =>
    Effect.gen(function* () {
      const { disk, goesOn, written } = yield* measuring
      yield* goesOn(recording("s/a_00001.ts"))
      const [startedAt, modifiedAt] = [seconds(3), seconds(55)]
      disk.files = [{ path: "s/a_00001.ts", name: "a_00001.ts", session: "s", bytes: 4_711, startedAt, modifiedAt }]
      yield* TestClock.adjust("60 seconds")
      yield* goesOn(ended(60))
      const settled = () => written.filter(({ _tag }) => _tag === "settled")
      assert.deepStrictEqual(settled(), [], "its recorder may be closing its files")
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(settled(), [
        {
          _tag: "settled",
          taskId: task(1),
          sourceId: carol,
          recordings: [{ startedAt, endedAt: modifiedAt, bytes: 4_711 }]
        }
      ])
    })
  )

  it.effect("stay as they were told where the disk has no file of that time", () =>
    Effect.gen(function* () {
      const { disk, goesOn, written } = yield* measuring
      const [startedAt, modifiedAt] = [seconds(-900), seconds(-600)]
      disk.files = [{ path: "s/a_00001.ts", name: "a_00001.ts", session: "s", bytes: 1, startedAt, modifiedAt }]
      yield* goesOn(recording("s/a_00001.ts"))
      yield* goesOn(ended(0))
      yield* TestClock.adjust("5 seconds")
      assert.isFalse(written.some(({ _tag }) => _tag === "settled"))
    })
  )

  const unheard = "s/b_00001.ts"
  const itsFile: MediaFile = {
    path: unheard,
    name: "b_00001.ts",
    session: "s",
    bytes: 5,
    startedAt: seconds(3),
    modifiedAt: seconds(9)
  }

  it.effect("are put on record of a run that was stopped before anybody had heard that it began", () =>
    Effect.gen(function* () {
      const { disk, goesOn, written } = yield* measuring
      disk.files = [itsFile]
      yield* goesOn(aRun(1))
      yield* goesOn(end(aRun(1), "stopped", seconds(10)))
      yield* TestClock.adjust("15 seconds")
      assert.deepStrictEqual(
        written.filter(({ _tag }) => _tag === "settled"),
        [
          {
            _tag: "settled",
            taskId: task(1),
            sourceId: carol,
            recordings: [{ startedAt: seconds(3), endedAt: seconds(9), bytes: 5 }]
          }
        ]
      )
    })
  )

  it.effect(
    "prove that a run was there which was given up as never sent, unless they are of one that is on record",
    () =>
      Effect.gen(function* () {
        const { disk, goesOn, live } = yield* measuring
        disk.files = [itsFile]
        const [startedAt, endedAt] = [seconds(8), seconds(12)]
        // That it began was heard late, and so is dated late.
        const another = { taskId: task(2), createdAt: seconds(2), startedAt, endedAt, ending: "stopped" } as const
        disk.runs = [{ ...another, exitCode: null, stopReason: null, livedAt: null }]
        yield* goesOn(aRun(1))
        yield* goesOn(end(aRun(1), "unsent", seconds(10)))
        yield* TestClock.adjust("15 seconds")
        assert.strictEqual(live.run(task(1))?.ending, "unsent")
        disk.runs = []
        yield* goesOn(aRun(3))
        yield* goesOn(end(aRun(3), "unsent", seconds(16)))
        yield* TestClock.adjust("15 seconds")
        assert.strictEqual(live.run(task(3))?.ending, "lost")
      })
  )

  it.effect("are looked for as soon as it is known whether the folder is the one that recordings go to", () =>
    Effect.gen(function* () {
      const { disk, goesOn, written } = yield* measuring
      const known = yield* Deferred.make<void>()
      disk.probed = Deferred.await(known)
      const settled = () => written.filter(({ _tag }) => _tag === "settled").length
      yield* goesOn(recording("s/a_00001.ts"))
      yield* goesOn(ended(10))
      yield* TestClock.adjust("60 seconds")
      disk.files = [{ ...itsFile, path: "s/a_00001.ts", name: "a_00001.ts" }]
      assert.strictEqual(settled(), 0)
      yield* Deferred.succeed(known, undefined)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(settled(), 1)
    })
  )
})
