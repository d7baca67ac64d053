import type { Mutant } from "../Mutant.ts"

const plan = "domain/supervision/Plan.ts"
const admission = "domain/supervision/Admission.ts"
const hold = "domain/supervision/Hold.ts"
const breaker = "domain/supervision/Breaker.ts"
const test = (name: string) => ({ test: `domain/supervision/${name}.test.ts` })

/** What should run, when, and how often. */
export const rules: ReadonlyArray<Mutant> = [
  {
    breaks: "a source is started beside a run that is on its way",
    file: plan,
    before: "if (busy || hold !== null) return null",
    after: "if (hold !== null) return null",
    caughtBy: test("Plan")
  },
  {
    breaks: "a run is stopped again while it stops",
    file: plan,
    before: "if (!isHeld(run) || isStopping(run)) busy = true",
    after: "if (!isHeld(run)) busy = true",
    caughtBy: test("Plan")
  },
  {
    breaks: "holds do not keep a source from being started",
    file: plan,
    before: "if (busy || hold !== null) return null",
    after: "if (busy) return null",
    caughtBy: { seeds: 20 }
  },
  {
    breaks: "of two runs the younger is kept",
    file: plan,
    before: `run.phase === "running" && older.phase !== "running"`,
    after: `run.phase === "running"`,
    caughtBy: test("Plan")
  },
  {
    breaks: "a restart replaces what was started after it was asked for",
    file: plan,
    before: "kept.asked < restartAsked ?",
    after: "kept.createdAt > 0 ?",
    caughtBy: { seeds: 20 }
  },
  {
    breaks: "a full disk stops nothing",
    file: plan,
    before: `closing !== null) return stop(kept, closing)`,
    after: `closing !== null) return null`,
    caughtBy: test("Plan")
  },
  {
    breaks: "more starts are under way than the settings allow",
    file: admission,
    before: "underWay + admitted.length >= bounds.concurrency",
    after: "admitted.length >= bounds.concurrency",
    caughtBy: test("Plan")
  },
  {
    breaks: "a start is made whether or not there is room for it",
    file: admission,
    before: `if (isFull(room, driver)) return { _tag: "room" }`,
    after: "",
    caughtBy: { test: "faults/pool.test.ts" }
  },
  {
    breaks: "what was admitted before in the same pass takes no room",
    file: admission,
    before: "left = leftBy(candidate, left)",
    after: "",
    caughtBy: test("Admission")
  },
  {
    breaks: "a driver that blocks is tried by many at once",
    file: admission,
    before: "{ ...gate, isTried: true }",
    after: "gate",
    caughtBy: test("Admission")
  },
  {
    breaks: "a recorder is stopped to be replaced while its driver is held back",
    file: admission,
    before: "return heldAt(gateOf(driver))",
    after: "return replaces ? null : heldAt(gateOf(driver))",
    caughtBy: test("Admission")
  },
  {
    breaks: "a restart of many stops them all before the first begins anew",
    file: admission,
    before: "return a.candidate.replaces ? 1 : -1",
    after: "return a.candidate.replaces ? -1 : 1",
    caughtBy: { test: "faults/pool.test.ts" }
  },
  {
    breaks: "what the overseer stopped unasked is started at once",
    file: hold,
    before: "until > now && (upSince ?? 0) <= toldAt",
    after: "until > now && (upSince ?? 0) > toldAt",
    caughtBy: test("Hold")
  },
  {
    breaks: "nobody's wish is needed for a source to be recorded",
    file: "domain/supervision/Eligibility.ts",
    before: `if (posture === "active") return true`,
    after: `if (posture !== "archived") return true`,
    caughtBy: { seeds: 40 }
  },
  {
    breaks: "a source that tripped is started again",
    file: "domain/supervision/Eligibility.ts",
    before: "if (history.errored !== null) return false",
    after: "",
    caughtBy: { seeds: 60 }
  },
  {
    breaks: "a reset does not lift a refusal",
    file: hold,
    before: "if (last === null || last.endedAt === null || last.asked < reset) return null",
    after: "if (last === null || last.endedAt === null) return null",
    caughtBy: test("Hold")
  },
  {
    breaks: "a refused start is asked again and again",
    file: hold,
    before: `return isOther ? null : { _tag: "refused"`,
    after: `return isOther || true ? null : { _tag: "refused"`,
    caughtBy: test("Hold")
  },
  {
    breaks: "whoever finds no room comes back in ever the same time",
    file: hold,
    before: "first * 2 ** Math.min(last.tries, 16)",
    after: "first",
    caughtBy: test("Hold")
  },
  {
    breaks: "failures at the edge of the window do not count",
    file: "domain/supervision/ErrorWindow.ts",
    before: "at >= now - policy.errorWindow",
    after: "at > now - policy.errorWindow",
    caughtBy: test("ErrorWindow")
  },
  {
    breaks: "a source trips one failure too late",
    file: "domain/supervision/ErrorWindow.ts",
    before: "length >= policy.errorThreshold",
    after: "length > policy.errorThreshold",
    caughtBy: { seeds: 40 }
  },
  {
    breaks: "waits between failures do not grow",
    file: "domain/supervision/Backoff.ts",
    before: "policy.restartDelay * 2 ** Math.min(count - 1, 40)",
    after: "policy.restartDelay",
    caughtBy: test("ErrorWindow")
  },
  {
    breaks: "a reset strikes nothing",
    file: "domain/supervision/History.ts",
    before: "if (a.reset !== b.reset) return a.reset > b.reset ? a : b",
    after: "",
    caughtBy: test("History")
  },
  {
    breaks: "a block counts as a failure",
    file: "domain/supervision/History.ts",
    before: "event.exitCode === blockedExitCode",
    after: "event.exitCode === -99",
    caughtBy: test("History")
  },
  {
    breaks: "a driver's gate opens by time alone",
    file: breaker,
    before: `if (!shut) return { _tag: "open" }`,
    after: `if (!shut || now - last > policy.restartDelayMax) return { _tag: "open" }`,
    caughtBy: test("Breaker")
  },
  {
    breaks: "a recorder proves its driver as soon as it starts",
    file: breaker,
    before: "const at = later(start, provenAfter)",
    after: "const at = later(start, 0)",
    caughtBy: test("Breaker")
  }
]
