import { assert, describe, it } from "@effect/vitest"
import { applyListing } from "../../../src/domain/supervision/Listing.ts"
import { deliveryGrace, end, refuse } from "../../../src/domain/supervision/RunReducer.ts"
import { alive, asked, at, exited, fresh, inQueue, queued, row, said, sent, started, stopping, told } from "./given.ts"

const rows = {
  queued: { state: "queued", workerState: null, pid: null, startedAt: null, queuePosition: 2 },
  exited: { workerState: "exited", exitedAt: at(500), exitCode: 4 }
} as const

describe("a run that was given up", () => {
  const lost = end(fresh(), "unsent", at(30_000))

  it.each([
    { name: "unsent", run: lost },
    { name: "lost", run: end(alive(), "lost", at(30_000)) },
    { name: "refused", run: refuse(fresh(), "known", "task already running or starting", at(30_000)) },
    { name: "stopped without an exit", run: end(stopping(inQueue()), "stopped", at(30_000)) }
  ])("as $name is open again when a later list shows it alive", ({ run }) => {
    const found = applyListing(run, row(run), asked(31_000, 2), at(31_001))
    assert.strictEqual(found.phase, "running")
    assert.deepStrictEqual([found.ending, found.endedAt, found.createdAt], [null, null, run.createdAt])
    assert.strictEqual(applyListing(run, row(run, rows.queued), asked(31_000, 2), at(31_001)).phase, "queued")
  })

  it.each([started(31_000), queued(31_000), exited(31_000), said(31_000, "{}")])(
    "R34: as unsent is refuted by whatever is heard of it: $_tag",
    (event) => {
      const found = told(lost, event)
      assert.include(["running", "queued", "exited"], found.ending ?? found.phase)
      assert.strictEqual(found.createdAt, lost.createdAt)
      const gone = end(alive(), "lost", at(30_000))
      assert.strictEqual(told(gone, event), gone)
    }
  )

  it("stays ended for a list asked for before, and for a row that is not alive", () => {
    assert.strictEqual(applyListing(lost, row(lost), asked(30_000, 2), at(31_000)), lost)
    assert.strictEqual(applyListing(lost, row(lost, rows.exited), asked(31_000, 2), at(31_000)), lost)
    assert.strictEqual(applyListing(lost, undefined, asked(31_000, 2), at(31_000)), lost)
  })

  it("by an exit that was told stays ended whatever a stale list shows", () => {
    for (const run of [told(alive(), exited(40)), told(stopping(alive()), exited(40, 0))]) {
      assert.strictEqual(applyListing(run, row(run), asked(90_000, 2), at(90_000)), run)
    }
  })

  it("remembers a stop that was sent, which from then on has lost its witness", () => {
    const run = end({ ...stopping(inQueue()), stop: sent(50, 1) }, "stopped", at(30_000))
    const found = applyListing(run, row(run), asked(31_000, 2), at(31_001))
    assert.deepStrictEqual(found.stop, { ...sent(50, 1), lostAt: at(31_001) })
    assert.isNull(applyListing(found, row(found), asked(31_001 + deliveryGrace, 2), at(50_000)).stop)
  })
})
