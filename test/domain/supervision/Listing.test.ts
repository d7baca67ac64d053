import { assert, describe, it } from "@effect/vitest"
import { applyListing, firstStart, isLive } from "../../../src/domain/supervision/Listing.ts"
import type { TaskRow } from "../../../src/domain/supervision/OverseerEvent.ts"
import { restoreRun } from "../../../src/domain/supervision/Restore.ts"
import { foundRun, isStopping, type Run } from "../../../src/domain/supervision/Run.ts"
import { answerDeadline, connectionLost, deliveryGrace } from "../../../src/domain/supervision/RunReducer.ts"
import { alive, asked, at, fresh, inQueue, row, source, started, stopping, task, told } from "./given.ts"

const soon = 1000
const late = 50 + answerDeadline

const phases = {
  sent: fresh(),
  queued: inQueue(),
  running: alive(),
  "queued and stopping": stopping(inQueue()),
  "running and stopping": stopping(alive())
} as const

const rows = {
  queued: { state: "queued", workerState: null, pid: null, startedAt: null, queuePosition: 2 },
  starting: { state: "active", workerState: null, pid: null },
  running: {},
  "running, stopped": { state: "stopped" },
  exited: { workerState: "exited", exitedAt: at(500), exitCode: 4 },
  "exited, stopped": { state: "stopped", workerState: "exited", exitedAt: at(500), exitCode: 0 },
  "exited, errored": { state: "errored", workerState: "exited", exitedAt: at(500), exitCode: 4 },
  none: null
} as const satisfies Readonly<Record<string, Partial<TaskRow> | null>>

type Shape = keyof typeof rows

/** What each row makes of each phase: for a list asked for soon, and for one that is a witness where that differs. */
const table: { readonly [P in keyof typeof phases]: { readonly [R in Shape]: readonly [string, string?] } } = {
  sent: {
    queued: ["queued"],
    starting: ["sent"],
    running: ["running"],
    "running, stopped": ["running stopping"],
    exited: ["ended/exited"],
    "exited, stopped": ["ended/stopped"],
    "exited, errored": ["ended/exited"],
    none: ["sent", "ended/unsent"]
  },
  queued: {
    queued: ["queued"],
    starting: ["queued"],
    running: ["running"],
    "running, stopped": ["running stopping"],
    exited: ["ended/exited"],
    "exited, stopped": ["ended/stopped"],
    "exited, errored": ["ended/exited"],
    none: ["ended/dequeued"]
  },
  running: {
    queued: ["running"],
    starting: ["running"],
    running: ["running"],
    "running, stopped": ["running stopping"],
    exited: ["ended/exited"],
    "exited, stopped": ["ended/stopped"],
    "exited, errored": ["ended/exited"],
    none: ["ended/lost"]
  },
  "queued and stopping": {
    queued: ["queued stopping", "queued"],
    starting: ["queued stopping"],
    running: ["running stopping", "running"],
    "running, stopped": ["running stopping"],
    exited: ["ended/stopped"],
    "exited, stopped": ["ended/stopped"],
    "exited, errored": ["ended/stopped"],
    none: ["ended/stopped"]
  },
  "running and stopping": {
    queued: ["running stopping"],
    starting: ["running stopping"],
    running: ["running stopping", "running"],
    "running, stopped": ["running stopping"],
    exited: ["ended/stopped"],
    "exited, stopped": ["ended/stopped"],
    "exited, errored": ["ended/stopped"],
    none: ["ended/stopped"]
  }
}

const show = (run: Run) =>
  run.ending === null ? `${run.phase}${isStopping(run) ? " stopping" : ""}` : `${run.phase}/${run.ending}`
const names = <K extends string>(of: { readonly [P in K]: unknown }) => Object.keys(of) as Array<K>

