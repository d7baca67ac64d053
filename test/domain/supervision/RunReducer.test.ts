import { assert, describe, it } from "@effect/vitest"
import { foundRun, isHeld, isOpen, isStopping, noCapture, type Run } from "../../../src/domain/supervision/Run.ts"
import { connectionLost, end, reduceRun, refuse, stopSent } from "../../../src/domain/supervision/RunReducer.ts"
import * as given from "./given.ts"
import {
  alive,
  at,
  dequeued,
  exited,
  fresh,
  inQueue,
  queued,
  recorderLine,
  said,
  started,
  stopping,
  told
} from "./given.ts"

const phases = {
  sent: fresh(),
  queued: inQueue(),
  running: alive(),
  "queued and stopping": stopping(inQueue()),
  "running and stopping": stopping(alive()),
  ended: told(alive(), exited(40, 2))
} as const

const events = {
  started: started(100),
  queued: queued(100, 3),
  dequeued: dequeued(100),
  exited: exited(100, 1),
  "exited as asked": exited(100, 0, true),
  output: said(100, recorderLine("HEARTBEAT", { file: "a.ts", bytes_written: "5" }))
} as const

/** The phase, and the ending after the slash, that each event leads to from each phase. */
const table: { readonly [P in keyof typeof phases]: { readonly [E in keyof typeof events]: string } } = {
  sent: {
    started: "running",
    queued: "queued",
    dequeued: "ended/dequeued",
    exited: "ended/exited",
    "exited as asked": "ended/stopped",
    output: "running"
  },
  queued: {
    started: "running",
    queued: "queued",
    dequeued: "ended/dequeued",
    exited: "ended/exited",
    "exited as asked": "ended/stopped",
    output: "running"
  },
  running: {
    started: "running",
    queued: "running",
    dequeued: "running",
    exited: "ended/exited",
    "exited as asked": "ended/stopped",
    output: "running"
  },
  "queued and stopping": {
    started: "running",
    queued: "queued",
    dequeued: "ended/stopped",
    exited: "ended/stopped",
    "exited as asked": "ended/stopped",
    output: "running"
  },
  "running and stopping": {
    started: "running",
    queued: "running",
    dequeued: "running",
    exited: "ended/stopped",
    "exited as asked": "ended/stopped",
    output: "running"
  },
  ended: {
    started: "ended/exited",
    queued: "ended/exited",
    dequeued: "ended/exited",
    exited: "ended/exited",
    "exited as asked": "ended/exited",
    output: "ended/exited"
  }
}

const show = (run: Run) => (run.ending === null ? run.phase : `${run.phase}/${run.ending}`)
const names = <K extends string>(of: { readonly [P in K]: unknown }) => Object.keys(of) as Array<K>

