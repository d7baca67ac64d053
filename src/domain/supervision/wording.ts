import { tellBytes } from "../values/Sizes.ts"
import { rfc3339 } from "../values/Time.ts"
import { isHindrance, isRefusal } from "./Cause.ts"
import { causeWords, settingOf } from "./causeWords.ts"
import { linkFaultWords } from "./LinkFault.ts"
import { failureWords } from "./troubleWords.ts"
import type { Verdict, VerdictOf } from "./Verdict.ts"
import { capital, ending, moment, times } from "./wordParts.ts"

const meanwhile = {
  idle: "nothing is recorded",
  stopping: "its recorder is stopping",
  stuck: "its recorder was asked to stop and does not end",
  stops: "its recorder is about to be stopped",
  stops_later: "its recorder is stopped as soon as the overseer can be reached",
  recorded: "the source is still recorded for others",
  wanted: "others still want the source"
} as const

const ofInactive = ({ cause }: VerdictOf<"inactive">): string =>
  cause.kind === "unwanted"
    ? `Nobody's subscription is active; ${meanwhile[cause.source]}.`
    : `The subscription is ${cause.kind}; ${meanwhile[cause.source]}.`

const ofError = (verdict: VerdictOf<"error">): string => {
  const { cause, since } = verdict
  return cause.kind === "refused_start"
    ? `The overseer refused to start a recorder${moment("at", since)}: ${ending(cause.message)} Change the settings or the overseer's actions, or reset the error to try again.`
    : `Recording was given up${moment("at", since)}: ${ending(failureWords(verdict))} Reset the error to try again.`
}

const nextTry = ({ until }: Verdict): string => (until === null ? "" : ` Next try at ${rfc3339(until)}.`)

/** How often one recorder that goes on trying tried so far. */
const tried = (verdict: VerdictOf<"refused" | "backoff">): string => {
  const { since, tries } = verdict
  const often = tries === null ? "" : `, tried ${times(tries)}${moment("since", since)}`
  return ` The recorder keeps trying${often}.${nextTry(verdict)}`
}

/** What helps where a site refuses us. */
const whatItNeeds = "It needs cookies, a login or another address."

const ofRefused = (verdict: VerdictOf<"refused">): string =>
  `The site refuses the recorder: ${ending(causeWords(verdict.cause))} ${whatItNeeds}${tried(verdict)}`

const ofStalled = ({ cause, since }: VerdictOf<"stalled">): string => {
  const mend = isHindrance(cause) && isRefusal(cause) ? whatItNeeds : "Restart the source if it does not recover."
  switch (cause.kind) {
    case "silent":
      return `The recorder has not been heard of${moment("since", since)}. ${mend}`
    case "not_growing":
      return `The recording has not grown${moment("since", since)}. ${mend}`
    case "no_bytes":
      return `The recording began${moment("at", since)} and nothing has come of it. ${mend}`
    default:
      return `The recording has not grown${moment("since", since)}: ${ending(causeWords(cause))} ${mend}`
  }
}

const ofHeld = (verdict: VerdictOf<"held">): string => {
  const { cause, until } = verdict
  if (cause.kind === "unwritable") {
    return `${capital(ending(causeWords(cause)))} Nothing is started until it can be written again; recording then goes on by itself.`
  }
  if (cause.kind === "limit")
    return `${capital(ending(causeWords(cause)))} This one is started as soon as there is room; an admin may raise the limit (${settingOf(cause)}).`
  if (cause.kind === "draining") {
    const latest = until === null ? "" : `, at ${rfc3339(until)} at the latest`
    return `The overseer stopped the recorder, or is ending, and not because of this product. A new one is started as soon as the overseer is back${latest}.`
  }
  return cause.kind === "disk"
    ? `The disk is nearly full: ${tellBytes(cause.free)} are free, ${tellBytes(cause.needed)} are needed. Free some space; recording then goes on by itself.`
    : `The site blocked ${cause.blocks} recorders of this driver in a row.${until === null ? " One source tries first; the others follow when it gets through." : nextTry(verdict)}`
}