describe("a list", () => {
  it.each(
    names(phases).flatMap((phase) =>
      names(rows).flatMap((shape) =>
        [soon, late].map((ms, i) => ({ phase, shape, ms, after: table[phase][shape][i] ?? table[phase][shape][0] }))
      )
    )
  )("asked for after $ms ms with a row '$shape' makes of a run $phase: $after", ({ after, ms, phase, shape }) => {
    const run = phases[phase]
    const shown = rows[shape]
    assert.strictEqual(
      show(applyListing(run, shown === null ? undefined : row(run, shown), asked(ms), at(ms + 5))),
      after
    )
  })

  it("R34: proves that what waited fell out of the queue where its overseer lived then, and else that it was lost", () => {
    const fellOut = applyListing(inQueue(), undefined, asked(soon, 2, 10), at(soon))
    assert.deepStrictEqual([fellOut.ending, fellOut.startedAt, fellOut.refusal], ["dequeued", null, null])
    assert.include(fellOut.message, "lost its place")
    assert.strictEqual(applyListing(inQueue(), undefined, asked(soon, 2, 11), at(soon)).ending, "lost")
    const [running, exited] = [row(alive(), { startedAt: at(700) }), row(alive(), { ...rows.exited, startedAt: at(3) })]
    assert.deepStrictEqual(firstStart([running, exited, row(inQueue(), rows.queued)]), at(3))
    assert.isNull(firstStart([row(inQueue(), rows.queued)]))
  })

  it("T13: remembers of which stop it shows that it had no effect", () => {
    const shown = applyListing(stopping(alive()), row(alive(), rows.running), asked(late), at(late + 5))
    assert.deepStrictEqual([shown.stop, shown.stopRefuted], [null, at(50)])
  })

  it("tells the place in the queue, the process, its start and its end", () => {
    const queued = applyListing(fresh(), row(fresh(), rows.queued), asked(soon), at(soon))
    assert.deepStrictEqual([queued.queuePosition, queued.seenAt], [2, at(soon)])
    const running = applyListing(queued, row(queued, { pid: 42, startedAt: at(700) }), asked(soon), at(soon))
    assert.deepStrictEqual([running.queuePosition, running.pid, running.startedAt], [null, 42, at(700)])
    const ended = applyListing(running, row(running, rows.exited), asked(soon), at(soon))
    assert.deepStrictEqual([ended.exitCode, ended.endedAt], [4, at(500)])
  })

  it("begins nothing in the future, however far the overseer's clock runs ahead", () => {
    const early = applyListing(fresh(), row(fresh(), { startedAt: at(9999) }), asked(soon), at(soon))
    assert.strictEqual(early.startedAt, at(soon))
    const over = applyListing(fresh(), row(fresh(), { ...rows.exited, startedAt: at(9999) }), asked(soon), at(soon))
    assert.strictEqual(over.startedAt, at(soon))
  })

  it("ends nothing in the future", () => {
    const ended = applyListing(alive(), row(alive(), { ...rows.exited, exitedAt: at(9999) }), asked(soon), at(soon))
    assert.strictEqual(ended.endedAt, at(soon))
    assert.strictEqual(
      applyListing(alive(), row(alive(), { workerState: "exited" }), asked(soon), at(soon)).endedAt,
      at(soon)
    )
  })

  it("asked for before a run was last seen proves nothing by its absence", () => {
    const run = told(fresh(), started(400))
    assert.strictEqual(applyListing(run, undefined, asked(400), at(500)), run)
    assert.strictEqual(show(applyListing(run, undefined, asked(401), at(500))), "ended/lost")
  })

  it("asked for before the store told of a run proves nothing by its absence, though that began", () => {
    const { asked: soMuch, createdAt, pid, taskId } = alive()
    const stored = {
      asked: soMuch,
      taskId,
      sourceId: source,
      createdAt,
      pid,
      startedAt: at(10),
      stopReason: null,
      stalledAt: null
    }
    const run = restoreRun(
      { ...stored, settings: null, action: null, tries: 0, stopSentAt: null, recording: null, hindered: null },
      at(500)
    )
    assert.strictEqual(applyListing(run, undefined, asked(500), at(600)), run)
    assert.strictEqual(show(applyListing(run, undefined, asked(501), at(600))), "ended/lost")
  })

  it("asked for just before a start says nothing about it", () => {
    assert.strictEqual(applyListing(phases.sent, undefined, asked(-5), at(3)), phases.sent)
  })
})

describe("a command's fate", () => {
  const dropped = connectionLost(fresh(), 1, at(20_000))
  const stopDropped = connectionLost(stopping(alive()), 1, at(20_000))

  it.each([
    { name: "on its own connection, before the deadline", run: fresh(), ms: answerDeadline - 1, on: 1, known: false },
    { name: "on its own connection, at the deadline", run: fresh(), ms: answerDeadline, on: 1, known: true },
    { name: "on another while its own is open", run: fresh(), ms: 90_000, on: 2, known: false },
    { name: "on another too soon", run: dropped, ms: 20_000 + deliveryGrace - 1, on: 2, known: false },
    { name: "on another after the grace", run: dropped, ms: 20_000 + deliveryGrace, on: 2, known: true }
  ])("is shown by a list asked for $name: $known", ({ known, ms, on, run }) => {
    assert.strictEqual(applyListing(run, undefined, asked(ms, on), at(ms)).phase, known ? "ended" : "sent")
  })

  it.each([
    { name: "too soon", ms: 20_000 + deliveryGrace - 1, again: false },
    { name: "after the grace", ms: 20_000 + deliveryGrace, again: true }
  ])("lets a stop be sent again by a list on a new connection $name: $again", ({ again, ms }) => {
    assert.strictEqual(applyListing(stopDropped, row(stopDropped), asked(ms, 2), at(ms)).stop === null, again)
  })

  it("is settled once a stop was seen at work: it is never sent again", () => {
    const seen = applyListing(stopDropped, row(stopDropped, { state: "stopped" }), asked(soon, 2), at(soon))
    assert.isTrue(seen.stopSeen)
    const much = applyListing(seen, row(seen, { state: "stopped" }), asked(900_000, 2), at(900_000))
    assert.isTrue(isStopping(much) && much.stop !== null)
  })
})

describe("a run restored from the store", () => {
  const restored = (run: Run, ms: number): Run => ({
    ...run,
    seenAt: null,
    start: run.start === null ? null : { ...run.start, connection: 0, lostAt: at(ms) },
    stop: run.stop === null ? null : { ...run.stop, connection: 0, lostAt: at(ms) }
  })

  it.each([
    { name: "running", run: alive(), ending: "lost" },
    { name: "stopping", run: stopping(alive()), ending: "stopped" }
  ])("as $name and absent has ended: $ending", ({ ending, run }) => {
    assert.strictEqual(applyListing(restored(run, 5000), undefined, asked(6000), at(6000)).ending, ending)
  })

  it("as sent waits until its start can no longer arrive", () => {
    const run = restored(fresh(), 20_000)
    assert.strictEqual(applyListing(run, undefined, asked(29_999), at(30_000)), run)
    assert.strictEqual(applyListing(run, undefined, asked(30_000), at(30_000)).ending, "unsent")
  })
})

it("a row is live when it waits or works", () => {
  const run = foundRun(task(), source, at(0))
  const live = names(rows).filter((shape) => shape !== "none" && isLive(row(run, rows[shape] ?? {})))
  assert.deepStrictEqual(live, ["queued", "running", "running, stopped"])
})
