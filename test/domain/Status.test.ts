import { assert, describe, it } from "@effect/vitest"
import { noHistory } from "../../src/domain/History.ts"
import type { Hold } from "../../src/domain/Hold.ts"
import { type Mark, reasons, type Step, type StepName } from "../../src/domain/Reasons.ts"
import { isOpen, type Run } from "../../src/domain/Run.ts"
import { type Facts, ofSource, resolve, type Status, stateOf } from "../../src/domain/Status.ts"
import { alive, at, exited, fresh, inQueue, recorderLine, said, stopping, told } from "./given.ts"
import { holds } from "./situations.ts"

const now = at(60_000)
const interval = 1000
const capturing = told(
  alive(),
  said(59_000, recorderLine("RECORDING START")),
  said(59_500, recorderLine("HEARTBEAT", { file: "a_00000.ts", bytes_written: "5" }))
)
const silent = told(alive(), said(1000, recorderLine("HEARTBEAT", { file: "a_00000.ts", bytes_written: "5" })))

const runs: Readonly<Record<string, Run | null>> = {
  none: null,
  ended: told(alive(), exited(90)),
  sent: fresh(),
  queued: inQueue(),
  "queued, stopping": stopping(inQueue()),
  starting: alive(),
  sleeping: told(alive(), said(50, recorderLine("SLEEP", { interval: "00:00:15" }))),
  "between recordings": told(
    alive(),
    said(50, recorderLine("SESSION START")),
    said(60, recorderLine("RECORDING START")),
    said(70, recorderLine("RECORDING END"))
  ),
  capturing,
  silent,
  "capturing, stopping": stopping(capturing),
  "stopped by others": { ...capturing, stopSeen: true }
}

const tripped = { ...noHistory, errored: { at: at(5), cause: "the recorder failed 5 times within 15 min" } }
const links = [null, { since: at(1000), lastHeardAt: null }, { since: at(1000), lastHeardAt: at(900) }] as const

interface Case {
  readonly facts: Facts
  readonly run: string
}

/** Every combination of what a status depends on. */
const cases: ReadonlyArray<Case> = Object.entries(runs).flatMap(([name, run]) =>
  [null, ...Object.values(holds)].flatMap((hold: Hold | null) =>
    [noHistory, tripped].flatMap((history) =>
      links.flatMap((linkDown) =>
        [true, false].map((wanted) => ({
          run: name,
          facts: {
            eligible: wanted && history.errored === null,
            wanted,
            history,
            failuresInWindow: 2,
            hold,
            run,
            linkDown,
            heartbeatInterval: interval,
            now
          }
        }))
      )
    )
  )
)

const ofRun: Readonly<Record<string, Status>> = {
  sent: "starting",
  queued: "queued",
  "queued, stopping": "stopping",
  starting: "waiting",
  sleeping: "waiting",
  "between recordings": "waiting",
  capturing: "recording",
  silent: "stalled",
  "capturing, stopping": "stopping",
  "stopped by others": "stopping"
}

const ofHold: { readonly [T in Hold["_tag"]]: Status } = {
  backoff: "backoff",
  blocked: "backoff",
  full: "backoff",
  driver: "held",
  disk: "held",
  refused: "error"
}

/** The order of the statuses as a ladder: the first rung that holds. */
const expected = ({ facts, run }: Case): Status => {
  const none = run === "none" || run === "ended"
  if (!facts.wanted) return "inactive"
  if (facts.history.errored !== null) return "error"
  if (none && facts.hold?._tag === "refused") return "error"
  if (facts.linkDown !== null) return "unknown"
  if (!none) return ofRun[run] ?? "starting"
  return facts.hold === null ? "starting" : ofHold[facts.hold._tag]
}

