import { assert, describe, it } from "@effect/vitest"
import { noHistory } from "../../../src/domain/supervision/History.ts"
import type { Hold } from "../../../src/domain/supervision/Hold.ts"
import { type Facts, ofSource, resolve, stateOf } from "../../../src/domain/supervision/Status.ts"
import type { Status } from "../../../src/domain/supervision/Verdict.ts"
import { sentence } from "../../../src/domain/supervision/wording.ts"
import { rfc3339 } from "../../../src/domain/values/Time.ts"
import { type Case, capturing, cases, links } from "./facts.ts"
import { at, fresh, stopping } from "./given.ts"

const ofRun: Readonly<Record<string, Status>> = {
  sent: "starting",
  queued: "queued",
  "queued, stopping": "stopping",
  starting: "waiting",
  sleeping: "waiting",
  "between recordings": "waiting",
  hindered: "backoff",
  refused: "refused",
  "off air": "waiting",
  capturing: "recording",
  silent: "stalled",
  "capturing, stopping": "stopping",
  "stopped by others": "stopping"
}

const ofHold: { readonly [T in Hold["_tag"]]: Status } = {
  backoff: "backoff",
  blocked: "backoff",
  declined: "backoff",
  room: "queued",
  limit: "held",
  draining: "held",
  finished: "backoff",
  driver: "held",
  storage: "held",
  refused: "error"
}

/** The order of the statuses as a ladder: the first rung that holds. */
const expected = ({ facts, run }: Case): Status => {
  const none = run === "none" || run === "ended"
  if (!facts.wanted) return run.endsWith(", stopping") && facts.linkDown === null ? "stopping" : "inactive"
  if (facts.history.errored !== null) return "error"
  if (none && facts.hold?._tag === "refused") return "error"
  if (facts.linkDown !== null) return "unknown"
  if (!none) return ofRun[run] ?? "starting"
  return facts.hold === null ? "starting" : ofHold[facts.hold._tag]
}

describe("a status", () => {
  it("is exactly one for every combination of facts, in the right order of precedence", () => {
    assert.strictEqual(cases.length, 15 * 12 * 2 * links.length * 2)
    const seen = new Set<Status>()
    for (const one of cases) {
      const verdict = ofSource(one.facts)
      assert.strictEqual(verdict.status, expected(one), `${one.run} ${one.facts.hold?._tag}: ${sentence(verdict)}`)
      seen.add(verdict.status)
    }
    assert.strictEqual(seen.size, 12)
  })

  it("of an active subscription is its source's, of any other it is inactive, whoever reads it", () => {
    for (const { facts } of cases) {
      if (facts.wanted) assert.deepStrictEqual(resolve(facts, "active"), ofSource(facts))
      for (const posture of ["paused", "archived"] as const) {
        const { cause, needs, status } = resolve(facts, posture)
        assert.deepStrictEqual([status, cause?.kind], ["inactive", posture])
        assert.strictEqual(needs, cause?.kind === posture && cause.source === "stuck" ? "somebody" : null)
      }
    }
  })

  it("T9: is an error only where somebody is needed, and time is never promised to mend it", () => {
    for (const { facts } of cases) {
      const { needs, until } = ofSource({ ...facts, linkDown: null, wanted: true })
      if (stateOf(facts) === "error") assert.deepStrictEqual([needs, until], ["somebody", null])
      if (until !== null) assert.strictEqual(needs, "time")
    }
  })

  it("does not move with the clock while nothing changes, save that a silent recorder stalls and a stop grows late", () => {
    const moves = new Set(["capturing", "capturing, stopping", "queued, stopping"])
    for (const { facts, run } of cases) {
      if (!moves.has(run)) assert.deepStrictEqual(ofSource({ ...facts, now: at(900_000) }), ofSource(facts))
    }
  })

  it("of a paused subscription says whether others still have it recorded, and what becomes of its recorder", () => {
    const facts = { ...cases[0]?.facts, run: capturing, history: noHistory, hold: null, linkDown: null } as Facts
    const source = (more: Partial<Facts>) => {
      const { cause } = resolve({ ...facts, ...more }, "paused")
      return cause?.kind === "paused" ? cause.source : undefined
    }
    assert.strictEqual(source({ wanted: true }), "recorded")
    assert.strictEqual(source({ wanted: true, run: fresh() }), "wanted")
    assert.strictEqual(source({ wanted: false }), "stops")
    assert.strictEqual(source({ wanted: false, linkDown: links[1] }), "stops_later")
    const run = stopping(capturing)
    assert.strictEqual(source({ wanted: false, run, now: at(30_000) }), "stopping")
    assert.strictEqual(source({ wanted: false, run, now: at(30_051) }), "stuck")
    assert.strictEqual(source({ wanted: false, run, now: at(30_051), linkDown: links[1] }), "stopping")
    assert.strictEqual(source({ wanted: false, run: null }), "idle")
  })
})

describe("T7: a start that the overseer did not take", () => {
  it.each([
    ["full", "no_room"],
    ["duplicate", "duplicate"],
    ["known", "not_started"],
    ["spawn", "not_spawned"],
    ["dequeued", "dropped"]
  ] as const)("because of %s is told as %s, in the overseer's own words", (why, kind) => {
    const facts = { ...cases[0]?.facts, wanted: true, history: noHistory, run: null, linkDown: null } as Facts
    const found = ofSource({ ...facts, hold: { _tag: "declined", why, until: at(90_000), message: "its own words" } })
    assert.deepInclude(found, { status: "backoff", cause: { kind, message: "its own words" }, needs: "time" })
    assert.include(sentence(found), "its own words")
    assert.strictEqual(sentence(found).includes("no room"), why === "full")
  })
})

describe("T8: a stop", () => {
  const facts = { ...cases[0]?.facts, wanted: true, history: noHistory, hold: null, linkDown: null } as Facts
  const stopped = (ms: number) => ofSource({ ...facts, run: stopping(capturing, 1000), now: at(1000 + ms) })

  it("is a matter of time for thirty seconds, and then of somebody who ends the process", () => {
    assert.deepInclude(stopped(30_000), {
      status: "stopping",
      cause: { kind: "stop", late: false, pid: null, machine: null },
      since: at(1000),
      needs: "time"
    })
    assert.deepInclude(stopped(30_001), {
      status: "stopping",
      cause: { kind: "stop", late: true, pid: 100, machine: "recorder-1" },
      needs: "somebody"
    })
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
      const { cause, needs, status } = ofSource(facts)
      assert.strictEqual(status, "unknown")
      assert.strictEqual(needs, linkDown.reached ? "time" : "somebody")
      const last = linkDown.reached || linkDown.lastHeardAt === null ? null : "recording"
      const heard = linkDown.lastHeardAt === null ? null : rfc3339(linkDown.lastHeardAt)
      assert.deepStrictEqual(cause, { kind: "overseer", reached: linkDown.reached, fault: linkDown.fault, last, heard })
    }
  )
})

describe("the state", () => {
  it("is what happens to the source, whoever wants it and with the link down as last known", () => {
    for (const { facts, run } of cases) {
      const none = run === "none" || run === "ended"
      const error =
        facts.history.errored !== null ||
        (none && facts.hold?._tag === "refused") ||
        run === "silent" ||
        run === "refused"
      assert.strictEqual(stateOf(facts), error ? "error" : run === "capturing" ? "recording" : "idle", run)
    }
  })
})
