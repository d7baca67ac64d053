import { assert, describe, it } from "@effect/vitest"
import { type History, noHistory } from "../../../src/domain/supervision/History.ts"
import { planSource } from "../../../src/domain/supervision/Plan.ts"
import { whyNoRestart } from "../../../src/domain/supervision/Restart.ts"
import type { Run } from "../../../src/domain/supervision/Run.ts"
import { restartWords } from "../../../src/domain/supervision/restartWords.ts"
import type { Facts } from "../../../src/domain/supervision/Status.ts"
import { alive, at, exited, fresh, inQueue, source, stopping, told } from "./given.ts"
import { holds } from "./situations.ts"

const facts = (change: Partial<Facts>): Facts => ({
  machine: null,
  eligible: true,
  wanted: true,
  history: noHistory,
  failuresInWindow: 0,
  errorWindow: 900_000,
  errorThreshold: 5,
  hold: null,
  run: null,
  linkDown: null,
  hearing: { interval: 1000, since: at(0), last: at(60_000) },
  now: at(60_000),
  ...change
})

const tripped: History = {
  ...noHistory,
  errored: { at: at(5), cause: { kind: "exit", code: 1, message: null }, failures: 5, within: 900_000 }
}

describe("a restart", () => {
  it.each([
    ["nobody wants it", /^nobody wants it/, facts({ wanted: false, eligible: false, run: alive() })],
    ["it tripped", /^it is in error/, facts({ history: tripped, eligible: false, run: alive() })],
    ["its start is refused", /^it is in error/, facts({ hold: holds.refused })],
    ["its start was refused while a recorder runs", /^it is in error/, facts({ run: alive(), hold: holds.refused })],
    ["it waits for its next start", /^it has no recorder now\. The recorder failed/, facts({ hold: holds.backoff })],
    [
      "its recorder ended and waits for the next start",
      /^it has no recorder now\./,
      facts({ run: told(alive(), exited(90)), hold: holds.backoff })
    ],
    [
      "the overseer is away",
      /^it has no recorder now\./,
      facts({ linkDown: { since: at(0), lastHeardAt: null, reached: false, fault: null } })
    ],
    ["its recorder is stopping", /^its recorder is stopping already\.$/, facts({ run: stopping(alive()) })]
  ])("is refused, with a whole sentence, where %s", (_, why, given) => {
    const refusal = whyNoRestart(given)
    assert.isNotNull(refusal)
    if (refusal === null) return
    assert.match(restartWords(refusal), why)
    assert.match(restartWords(refusal), /\.$/)
  })

  it.each<[string, Run]>([
    ["queued", inQueue()],
    ["running", alive()]
  ])("is taken where the recorder is %s, and the plan is then to replace it", (_, run) => {
    assert.isNull(whyNoRestart(facts({ run })))
    const action = planSource({
      sourceId: source,
      driver: "hls",
      wishes: [],
      eligible: true,
      hold: null,
      restartAsked: 1,
      runs: [run]
    })
    assert.deepStrictEqual(action, { _tag: "stop", sourceId: source, taskId: run.taskId, why: "restart" })
  })

  it("is taken while the start is not yet answered, and while something holds starts back for a time", () => {
    assert.isNull(whyNoRestart(facts({ run: fresh() })))
    assert.isNull(whyNoRestart(facts({ run: alive(), hold: holds.driver })))
  })

  it("is taken while a start may be in the making, with the settings of a moment ago", () => {
    assert.isNull(whyNoRestart(facts({})))
    assert.isNull(whyNoRestart(facts({ run: told(alive(), exited(90)) })))
  })
})