describe("a status", () => {
  it("is exactly one for every combination of facts, in the right order of precedence", () => {
    assert.strictEqual(cases.length, 12 * 7 * 2 * 3 * 2)
    const seen = new Set<Status>()
    for (const one of cases) {
      const { reason, status } = ofSource(one.facts)
      assert.strictEqual(status, expected(one), `${one.run} ${one.facts.hold?._tag}: ${reason}`)
      seen.add(status)
    }
    assert.strictEqual(seen.size, 11)
  })

  it("of an active subscription is its source's, of any other it is inactive", () => {
    for (const { facts } of cases) {
      if (facts.wanted) assert.deepStrictEqual(resolve(facts, "active"), ofSource(facts))
      for (const posture of ["paused", "archived"] as const) {
        const { reason, status } = resolve(facts, posture)
        assert.strictEqual(status, "inactive")
        assert.match(reason, posture === "paused" ? /^You paused/ : /^You archived/)
        assert.strictEqual(reason.includes("others"), facts.wanted)
      }
    }
  })

  it("always comes with one whole sentence or more that tells nothing undefined", () => {
    for (const { facts } of cases) {
      for (const { nextStartAt, reason } of [ofSource(facts), resolve(facts, "paused")]) {
        assert.match(reason, /^[A-Z].*\.$/)
        assert.notMatch(reason, /undefined|null|NaN|object/)
        if (nextStartAt !== null) assert.include(reason, "2026-01-01T00:01:30Z")
      }
    }
  })

  it("does not move with the clock while nothing changes, save that a silent recorder stalls", () => {
    for (const { facts, run } of cases) {
      if (run !== "capturing") assert.deepStrictEqual(ofSource({ ...facts, now: at(900_000) }), ofSource(facts))
    }
  })

  it("of a paused subscription says whether others still have it recorded, and what becomes of its recorder", () => {
    const facts = { ...cases[0]?.facts, run: capturing, history: noHistory, hold: null, linkDown: null } as Facts
    const say = (more: Partial<Facts>) => resolve({ ...facts, ...more }, "paused").reason.replace(/^[^;]*; /, "")
    assert.strictEqual(say({ wanted: true }), "the source is still recorded for others.")
    assert.strictEqual(say({ wanted: true, run: fresh() }), "others still want the source.")
    assert.strictEqual(say({ wanted: false }), "its recorder is about to be stopped.")
    assert.strictEqual(
      say({ wanted: false, linkDown: links[1] }),
      "its recorder is stopped as soon as the overseer can be reached."
    )
    assert.strictEqual(say({ wanted: false, run: stopping(capturing) }), "its recorder is stopping.")
    assert.strictEqual(say({ wanted: false, run: null }), "nothing is recorded.")
  })
})

describe("the state", () => {
  it("is what happens to the source, whoever wants it and with the link down as last known", () => {
    for (const { facts, run } of cases) {
      const none = run === "none" || run === "ended"
      const error = facts.history.errored !== null || (none && facts.hold?._tag === "refused") || run === "silent"
      assert.strictEqual(stateOf(facts), error ? "error" : run === "capturing" ? "recording" : "idle", run)
    }
  })
})

const speaksOf: { readonly [S in Status]: ReadonlyArray<readonly [StepName, Mark]> } = {
  inactive: [["wish", "off"]],
  error: [
    ["trip", "trouble"],
    ["driver", "trouble"]
  ],
  unknown: [["link", "trouble"]],
  queued: [["slot", "waiting"]],
  starting: [
    ["slot", "waiting"],
    ["recorder", "waiting"]
  ],
  stopping: [["recorder", "waiting"]],
  backoff: [["hold", "waiting"]],
  held: [
    ["hold", "waiting"],
    ["hold", "trouble"]
  ],
  stalled: [["growth", "trouble"]],
  waiting: [["air", "waiting"]],
  recording: []
}

const firstOf = (steps: ReadonlyArray<Step>) => steps.find((step) => step.mark !== "ok")

describe("the chain of reasons", () => {
  it("breaks where the status says, for every combination of facts", () => {
    for (const { facts, run } of cases) {
      for (const driverKnown of [true, null]) {
        const first = firstOf(reasons(facts, { driver: "hls", driverKnown, wishes: facts.wanted ? 2 : 0 }))
        const allowed = speaksOf[ofSource(facts).status]
        const agrees =
          first === undefined
            ? allowed.length === 0
            : allowed.some(([step, mark]) => step === first.step && mark === first.mark)
        assert.isTrue(agrees, `${run}, ${facts.hold?._tag}: ${ofSource(facts).status}, ${JSON.stringify(first)}`)
      }
    }
  })

  it("always has the same nine steps, each with a sentence", () => {
    for (const { facts } of cases) {
      const steps = reasons(facts, { driver: "hls", driverKnown: true, wishes: 1 })
      assert.strictEqual(steps.map((step) => step.step).join(), "wish,trip,driver,link,hold,slot,recorder,air,growth")
      for (const { text } of steps) assert.match(text, /^[A-Z].*\.$/)
    }
  })

  it("promises a recorder only where the next pass starts one", () => {
    for (const { facts } of cases) {
      const steps = reasons(facts, { driver: "hls", driverKnown: true, wishes: facts.wanted ? 1 : 0 })
      const promised = steps.some(({ text }) => text === "A recorder is about to be started.")
      const open = facts.run !== null && isOpen(facts.run)
      const startable = facts.eligible && facts.hold === null && facts.linkDown === null && !open
      assert.strictEqual(promised, startable)
    }
  })

  it("tells a driver that the overseer does not offer before a start is refused, and lets a running recorder be", () => {
    for (const { facts } of cases) {
      if (!facts.wanted || facts.history.errored !== null) continue
      const steps = reasons(facts, { driver: "hls", driverKnown: false, wishes: 1 })
      const open = facts.run !== null && isOpen(facts.run)
      assert.strictEqual(firstOf(steps)?.step === "driver", !open)
    }
  })
})
