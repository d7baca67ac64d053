import type { Posture } from "../subscriptions/Posture.ts"
import { type Instant, later, type Millis, rfc3339 } from "../values/Time.ts"
import { isRefusal, type Meanwhile } from "./Cause.ts"
import { type History, lastFailureOf } from "./History.ts"
import type { Hold } from "./Hold.ts"
import type { LinkFault } from "./LinkFault.ts"
import { lossyCause } from "./LossyCause.ts"
import { isOpen, isStopping, type Run } from "./Run.ts"
import { type Hearing, type Stalled, stall } from "./Stall.ts"
import { storageCause } from "./StorageObstacle.ts"
import { type State, type Verdict, verdict } from "./Verdict.ts"

/** A link that is down, or that is up (`reached`) with the overseer's list of what it runs still to come; `since` when either. */
export interface LinkDown {
  readonly since: Instant
  readonly lastHeardAt: Instant | null
  readonly reached: boolean
  /** Why it is down, as far as that is known. */
  readonly fault: LinkFault | null
}

/** All that the status of a source depends on. */
export interface Facts {
  readonly eligible: boolean
  /** Whether anybody's subscription is active. */
  readonly wanted: boolean
  readonly history: History
  readonly failuresInWindow: number
  /** The length of the window that they lie in. */
  readonly errorWindow: Millis
  /** How many of them make the source trip. */
  readonly errorThreshold: number
  readonly hold: Hold | null
  /** The run that counts: the held one, else one that is on its way, else none. */
  readonly run: Run | null
  /** Why nothing is known of the overseer's tasks now; null once it listed them on a link that is up. */
  readonly linkDown: LinkDown | null
  readonly hearing: Hearing
  /** The machine that recorders run on, as far as that is known. */
  readonly machine: string | null
  readonly now: Instant
}

/** A stop that is older than this is trouble. */
const stopAllowance: Millis = 30_000

/** How a source stands for somebody whose own wish is `posture`; exactly one verdict for every combination of facts. */
export const resolve = (facts: Facts, posture: Posture): Verdict =>
  posture === "active" ? ofSource(facts) : ofUnwanted(facts, posture)

const ofUnwanted = (facts: Facts, kind: Exclude<Posture, "active"> | "unwanted"): Verdict => {
  const source = meanwhile(facts)
  return verdict("inactive", { kind, source }, { needs: source === "stuck" ? "somebody" : null })
}

/** What becomes of the source that somebody does not want. */
const meanwhile = (facts: Facts): Meanwhile => {
  const { linkDown, run, wanted } = facts
  if (wanted) return ofSource(facts).status === "recording" ? "recorded" : "wanted"
  if (run === null || !isOpen(run)) return "idle"
  if (isStopping(run)) return linkDown === null && isLate(facts, run) ? "stuck" : "stopping"
  return linkDown === null ? "stops" : "stops_later"
}

/** How a source stands for those who actively want it; `inactive` when nobody does. */
export const ofSource = (facts: Facts): Verdict => {
  const { hold, linkDown, run } = facts
  if (!facts.wanted) {
    // Nobody wants it, and somebody has to end it.
    return run !== null && meanwhile(facts) === "stuck" ? ofStop(facts, run) : ofUnwanted(facts, "unwanted")
  }
  const tripped = ofTrip(facts)
  if (tripped !== null) return tripped
  const open = run !== null && isOpen(run) ? run : null
  if (open === null && hold?._tag === "refused") return ofHold(facts, hold)
  if (linkDown !== null) return ofLink(facts, linkDown)
  if (open !== null) return ofRun(facts, open)
  return hold === null ? verdict("starting", { kind: "due" }, { needs: "time" }) : ofHold(facts, hold)
}

/** The verdict on a source that failed too often; null for any other. */
export const ofTrip = ({ history: { errored } }: Facts): Verdict | null =>
  errored === null
    ? null
    : verdict("error", errored.cause, {
        since: errored.at,
        tries: errored.failures,
        within: errored.within,
        needs: "somebody"
      })

export const ofLink = (facts: Facts, { fault, lastHeardAt, reached, since }: LinkDown): Verdict =>
  verdict(
    "unknown",
    {
      kind: "overseer",
      reached,
      fault,
      last: reached || lastHeardAt === null ? null : ofSource({ ...facts, linkDown: null }).status,
      heard: lastHeardAt === null ? null : rfc3339(lastHeardAt)
    },
    { since, needs: reached ? "time" : "somebody" }
  )

