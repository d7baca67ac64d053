import { Schema } from "effect"
import type { Posture } from "../subscriptions/Posture.ts"
import { type Instant, type Millis, rfc3339 } from "../values/Time.ts"
import { stall } from "./Capture.ts"
import type { History } from "./History.ts"
import type { Hold } from "./Hold.ts"
import { isOpen, isStopping, type Run } from "./Run.ts"

/** The one word that a page shows for a subscription; in the order of a list by status: what needs attention first. */
export const Status = Schema.Literals([
  "error",
  "stalled",
  "held",
  "unknown",
  "backoff",
  "queued",
  "starting",
  "stopping",
  "recording",
  "waiting",
  "inactive"
]).annotate({ identifier: "Status" })
export type Status = typeof Status.Type

/** The seed's coarse word for what really happens to a source. */
export const State = Schema.Literals(["recording", "idle", "error"]).annotate({ identifier: "State" })
export type State = typeof State.Type

/** A link that is down, or that is up (`reached`) with the overseer's list of what it runs still to come; `since` when either. */
export interface LinkDown {
  readonly since: Instant
  readonly lastHeardAt: Instant | null
  readonly reached: boolean
}

/** All that the status of a source depends on. */
export interface Facts {
  readonly eligible: boolean
  /** Whether anybody's subscription is active. */
  readonly wanted: boolean
  readonly history: History
  readonly failuresInWindow: number
  readonly hold: Hold | null
  /** The run that counts: the held one, else one that is on its way, else none. */
  readonly run: Run | null
  /** Why nothing is known of the overseer's tasks now; null once it listed them on a link that is up. */
  readonly linkDown: LinkDown | null
  readonly heartbeatInterval: Millis
  readonly now: Instant
}

/** A status and the sentence that says why. Times in it are RFC 3339, so that a page can show them its own way. */
export interface Verdict {
  readonly status: Status
  readonly reason: string
  /** What a person has to mend, if anything. */
  readonly trouble: string | null
  readonly nextStartAt: Instant | null
}

const verdict = (status: Status, reason: string, more: Partial<Verdict> = {}): Verdict => ({
  status,
  reason,
  trouble: null,
  nextStartAt: null,
  ...more
})

/** The status of a source for somebody whose own wish is `posture`; exactly one for every combination of facts. */
export const resolve = (facts: Facts, posture: Posture): Verdict => {
  if (posture !== "active") return inactive(facts, posture)
  return ofSource(facts)
}

const inactive = (facts: Facts, posture: Posture): Verdict => {
  const mine = posture === "paused" ? "You paused this subscription" : "You archived this subscription"
  if (!facts.wanted) return verdict("inactive", `${mine}; ${unwanted(facts)}.`)
  const { status } = ofSource(facts)
  return verdict(
    "inactive",
    status === "recording"
      ? `${mine}; the source is still recorded for others.`
      : `${mine}; others still want the source.`
  )
}

const unwanted = ({ linkDown, run }: Facts): string => {
  if (run === null || !isOpen(run)) return "nothing is recorded"
  if (isStopping(run)) return "its recorder is stopping"
  return linkDown === null
    ? "its recorder is about to be stopped"
    : "its recorder is stopped as soon as the overseer can be reached"
}

/** The status of a source for those who actively want it; `inactive` when nobody does. */
export const ofSource = (facts: Facts): Verdict => {
  const { history, hold, linkDown, run } = facts
  if (!facts.wanted) return verdict("inactive", `Nobody's subscription is active; ${unwanted(facts)}.`)
  if (history.errored !== null) {
    const { at, cause } = history.errored
    return verdict("error", `Recording stopped at ${rfc3339(at)}: ${cause}. Reset the error to try again.`, {
      trouble: cause
    })
  }
  const open = run !== null && isOpen(run) ? run : null
  if (open === null && hold?._tag === "refused") return ofHold(facts, hold)
  if (linkDown !== null) {
    return verdict("unknown", `${ofLink(linkDown)}${lastKnown(facts, linkDown)}`, {
      trouble: linkDown.reached ? null : "the overseer can't be reached"
    })
  }
  if (open !== null) return ofRun(facts, open)
  if (hold !== null) return ofHold(facts, hold)
  return verdict("starting", "A recorder is about to be started.")
}

/** What is wrong with the link, as a sentence. */
export const ofLink = ({ reached, since }: LinkDown): string =>
  reached
    ? `The overseer was reached at ${rfc3339(since)} and has not said yet what it runs.`
    : `The overseer can't be reached since ${rfc3339(since)}.`