describe("a run", () => {
  it.each(
    names(phases).flatMap((phase) => names(events).map((event) => ({ phase, event, after: table[phase][event] })))
  )("$phase that hears '$event' is $after", ({ after, event, phase }) => {
    const before = phases[phase]
    const run = told(before, events[event])
    assert.strictEqual(show(run), after)
    assert.strictEqual(run.stop, before.stop)
    if (phase === "ended") assert.strictEqual(run, before)
    else if (run !== before && run.phase !== "running") assert.strictEqual(run.seenAt, at(100))
  })

  it("is not known to have begun by a line, but by the overseer's word, and at the latest as it was to begin by its exit", () => {
    const speaking = told(fresh(), said(9_000, "x"))
    assert.deepStrictEqual([speaking.phase, speaking.startedAt], ["running", null])
    assert.strictEqual(told(speaking, started(20)).startedAt, at(20))
    assert.strictEqual(told(speaking, exited(9_500)).startedAt, speaking.createdAt)
  })

  it("keeps its start when it is told again, and its place in the queue until it runs", () => {
    const run = told(inQueue(), queued(30, 4))
    assert.deepStrictEqual([run.queuePosition, run.startedAt, run.pid], [4, null, null])
    const running = told(run, started(50), started(70), said(90, "x"))
    assert.deepStrictEqual([running.queuePosition, running.startedAt, running.pid], [null, at(50), 100])
  })

  it("ends the same whatever the order in which its events come", () => {
    const events = [queued(20), started(30), said(40, recorderLine("SLEEP")), exited(90, 3)]
    const orders = (left: typeof events): Array<typeof events> =>
      left.length === 0 ? [[]] : left.flatMap((one, i) => orders(left.toSpliced(i, 1)).map((rest) => [one, ...rest]))
    const ends = orders(events).map((order) => told(fresh(), ...order))
    assert.strictEqual(ends.length, 24)
    for (const run of ends) {
      assert.deepStrictEqual([show(run), run.exitCode, run.endedAt, run.pid], ["ended/exited", 3, at(90), 100])
    }
  })

  it("believes no event from the future", () => {
    const run = reduceRun(fresh(), { _tag: "started", taskId: given.task(), pid: 1, at: at(9000) }, at(20))
    assert.strictEqual(run.startedAt, at(20))
    const gone = reduceRun(
      run,
      { _tag: "exited", taskId: given.task(), pid: 1, exitCode: 1, intentional: false, at: at(9999) },
      at(30)
    )
    assert.strictEqual(gone.endedAt, at(30))
  })

  it("keeps the recorder's last words of trouble until a recording begins", () => {
    const fatal = JSON.stringify({ level: "fatal", message: "no such stream" })
    const failed = told(alive(), said(20, fatal), exited(30, 1))
    assert.strictEqual(failed.message, "no such stream")
    const recovered = told(alive(), said(20, fatal), said(25, recorderLine("RECORDING START")), exited(30, 1))
    assert.strictEqual(recovered.message, null)
    assert.strictEqual(told(alive(), said(20, JSON.stringify({ level: "warn", message: "slow" }))).message, null)
  })

  it("that ended captures nothing more, but is remembered by its last recording", () => {
    const run = told(alive(), said(20, recorderLine("RECORDING START")))
    assert.strictEqual(run.capture.state, "recording")
    assert.deepStrictEqual(told(run, exited(30)).capture, { ...noCapture, lastRecordingAt: at(20) })
  })

  it("ends once", () => {
    const ended = end(alive(), "lost", at(60))
    assert.strictEqual(end(ended, "exited", at(70), { exitCode: 1 }), ended)
    const refused = refuse(fresh(), "refused", "unknown action", at(30))
    assert.deepStrictEqual([refused.ending, refused.message, refused.endedAt], ["refused", "unknown action", at(30)])
  })

  it("is held, open and stopping as its phase and its stop say", () => {
    const facts = names(phases).map((phase) => [isOpen, isHeld, isStopping].map((is) => is(phases[phase])))
    assert.deepStrictEqual(facts, [
      [true, false, false],
      [true, true, false],
      [true, true, false],
      [true, true, true],
      [true, true, true],
      [false, false, false]
    ])
    assert.isFalse(isStopping(told(stopping(alive()), exited(60))))
    assert.isTrue(isStopping({ ...alive(), stopSeen: true }))
  })

  it("that was found was seen", () => {
    assert.strictEqual(foundRun(given.task(), given.source, at(5)).seenAt, at(5))
  })
})

describe("a lost connection", () => {
  it("takes the witness from commands that were sent on it or on an earlier one, once", () => {
    const run = stopSent(alive(), given.sent(50, 2), "unwanted")
    const lost = connectionLost(run, 2, at(70))
    assert.deepStrictEqual([lost.start?.lostAt, lost.stop?.lostAt], [at(70), at(70)])
    assert.strictEqual(connectionLost(lost, 2, at(90)), lost)
    assert.strictEqual(connectionLost(run, 0, at(70)), run)
    assert.deepStrictEqual(connectionLost(run, 1, at(70)).stop, run.stop)
  })
})

describe("R18: an end that a clock dates before its beginning", () => {
  it("is one of the beginning, so that the failure is no old one", () => {
    const run = alive(1, given.source, 50)
    const { endedAt, ending } = told(run, exited(-40_000, 1))
    assert.strictEqual(ending, "exited")
    assert.strictEqual(endedAt, run.startedAt)
  })
})
