import { assert, describe, it } from "@effect/vitest"
import { findingSentence } from "../../../src/domain/supervision/findingWords.ts"
import { type Mark, reasons, type Step, type StepName } from "../../../src/domain/supervision/Reasons.ts"
import { isOpen } from "../../../src/domain/supervision/Run.ts"
import { ofSource } from "../../../src/domain/supervision/Status.ts"
import type { Status } from "../../../src/domain/supervision/Verdict.ts"
import { sentence } from "../../../src/domain/supervision/wording.ts"
import { cases } from "./facts.ts"

const speaksOf: { readonly [S in Status]: ReadonlyArray<StepName> } = {
  inactive: ["wish"],
  error: ["trip", "driver"],
  refused: ["air"],
  unknown: ["link"],
  queued: ["slot"],
  starting: ["slot", "recorder"],
  stopping: ["recorder"],
  backoff: ["hold", "air"],
  held: ["hold"],
  stalled: ["growth"],
  waiting: ["air"],
  recording: []
}

const markOf: Readonly<Record<string, Mark>> = { somebody: "trouble", time: "waiting", null: "off" }

const firstOf = (steps: ReadonlyArray<Step>) => steps.find(({ mark }) => mark !== "ok" && mark !== "noticed")

describe("the chain of reasons", () => {
  it("breaks where the status says, holding the status's own verdict, for every combination of facts", () => {
    for (const { facts, run } of cases) {
      for (const driverKnown of [true, null]) {
        const verdict = ofSource(facts)
        const first = firstOf(reasons(facts, { driver: "hls", driverKnown, wishes: facts.wanted ? 2 : 0 }))
        const about = `${run}, ${facts.hold?._tag}: ${verdict.status}, ${JSON.stringify(first)}`
        if (first === undefined) assert.strictEqual(verdict.status, "recording", about)
        else {
          assert.include(facts.wanted ? speaksOf[verdict.status] : ["wish"], first.step, about)
          assert.deepStrictEqual(first.finding, { kind: "verdict", verdict }, about)
          assert.strictEqual(first.mark, markOf[String(verdict.needs)], about)
          assert.strictEqual(findingSentence(first.finding), sentence(verdict))
        }
      }
    }
  })

  it("always has the same nine steps, each with a sentence", () => {
    for (const { facts } of cases) {
      const steps = reasons(facts, { driver: "hls", driverKnown: true, wishes: 1 })
      assert.strictEqual(steps.map((step) => step.step).join(), "wish,trip,driver,link,hold,slot,recorder,air,growth")
      for (const { finding } of steps) assert.match(findingSentence(finding), /^[A-Z].*\.$/)
    }
  })

  it("T9: never says that something goes on by itself behind a trip", () => {
    for (const { facts } of cases) {
      if (facts.history.errored === null) continue
      const steps = reasons(facts, { driver: "hls", driverKnown: true, wishes: 1 })
      const { finding, mark } = steps.find(({ step }) => step === "hold") ?? {}
      assert.deepStrictEqual([mark, finding], ["off", { kind: "not asked" }])
    }
  })

  it("T9: shows failures that made no error as what they are, with what they may lead to, and as well only where there are none", () => {
    for (const { facts } of cases) {
      if (facts.history.errored !== null) continue
      const told = (failuresInWindow: number) => {
        const steps = reasons({ ...facts, failuresInWindow }, { driver: "hls", driverKnown: true, wishes: 1 })
        const { finding, mark } = steps[1] ?? {}
        return [mark, finding === undefined ? "" : findingSentence(finding)]
      }
      assert.deepStrictEqual(told(0), ["ok", "No failures in the error window."])
      assert.deepStrictEqual(told(2), [
        "noticed",
        "The recorder failed 2 times within 15 min; at 5 no other is started before a reset."
      ])
    }
  })

  it("promises a recorder only where the next pass starts one", () => {
    for (const { facts } of cases) {
      const steps = reasons(facts, { driver: "hls", driverKnown: true, wishes: facts.wanted ? 1 : 0 })
      const promised = steps.some(({ finding }) => finding.kind === "verdict" && finding.verdict.cause?.kind === "due")
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
