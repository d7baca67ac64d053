import type { Cause } from "./Cause.ts"
import { linkFaultWords } from "./LinkFault.ts"
import { faultWords } from "./storageWords.ts"

const of = (host: string | null): string => host ?? "the site"

/** A cause in a few words, without a capital and without a full stop: what stands in a table, a log, or inside of a sentence. */
export const causeWords = (cause: Cause): string => {
  switch (cause.kind) {
    case "http":
      return `${of(cause.host)} answers HTTP ${cause.status}`
    case "challenge":
      return `${of(cause.host)} asks for a login or a proof of being human`
    case "dns":
      return `the name ${of(cause.host)} is not found`
    case "refused_connection":
      return `${of(cause.host)} refuses connections`
    case "unreachable":
      return `no way leads to ${of(cause.host)}`
    case "inward":
      return `the site leads to ${of(cause.host)}, an address within the recorder's own machine, and is not followed`
    case "tls":
      return `the certificate of ${of(cause.host)} is not accepted`
    case "timeout":
      return `${of(cause.host)} does not answer`
    case "broken":
      return `the connection to ${of(cause.host)} breaks off`
    case "redirects":
      return `${of(cause.host)} redirects without end`
    case "unreadable":
      return `${of(cause.host)} answers with something that is no playlist`
    case "encrypted":
      return "the stream is encrypted in a way that can't be recorded"
    case "unsupported":
    case "no_room":
    case "not_spawned":
    case "duplicate":
    case "dropped":
    case "not_started":
    case "refused_start":
    case "other":
      return cause.message
    case "no_channel":
      return cause.message ?? "no address is known for it"
    case "storage":
      return `the recorder can't write: ${cause.message}`
    case "off_air":
      return "it is off air"
    case "nothing_found":
      return "the recorder found nothing to record"
    case "looking":
      return "the recorder has just begun to look"
    case "exit":
      return cause.message ?? ended(cause.code)
    case "blocked":
      return "the site blocked the recorder"
    case "ended":
      return "the broadcast is over"
    case "silent":
      return "the recorder is not heard of"
    case "not_growing":
      return "the recording does not grow"
    case "no_bytes":
      return "nothing came of the recording"
    case "lossy":
      return lossWords(cause)
    case "overseer":
      return cause.reached ? "the overseer has not said yet what it runs" : `the overseer can't be reached${why(cause)}`
    case "capacity":
      return "the overseer has no free slot"
    case "due":
      return "a recorder is about to be started"
    case "asked":
      return "the overseer was asked for a recorder"
    case "stop":
      return cause.late ? `the recorder does not end${process(cause)}` : "the recorder is closing its files"
    case "draining":
      return "the overseer stopped the recorder, or is ending"
    case "limit":
      return cause.whose === "everybody"
        ? `no more than ${recorders(cause.limit)} may run at once`
        : `nobody who wants it may have more than ${recorders(cause.limit)} at once`
    case "driver":
      return "the site blocks this driver"
    case "disk":
      return "the disk is nearly full"
    case "unwritable":
      return `the recordings' folder ${faultWords[cause.fault]}`
    case "paused":
    case "archived":
      return `the subscription is ${cause.kind}`
    case "unwanted":
      return "nobody's subscription is active"
  }
}

/** `: it does not answer`, or nothing. */
const why = ({ fault }: Extract<Cause, { kind: "overseer" }>): string => {
  const words = fault === null ? null : linkFaultWords(fault)
  return words === null ? "" : `: ${words}`
}

const recorders = (count: number): string => (count === 1 ? "1 recorder" : `${count} recorders`)

/** The setting that a limit comes from. */
export const settingOf = ({ whose }: Extract<Cause, { kind: "limit" }>): string =>
  whose === "everybody" ? "recorders_at_once" : "recorders_per_user"

/** `parts are lost: 3 gaps, 12 s, a.example answers HTTP 404`. */
const lossWords = ({ gaps, message, seconds }: Extract<Cause, { kind: "lossy" }>): string =>
  `parts are lost: ${gaps} ${gaps === 1 ? "gap" : "gaps"}, ${seconds < 10 ? seconds : Math.round(seconds)} s${message === null ? "" : `, ${message}`}`

const ended = (code: number | null): string => {
  if (code === null) return "the recorder failed"
  return code === -1 ? "the recorder was killed by a signal" : `the recorder ended with exit code ${code}`
}

/** Where the process of a recorder is that does not end. */
const process = ({ machine, pid }: Extract<Cause, { kind: "stop" }>): string =>
  `${pid === null ? "" : `, process ${pid}`}${machine === null ? "" : ` on ${machine}`}`