export const ofRun = (facts: Facts, run: Run): Verdict => {
  if (isStopping(run)) return ofStop(facts, run)
  const since = run.createdAt
  if (run.phase === "sent") return verdict("starting", { kind: "asked" }, { since, needs: "time" })
  if (run.phase === "queued") {
    return verdict("queued", { kind: "capacity", position: run.queuePosition }, { since, needs: "time" })
  }
  return ofCapture(facts, run)
}

/** From when on a stop is trouble; null for one that nobody knows the beginning of. */
export const lateAt = ({ stop }: Run): Instant | null => (stop === null ? null : later(stop.at, stopAllowance))

const isLate = ({ now }: Facts, run: Run): boolean => now > (lateAt(run) ?? now)

const ofStop = (facts: Facts, run: Run): Verdict => {
  const { machine } = facts
  const { pid, stop } = run
  const since = stop?.at ?? null
  const late = isLate(facts, run)
  return verdict(
    "stopping",
    { kind: "stop", late, pid: late ? pid : null, machine: late ? machine : null },
    {
      since,
      needs: late ? "somebody" : "time"
    }
  )
}

const ofCapture = (facts: Facts, run: Run): Verdict => {
  const { hindered, lastRecordingAt, lost, recordingSince, sessionSince: session, state } = run.capture
  const stalled = stall(run, facts.hearing)
  if (stalled !== null) return ofStall(run, stalled)
  if (state === "recording")
    return verdict("recording", lost === null ? null : lossyCause(lost), { since: recordingSince ?? session, session })
  if (hindered === null) {
    const kind = state === "sleeping" || lastRecordingAt !== null ? "nothing_found" : "looking"
    return verdict("waiting", { kind }, { session, needs: "time" })
  }
  const { cause, since, tries, until } = hindered
  if (cause.kind === "off_air") return verdict("waiting", cause, { since, session, needs: "time" })
  return isRefusal(cause)
    ? verdict("refused", cause, { since, session, tries, needs: "somebody" })
    : verdict("backoff", cause, { since, session, tries, until, needs: "time" })
}

/** The recorder's own word for what stands in its way says more than that nothing comes, unless it fell silent. */
const ofStall = ({ capture: { hindered, sessionSince } }: Run, { since, why }: Stalled): Verdict =>
  hindered === null || hindered.cause.kind === "off_air" || why === "silent"
    ? verdict("stalled", { kind: why }, { since, session: sessionSince, needs: "somebody" })
    : verdict("stalled", hindered.cause, { since, session: sessionSince, tries: hindered.tries, needs: "somebody" })

/** What each way of not taking a start is. */
const declined = {
  full: "no_room",
  spawn: "not_spawned",
  duplicate: "duplicate",
  known: "not_started",
  dequeued: "dropped"
} as const

export const ofHold = (facts: Facts, hold: Hold): Verdict => {
  switch (hold._tag) {
    case "backoff":
      return verdict("backoff", lastFailureOf(facts.history), {
        since: facts.history.failures.at(-1) ?? null,
        until: hold.until,
        tries: facts.failuresInWindow,
        within: facts.errorWindow,
        needs: "time"
      })
    case "blocked":
      return verdict("backoff", { kind: "blocked" }, { until: hold.until, needs: "time" })
    case "finished":
      return verdict("backoff", { kind: "ended" }, { since: hold.at, until: hold.until, needs: "time" })
    case "declined":
      return verdict(
        "backoff",
        { kind: declined[hold.why], message: hold.message },
        { until: hold.until, needs: "time" }
      )
    case "limit":
      return verdict("held", { kind: "limit", whose: hold.whose, limit: hold.limit }, { needs: "time" })
    case "room":
      return verdict("queued", { kind: "capacity", position: null }, { needs: "time" })
    case "draining":
      return verdict("held", { kind: "draining" }, { until: hold.until, needs: "time" })
    case "driver":
      return verdict("held", { kind: "driver", blocks: hold.blocks }, { until: hold.until, needs: "time" })
    case "storage":
      return verdict("held", storageCause(hold.obstacle), { needs: "somebody" })
    case "refused":
      return verdict("error", { kind: "refused_start", message: hold.message }, { since: hold.at, needs: "somebody" })
  }
}

/**
 * The coarse word for it, whoever wants the source: `recording`; `error` where it fails, is refused or has stalled; else `idle`; with the
 * link down whatever was last known.
 */
export const stateOf = (facts: Facts): State => {
  const { status } = ofSource({ ...facts, linkDown: null, wanted: true })
  if (status === "recording") return "recording"
  return status === "error" || status === "refused" || status === "stalled" ? "error" : "idle"
}
