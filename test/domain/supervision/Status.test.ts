import { assert, describe, it } from "@effect/vitest"
import { noHistory } from "../../../src/domain/supervision/History.ts"
import type { Hold } from "../../../src/domain/supervision/Hold.ts"
import { type Facts, ofSource, resolve, type Status, stateOf } from "../../../src/domain/supervision/Status.ts"
import { type Case, capturing, cases, links } from "./facts.ts"
import { at, fresh, stopping } from "./given.ts"

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
    assert.strictEqual(cases.length, 12 * 7 * 2 * links.length * 2)
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

describe("the status before the overseer has said what it runs", () => {
  it.each(links.filter((link) => link !== null))(
    "is unknown whatever was stored, as nothing of it is sure: %o",
    (linkDown) => {
      const facts = {
        ...cases[0]?.facts,
        wanted: true,
        run: capturing,
        history: noHistory,
        hold: null,
        linkDown
      } as Facts
      const { reason, status, trouble } = ofSource(facts)
      assert.strictEqual(status, "unknown")
      assert.strictEqual(trouble === null, linkDown.reached)
      assert.match(reason, linkDown.reached ? /has not said yet what it runs\.$/ : /can't be reached since/)
      assert.strictEqual(reason.includes("status then: recording."), !linkDown.reached && linkDown.lastHeardAt !== null)
    }
  )
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