const ofUnknown = ({ cause, since }: VerdictOf<"unknown">): string => {
  if (cause.reached) return `The overseer was reached${moment("at", since)} and has not said yet what it runs.`
  const words = cause.fault === null ? null : linkFaultWords(cause.fault)
  const away = `The overseer can't be reached${moment("since", since)}${words === null ? "" : `: ${words}`}.`
  if (cause.heard === null) return `${away} Nothing is known yet.`
  return `${away} Last word from it at ${cause.heard}${cause.last === null ? "" : `, status then: ${cause.last}`}.`
}

const ofBackoff = (verdict: VerdictOf<"backoff">): string => {
  const { cause, tries, until, within } = verdict
  if (within !== null) {
    return `The recorder failed (${causeWords(cause)}), ${times(tries ?? 1)} in the error window.${nextTry(verdict)}`
  }
  switch (cause.kind) {
    case "blocked":
      return `The site blocked the recorder.${nextTry(verdict)}`
    case "ended":
      return `The broadcast ended${moment("at", verdict.since)}.${until === null ? "" : ` The source is looked at again at ${rfc3339(until)}.`}`
    case "no_room":
      return `The overseer has no room for another recorder: ${ending(cause.message)}${nextTry(verdict)}`
    case "not_spawned":
      return `The overseer's machine could not start the recorder: ${ending(cause.message)}${nextTry(verdict)}`
    case "duplicate":
      return `Another task of the overseer records this source already: ${ending(cause.message)}${nextTry(verdict)}`
    case "dropped":
      return `The overseer dropped the start from its queue: ${ending(cause.message)}${nextTry(verdict)}`
    case "not_started":
      return `The overseer did not start the recorder: ${ending(cause.message)}${nextTry(verdict)}`
    default:
      return `${capital(ending(causeWords(cause)))}${tried(verdict)}`
  }
}

const ofStopping = ({ cause, since }: VerdictOf<"stopping">): string =>
  cause.late
    ? `The recorder was asked to stop${moment("at", since)}. ${capital(ending(causeWords(cause)))} It is not asked again: end it there.`
    : `The recorder was asked to stop${moment("at", since)} and is closing its files.`

/** Moments that are closer than this read alike. */
const aMinute = 60_000

const ofRecording = ({ cause, session, since }: VerdictOf<"recording">): string => {
  const isSame = session === null || (since !== null && since - session < aMinute)
  const begun = isSame ? "" : `${moment("The session began at", session)}.`
  const lost = cause === null ? "" : ` ${capital(ending(causeWords(cause)))}`
  return `Recording${moment("since", since)}.${begun}${lost}`
}

const ofWaiting = ({ cause, session, since }: VerdictOf<"waiting">): string => {
  if (cause.kind === "looking") return "The recorder is running and looks whether the source is on air."
  if (cause.kind === "nothing_found") return "The recorder found nothing to record and looks again regularly."
  return session === null
    ? "The source is off air; the recorder looks again regularly."
    : `The source went off air${moment("at", since)}; the recorder waits for it to come back.`
}

/** The sentence that says how it stands, and why. Times in it are RFC 3339, so that a page can show them its own way. */
export const sentence = (verdict: Verdict): string => {
  switch (verdict.status) {
    case "inactive":
      return ofInactive(verdict)
    case "error":
      return ofError(verdict)
    case "refused":
      return ofRefused(verdict)
    case "stalled":
      return ofStalled(verdict)
    case "held":
      return ofHeld(verdict)
    case "unknown":
      return ofUnknown(verdict)
    case "backoff":
      return ofBackoff(verdict)
    case "queued":
      return `Waiting for a free slot at the overseer${verdict.cause.position === null ? "" : `, position ${verdict.cause.position} in the queue`}.`
    case "starting":
      return verdict.cause.kind === "due"
        ? "A recorder is about to be started."
        : `Asked the overseer for a recorder${moment("at", verdict.since)}.`
    case "stopping":
      return ofStopping(verdict)
    case "recording":
      return ofRecording(verdict)
    case "waiting":
      return ofWaiting(verdict)
  }
}
