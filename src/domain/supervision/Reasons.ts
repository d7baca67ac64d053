import { rfc3339 } from "../values/Time.ts"
import { stall } from "./Capture.ts"
import { isOpen, isStopping, type Run } from "./Run.ts"
import { type Facts, ofLink, ofSource } from "./Status.ts"

/** `ok`: as it should be; `waiting`: goes on by itself; `trouble`: somebody must mend it; `off`: not wanted, or not reached yet. */
export type Mark = "ok" | "waiting" | "trouble" | "off"

export type StepName = "wish" | "trip" | "driver" | "link" | "hold" | "slot" | "recorder" | "air" | "growth"

/** One link of the chain from the wish to the growing file. */
export interface Step {
  readonly step: StepName
  readonly mark: Mark
  readonly text: string
}

/** What the chain tells beyond the facts of a status: who wants the source, and whether the overseer offers its driver. */
export interface Surroundings {
  readonly driver: string
  /** Null while the overseer has not told. */
  readonly driverKnown: boolean | null
  /** How many subscriptions are active. */
  readonly wishes: number
}

type Finding = readonly [mark: Mark, text: string]

const off = (text: string): Finding => ["off", text]
const ok = (text: string): Finding => ["ok", text]

/**
 * Why a source is or isn't recorded, step by step. The first step that is not `ok` is the one that the source's status speaks of;
 * all are `ok` when it is recording. Only a driver that the overseer does not offer is told before any start was refused for it.
 */
export const reasons = (facts: Facts, about: Surroundings): ReadonlyArray<Step> => {
  const run = facts.run !== null && isOpen(facts.run) ? facts.run : null
  const steps: ReadonlyArray<readonly [StepName, Finding]> = [
    ["wish", wish(facts, about)],
    ["trip", trip(facts)],
    ["driver", driver(facts, about, run)],
    ["link", link(facts)],
    ["hold", hold(facts, run)],
    ["slot", slot(facts, run)],
    ["recorder", recorder(run)],
    ["air", air(run)],
    ["growth", growth(facts, run)]
  ]
  return steps.map(([step, [mark, text]]) => ({ step, mark, text }))
}

const wish = (facts: Facts, { wishes }: Surroundings): Finding =>
  facts.wanted
    ? ok(wishes === 1 ? "One subscription is active." : `${wishes} subscriptions are active.`)
    : off("Nobody's subscription is active.")

const trip = ({ failuresInWindow, history }: Facts): Finding => {
  if (history.errored !== null) {
    return [
      "trouble",
      `In error since ${rfc3339(history.errored.at)}: ${history.errored.cause}. Reset the error to try again.`
    ]
  }
  return ok(
    failuresInWindow === 0 ? "No failures in the error window." : `Failures in the error window: ${failuresInWindow}.`
  )
}

const driver = (facts: Facts, about: Surroundings, run: Run | null): Finding => {
  if (run === null && facts.hold?._tag === "refused") return ["trouble", ofSource(facts).reason]
  if (about.driverKnown === null) return ok(`The overseer has not said yet whether it offers ${about.driver}.`)
  if (about.driverKnown) return ok(`The overseer offers ${about.driver}.`)
  return run === null
    ? [
        "trouble",
        `The overseer does not offer ${about.driver}. Add it to the overseer's actions, or archive the subscription.`
      ]
    : ok(`The overseer no longer offers ${about.driver}; the recorder that runs goes on.`)
}

const link = ({ linkDown }: Facts): Finding =>
  linkDown === null ? ok("The overseer is connected.") : [linkDown.reached ? "waiting" : "trouble", ofLink(linkDown)]

const hold = (facts: Facts, run: Run | null): Finding => {
  if (run !== null || facts.hold === null) return ok("Nothing holds a start back.")
  const text = ofSource({ ...facts, linkDown: null, history: { ...facts.history, errored: null } }).reason
  return [facts.hold._tag === "disk" || facts.hold._tag === "refused" ? "trouble" : "waiting", text]
}

const slot = ({ eligible, hold, linkDown }: Facts, run: Run | null): Finding => {
  if (run === null) {
    return eligible && hold === null && linkDown === null
      ? ["waiting", "A recorder is about to be started."]
      : off("Not asked for yet.")
  }
  if (run.phase !== "queued" || isStopping(run)) return ok("No slot has to be waited for.")
  return ["waiting", `In the overseer's queue${run.queuePosition === null ? "" : `, position ${run.queuePosition}`}.`]
}

const recorder = (run: Run | null): Finding => {
  if (run === null || (run.phase === "queued" && !isStopping(run))) return off("No recorder is running.")
  if (isStopping(run)) return ["waiting", "The recorder was asked to stop and is closing its files."]
  if (run.phase === "sent") return ["waiting", `Asked the overseer for a recorder at ${rfc3339(run.createdAt)}.`]
  const pid = run.pid === null ? "" : ` as process ${run.pid}`
  return ok(`A recorder runs${pid}${run.startedAt === null ? "" : ` since ${rfc3339(run.startedAt)}`}.`)
}

const air = (run: Run | null): Finding => {
  if (run?.phase !== "running") return off("Nobody looks whether the source is on air.")
  const { recordingSince, sessionSince, state } = run.capture
  const since = recordingSince ?? sessionSince
  if (state === "recording") return ok(`On air${since === null ? "" : ` since ${rfc3339(since)}`}.`)
  return [
    "waiting",
    state === "sleeping" ? "Off air; the recorder looks again regularly." : "The recorder waits for the source."
  ]
}

const growth = (facts: Facts, run: Run | null): Finding => {
  if (run?.phase !== "running" || run.capture.state !== "recording") return off("Nothing is being captured.")
  const stalled = stall(run.capture, facts.heartbeatInterval, facts.now)
  if (stalled === null) return ok("The recording grows.")
  const what = stalled.why === "silent" ? "The recorder has not been heard of" : "The recording has not grown"
  return ["trouble", `${what} since ${rfc3339(stalled.since)}.`]
}
