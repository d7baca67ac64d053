import { assert, describe, it } from "@effect/vitest"
import type { Facts } from "../../../src/domain/supervision/Status.ts"
import { shiftedFacts } from "../../../src/domain/supervision/translated.ts"
import * as given from "./given.ts"

const sent = given.sent(1)
const at = given.at(5)

/** Facts in which every moment that there can be is there. */
const facts: Facts = {
  machine: null,
  eligible: true,
  wanted: true,
  history: {
    reset: 2,
    errored: { at, cause: { kind: "challenge", host: null }, failures: 3, within: 4 },
    failures: [at],
    blocks: [at],
    lastFailure: null
  },
  failuresInWindow: 1,
  errorWindow: 2,
  errorThreshold: 5,
  hold: { _tag: "backoff", until: at, failures: 1 },
  run: {
    ...given.alive(),
    start: { ...sent, lostAt: at },
    stop: { ...sent, lostAt: at },
    seenAt: at,
    startedAt: at,
    endedAt: at,
    stalledAt: at,
    capture: {
      ...given.alive().capture,
      sessionSince: at,
      recordingSince: at,
      lastRecordingAt: at,
      lastHeartbeatAt: at,
      grewAt: at,
      hindered: { cause: { kind: "off_air" }, since: at, tries: 1, until: at }
    }
  },
  linkDown: { since: at, lastHeardAt: at, reached: false, fault: null },
  hearing: { interval: 1, since: at, last: at },
  now: at
}

const moments = (value: unknown): ReadonlyArray<number> => {
  if (typeof value === "number") return value > 1e12 ? [value] : []
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(moments) : []
}

describe("R18: facts by another clock", () => {
  it("have every moment told by it, and nothing else changed", () => {
    const ahead = 3_600_000
    const told = shiftedFacts(facts, ahead)
    assert.deepStrictEqual(
      moments(told),
      moments(facts).map((moment) => moment + ahead)
    )
    assert.deepStrictEqual(shiftedFacts(told, -ahead), facts)
    assert.strictEqual(shiftedFacts(facts, 0), facts)
  })
})