const lastKnown = (facts: Facts, { lastHeardAt, reached }: LinkDown): string => {
  if (reached) return ""
  if (lastHeardAt === null) return " Nothing is known yet."
  return ` Last word from it at ${rfc3339(lastHeardAt)}, status then: ${ofSource({ ...facts, linkDown: null }).status}.`
}

const ofRun = (facts: Facts, run: Run): Verdict => {
  if (isStopping(run)) {
    const since = run.stop === null ? "" : ` since ${rfc3339(run.stop.at)}`
    return verdict("stopping", `The recorder was asked to stop${since} and is closing its files.`)
  }
  if (run.phase === "sent")
    return verdict("starting", `Asked the overseer for a recorder at ${rfc3339(run.createdAt)}.`)
  if (run.phase === "queued") {
    const place = run.queuePosition === null ? "" : `, position ${run.queuePosition} in the queue`
    return verdict("queued", `Waiting for a free slot at the overseer${place}.`)
  }
  return ofCapture(facts, run)
}

const ofCapture = (facts: Facts, run: Run): Verdict => {
  const { capture } = run
  const stalled = stall(capture, facts.heartbeatInterval, facts.now)
  if (stalled !== null) {
    const what = stalled.why === "silent" ? "The recorder has not been heard of" : "The recording has not grown"
    const trouble = `${what} since ${rfc3339(stalled.since)}`
    return verdict("stalled", `${trouble}. Restart the source if it does not recover.`, { trouble })
  }
  if (capture.state === "recording") {
    const { recordingSince, sessionSince } = capture
    const since = recordingSince ?? sessionSince
    if (since === null) return verdict("recording", "Recording.")
    const begun =
      sessionSince === null || sessionSince === since ? "" : ` The session began at ${rfc3339(sessionSince)}.`
    return verdict("recording", `Recording since ${rfc3339(since)}.${begun}`)
  }
  if (capture.sessionSince !== null) {
    const last = capture.lastRecordingAt === null ? "" : ` Last recorded at ${rfc3339(capture.lastRecordingAt)}.`
    return verdict("waiting", `The source went off air; the recorder waits for it to come back.${last}`)
  }
  if (capture.state === "sleeping")
    return verdict("waiting", "The source is off air; the recorder looks again regularly.")
  return verdict("waiting", "The recorder is running and looks whether the source is on air.")
}

const ofHold = (facts: Facts, hold: Hold): Verdict => {
  switch (hold._tag) {
    case "backoff": {
      const words = facts.history.lastFailure === null ? "" : ` (${facts.history.lastFailure})`
      return verdict(
        "backoff",
        `The recorder failed${words}, ${times(facts.failuresInWindow)} in the error window. Next try at ${rfc3339(hold.until)}.`,
        { nextStartAt: hold.until, trouble: facts.history.lastFailure }
      )
    }
    case "blocked":
      return verdict("backoff", `The site blocked the recorder. Next try at ${rfc3339(hold.until)}.`, {
        nextStartAt: hold.until,
        trouble: "the site blocked the recorder"
      })
    case "full":
      return verdict("backoff", `The overseer has no room for another recorder. Next try at ${rfc3339(hold.until)}.`, {
        nextStartAt: hold.until
      })
    case "driver": {
      const next =
        hold.until === null
          ? "One source tries first; the others follow when it gets through."
          : `Next try at ${rfc3339(hold.until)}.`
      return verdict("held", `The site blocked ${hold.blocks} recorders of this driver in a row. ${next}`, {
        nextStartAt: hold.until,
        trouble: "the site blocks this driver"
      })
    }
    case "disk":
      return verdict(
        "held",
        `The disk is nearly full: ${megabytes(hold.free)} MB are free, ${megabytes(hold.needed)} MB are needed. Free some space; recording then goes on by itself.`,
        { trouble: "the disk is nearly full" }
      )
    case "refused":
      return verdict(
        "error",
        `The overseer refused to start a recorder at ${rfc3339(hold.at)}: ${hold.message}. Change the settings or the overseer's actions, or reset the error to try again.`,
        { trouble: hold.message }
      )
  }
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`)
const megabytes = (bytes: number): number => Math.floor(bytes / 1_000_000)

/**
 * The seed's state, whoever wants the source: `recording`, `error` for error and stalled, else `idle`; with the link down
 * whatever was last known.
 */
export const stateOf = (facts: Facts): State => {
  const { status } = ofSource({ ...facts, linkDown: null, wanted: true })
  if (status === "recording") return "recording"
  return status === "error" || status === "stalled" ? "error" : "idle"
}
