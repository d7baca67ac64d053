import type { Instant, Millis } from "../values/Time.ts"
import { isOpen, isStopping, type Run } from "./Run.ts"
import { type Facts, ofHold, ofLink, ofRun, ofSource, ofTrip } from "./Status.ts"
import { type Verdict, verdict } from "./Verdict.ts"

/**
 * `ok`: as it should be; `noticed`: not as it should be, and in nobody's way; `waiting`: goes on by itself; `trouble`: somebody must mend
 * it; `off`: not wanted, or not reached yet.
 */
export const marks = ["ok", "noticed", "waiting", "trouble", "off"] as const
export type Mark = (typeof marks)[number]

export type StepName = "wish" | "trip" | "driver" | "link" | "hold" | "slot" | "recorder" | "air" | "growth"

/** What was found at one link of the chain: that all is well, that it is not reached, or the verdict on what is not. */
export type Finding =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  | { readonly kind: "wishes"; readonly count: number }
  /** Recorders failed so often within so many milliseconds; at the threshold the source trips. */
  | { readonly kind: "failures"; readonly count: number; readonly within: Millis; readonly threshold: number }
  /** Whether the overseer offers the driver, null while it has not told, and whether a recorder of it runs. */
  | { readonly kind: "driver"; readonly driver: string; readonly offered: boolean | null; readonly runs: boolean }
  | { readonly kind: "connected" | "nothing holds" | "no slot needed" }
  | { readonly kind: "runs"; readonly pid: number | null; readonly since: Instant | null }
  | { readonly kind: "on air"; readonly since: Instant | null }
  | { readonly kind: "grows" }
  | { readonly kind: "not asked" | "no recorder" | "nobody looks" | "nothing captured" }

/** One link of the chain from the wish to the growing file. */
export interface Step {
  readonly step: StepName
  readonly mark: Mark
  readonly finding: Finding
}

/** What the chain tells beyond the facts of a status: who wants the source, and whether the overseer offers its driver. */
export interface Surroundings {
  readonly driver: string
  /** Null while the overseer has not told. */
  readonly driverKnown: boolean | null
  /** How many subscriptions are active. */
  readonly wishes: number
}

type Found = readonly [mark: Mark, finding: Finding]

const ok = (finding: Finding): Found => ["ok", finding]
const off = (kind: "not asked" | "no recorder" | "nobody looks" | "nothing captured"): Found => ["off", { kind }]

/** A verdict breaks the chain as it says itself: who it needs is told by its mark. */
const broken = (verdict: Verdict): Found => [
  verdict.needs === "somebody" ? "trouble" : verdict.needs === "time" ? "waiting" : "off",
  { kind: "verdict", verdict }
]

/**
 * Why a source is or isn't recorded, step by step. The first step that is neither `ok` nor `noticed` holds the source's own verdict;
 * there is none when it is recording. Behind a trip nothing is promised. Only a driver that the overseer does not offer is told before any start
 * was refused for it.
 */
export const reasons = (facts: Facts, about: Surroundings): ReadonlyArray<Step> => {
  const run = facts.run !== null && isOpen(facts.run) ? facts.run : null
  const steps: ReadonlyArray<readonly [StepName, Found]> = [
    ["wish", wish(facts, about)],
    ["trip", trip(facts)],
    ["driver", driver(facts, about, run)],
    ["link", link(facts)],
    ["hold", hold(facts, run)],
    ["slot", slot(facts, run)],
    ["recorder", recorder(facts, run)],
    ["air", air(facts, run)],
    ["growth", growth(facts, run)]
  ]
  return steps.map(([step, [mark, finding]]) => ({ step, mark, finding }))
}

const wish = (facts: Facts, { wishes }: Surroundings): Found =>
  facts.wanted ? ok({ kind: "wishes", count: wishes }) : broken(ofSource(facts))

const trip = (facts: Facts): Found => {
  const tripped = ofTrip(facts)
  if (tripped !== null) return broken(tripped)
  const { errorThreshold: threshold, errorWindow: within, failuresInWindow: count } = facts
  return [count === 0 ? "ok" : "noticed", { kind: "failures", count, within, threshold }]
}

const driver = (facts: Facts, about: Surroundings, run: Run | null): Found => {
  if (run === null && facts.hold?._tag === "refused") return broken(ofHold(facts, facts.hold))
  const finding: Finding = { kind: "driver", driver: about.driver, offered: about.driverKnown, runs: run !== null }
  return run === null && about.driverKnown === false ? ["trouble", finding] : ok(finding)
}

const link = (facts: Facts): Found =>
  facts.linkDown === null ? ok({ kind: "connected" }) : broken(ofLink(facts, facts.linkDown))

const hold = (facts: Facts, run: Run | null): Found => {
  if (facts.history.errored !== null) return off("not asked")
  return run !== null || facts.hold === null || facts.hold._tag === "room"
    ? ok({ kind: "nothing holds" })
    : broken(ofHold(facts, facts.hold))
}

const slot = (facts: Facts, run: Run | null): Found => {
  if (run === null) {
    if (facts.eligible && facts.hold?._tag === "room" && facts.linkDown === null)
      return broken(ofHold(facts, facts.hold))
    return facts.eligible && facts.hold === null && facts.linkDown === null
      ? broken(verdict("starting", { kind: "due" }, { needs: "time" }))
      : off("not asked")
  }
  return run.phase === "queued" && !isStopping(run) ? broken(ofRun(facts, run)) : ok({ kind: "no slot needed" })
}

const recorder = (facts: Facts, run: Run | null): Found => {
  if (run === null || (run.phase === "queued" && !isStopping(run))) return off("no recorder")
  if (isStopping(run) || run.phase === "sent") return broken(ofRun(facts, run))
  return ok({ kind: "runs", pid: run.pid, since: run.startedAt })
}

const air = (facts: Facts, run: Run | null): Found => {
  if (run?.phase !== "running") return off("nobody looks")
  const { recordingSince, sessionSince, state } = run.capture
  if (state === "recording") return ok({ kind: "on air", since: recordingSince ?? sessionSince })
  return isStopping(run) ? off("nobody looks") : broken(ofRun(facts, run))
}

const growth = (facts: Facts, run: Run | null): Found => {
  if (run?.phase !== "running" || run.capture.state !== "recording" || isStopping(run)) return off("nothing captured")
  const found = ofRun(facts, run)
  return found.status === "recording" ? ok({ kind: "grows" }) : broken(found)
}
