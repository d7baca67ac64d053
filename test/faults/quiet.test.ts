import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import { coverage, totals } from "../../src/domain/recordings/Coverage.ts"
import { lossesWithin } from "../../src/domain/recordings/Losses.ts"
import { later } from "../../src/domain/values/Time.ts"
import type { MediaFile } from "../../src/ports/MediaFiles.ts"
import { contents, recorded, stack } from "./Stack.ts"

/** A recorder that runs and prints nothing, as streamlink does, and the file that it writes. */
const quiet = Effect.gen(function* () {
  const s = yield* stack()
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  yield* s.pass(2)
  const [task] = yield* s.scripted.live
  const taskId = task?.taskId ?? assert.fail("nothing runs")
  const from = yield* s.now
  const name = "2026-01-01_00-00-02.ts"

  /** Lets the file grow for so many seconds, or none do so. */
  const grows = (seconds: number) =>
    Effect.forEach(
      Array.from({ length: seconds }),
      () =>
        Effect.gen(function* () {
          yield* s.pass(1)
          const modifiedAt = yield* s.now
          const bytes = (recorded[0]?.bytes ?? 0) + 1_000
          const file: MediaFile = { path: name, name, session: "", bytes, startedAt: from, modifiedAt }
          recorded.splice(0, 1, file)
        }),
      { discard: true }
    )

  const covered = Effect.gen(function* () {
    const to = yield* s.now
    const past = yield* s.events.past(sourceId, from, to)
    const lost = lossesWithin(past.events, null, from, to)
    return totals(coverage({ ...past, knownSince: from }, from, to), lost)
  })
  const seconds = (ms: number) => Math.round(ms / 1_000)
  const view = Effect.map(s.view(id, "carol"), ({ sessionBytes, state, status }) => ({ status, state, sessionBytes }))
  return { ...s, taskId, sourceId, from, name, grows, covered, seconds, view }
})

describe("T4: a recorder that tells nothing", () => {
  it.effect("is shown as recording while its newest file grows, with its bytes", () =>
    Effect.gen(function* () {
      const s = yield* quiet
      yield* s.pass(20)
      assert.strictEqual((yield* s.view).status, "waiting")
      yield* s.grows(40)
      const { sessionBytes, ...view } = yield* s.view
      assert.deepStrictEqual(view, { status: "recording", state: "recording" })
      assert.isAtLeast(sessionBytes, 20_000)
    })
  )

  it.effect("did not record while nothing grew, and says so meanwhile", () =>
    Effect.gen(function* () {
      const s = yield* quiet
      yield* s.grows(60)
      yield* s.pass(120)
      assert.strictEqual((yield* s.view).status, "stalled")
      yield* s.grows(60)
      assert.strictEqual((yield* s.view).status, "recording")
      contents.set(s.name, { duration: 120_000, holes: 0, missing: 0 })
      yield* s.scripted.exit(s.taskId, 0)
      yield* s.pass(5)
      const told = yield* s.covered
      assert.closeTo(s.seconds(told.recorded), 120, 16)
      assert.closeTo(s.seconds(told.byCause.stalled ?? 0), 120, 16)
      assert.strictEqual(told.lost, 0)
      assert.include(yield* s.told(s.sourceId), "finished")
    })
  )

  it.effect("recorded no more than its files hold: every third segment is lost", () =>
    Effect.gen(function* () {
      const s = yield* quiet
      yield* s.grows(90)
      contents.set(s.name, { duration: 60_000, holes: 15, missing: 30_000 })
      yield* s.scripted.exit(s.taskId, 0)
      yield* s.pass(5)
      assert.strictEqual((yield* s.covered).lost, 30_000)
      const { events } = yield* s.events.past(s.sourceId, s.from, later(s.from, 600_000))
      assert.deepStrictEqual(
        events.flatMap(({ detail, type }) => (type === "lossy" ? [detail] : [])),
        ["parts are lost: 15 gaps, 30 s"]
      )
    })
  )

  it.effect("goes on to be known by its files after a restart of the backend, and ends well", () =>
    Effect.gen(function* () {
      const s = yield* quiet
      yield* s.grows(40)
      yield* s.kill
      yield* s.boot
      yield* s.grows(60)
      const live = Context.get(yield* s.services, LiveState)
      assert.deepInclude(live.run(s.taskId)?.capture, { state: "recording", recordingSince: s.from })
      yield* s.pass(90)
      assert.strictEqual((yield* s.view).status, "stalled")
      yield* s.kill
      yield* s.scripted.exit(s.taskId, 0)
      yield* s.boot
      yield* s.pass(10)
      assert.include(yield* s.told(s.sourceId), "finished")
    })
  )
})
