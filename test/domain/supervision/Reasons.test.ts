import { assert, describe, it } from "@effect/vitest"
import { type Mark, reasons, type Step, type StepName } from "../../../src/domain/supervision/Reasons.ts"
import { isOpen } from "../../../src/domain/supervision/Run.ts"
import { ofSource, type Status } from "../../../src/domain/supervision/Status.ts"
import { cases } from "./facts.ts"

const speaksOf: { readonly [S in Status]: ReadonlyArray<readonly [StepName, Mark]> } = {
  inactive: [["wish", "off"]],
  error: [
    ["trip", "trouble"],
    ["driver", "trouble"]
  ],
  unknown: [
    ["link", "trouble"],
    ["link", "waiting"]
  ],
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
