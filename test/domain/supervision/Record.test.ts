import { assert, describe, it } from "@effect/vitest"
import { toldAgain, withRecord } from "../../../src/domain/supervision/Record.ts"
import { restoreEndedRun, restoreRun } from "../../../src/domain/supervision/Restore.ts"
import { type Ending, noCapture, type Run } from "../../../src/domain/supervision/Run.ts"
import { end } from "../../../src/domain/supervision/RunReducer.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { alive, at, fresh, stopping } from "./given.ts"

/** A run as the store has it. */
const stored = (run: Run, more: Partial<Run> = {}): Run =>
  restoreRun({ ...run, recording: null, hindered: null, stopSentAt: run.stop?.at ?? null, ...more }, at(1_000))
const storedEnd = (run: Run, ending: Ending): Run => restoreEndedRun({ ...end(run, ending, at(900)), message: "why" })

const phases = (runs: ReadonlyArray<Run>) => runs.map(({ ending, phase }) => ending ?? phase)

describe("runs joined with their record", () => {
  it("are what the record has where nothing else is known", () => {
    const [open, last] = [stored(fresh(2)), storedEnd(fresh(1), "refused")]
    assert.deepStrictEqual(withRecord([], [open, last]), [open, last])
  })

  it("that only their record shows go on as it does, and go with it", () => {
    const sent = stored(fresh())
    const running = stored(alive())
    assert.deepStrictEqual(withRecord([sent], [running]), [running])
    assert.deepStrictEqual(withRecord([sent], []), [])
    assert.deepStrictEqual(phases(withRecord([sent], [storedEnd(fresh(), "unsent")])), ["unsent"])
  })

  it("that were seen keep what was seen, and learn what only the leader knows", () => {
    const seen = alive()
    const [joined] = withRecord([seen], [stored(stopping(seen), { stalledAt: at(70), settings: "720p" })])
    assert.strictEqual(joined?.pid, seen.pid)
    assert.deepStrictEqual(joined?.capture, seen.capture)
    assert.strictEqual(joined?.stop?.at, at(50))
    assert.strictEqual(joined?.stalledAt, at(70))
    assert.strictEqual(joined?.settings, "720p")
  })

  it("have lost the witness of what another backend sent for them when the record was last read", () => {
    const [first, then] = [at(1_000), at(9_000)]
    const read = (run: Run, readAt: Instant) =>
      restoreRun({ ...run, recording: null, hindered: null, stopSentAt: run.stop?.at ?? null }, readAt)
    const [unseen] = withRecord([read(fresh(), first)], [read(fresh(), then)])
    assert.strictEqual(unseen?.start?.lostAt, then)
    const seen = { ...alive(), stop: read(stopping(alive()), first).stop }
    const [told] = withRecord([seen], [read(stopping(alive()), then)])
    assert.strictEqual(told?.stop?.lostAt, then)
    const [own] = withRecord([stopping(alive())], [read(stopping(alive()), then)])
    assert.strictEqual(own?.stop?.connection, 1)
  })

  it("T13: are not stopping again by the record of a stop that a list showed to have had no effect, once nothing of it can arrive", () => {
    const record = stored(stopping(alive()))
    const goesOn = (seenAt: number) => ({ ...alive(), stopRefuted: at(50), seenAt: at(seenAt) })
    assert.strictEqual(withRecord([goesOn(30_049)], [record])[0]?.stop?.at, at(50))
    assert.isNull(withRecord([goesOn(30_050)], [record])[0]?.stop)
    const again = { ...record, stop: { at: at(31_000), connection: 0, lostAt: at(31_000) } }
    assert.strictEqual(withRecord([goesOn(40_000)], [again])[0]?.stop?.at, at(31_000))
  })

  it("that were seen to end have ended, whatever the record still says, and take its words once it says so", () => {
    const ended = end(alive(), "exited", at(100), { exitCode: 1 })
    assert.deepStrictEqual(withRecord([ended], [stored(alive())]), [ended])
    assert.strictEqual(withRecord([ended], [storedEnd(alive(), "exited")])[0]?.message, "why")
  })

  it("that were seen refute that they never were there, and no other ending", () => {
    assert.deepStrictEqual(phases(withRecord([alive()], [storedEnd(alive(), "unsent")])), ["running"])
    assert.deepStrictEqual(phases(withRecord([alive()], [storedEnd(alive(), "refused")])), ["running"])
    assert.deepStrictEqual(phases(withRecord([alive()], [storedEnd(alive(), "lost")])), ["lost"])
  })

  it("R18: come in the order that the record has, whatever clocks say, after what it does not have", () => {
    const [first, second, third] = [alive(1, undefined, 900), fresh(2, undefined, 500), fresh(3, undefined, 100)]
    const last = storedEnd(second, "unsent")
    const unknown = alive(4, undefined, 0)
    const joined = withRecord([stored(third), unknown, first], [stored(first), last, stored(third)])
    assert.deepStrictEqual(
      joined.map(({ taskId }) => taskId),
      [unknown, first, second, third].map(({ taskId }) => taskId)
    )
  })
})

describe("what is told once more of a recording that is on record", () => {
  const recording = (since: number): Run => ({
    ...alive(),
    capture: { ...noCapture, state: "recording", recordingSince: at(since), sessionSince: at(since) }
  })

  it.each([
    ["is dated as there", 100_000, 92_000, 100_000],
    ["is dated as there, also if it was told later", 100_000, 108_000, 100_000],
    ["is another recording where that is far", 100_000, 150_000, 150_000]
  ])("%s", (_, known, told, since) => {
    assert.strictEqual(toldAgain(recording(known), recording(told)).capture.recordingSince, at(since))
  })
})
