import type { Instant, Millis } from "../values/Time.ts"
import { type Failure, isFailure } from "./Cause.ts"
import { blockedExitCode, type WorkerEvent } from "./WorkerEvent.ts"

/** What a source's stored events say about its failures since its last reset. Lists are ascending and without doubles. */
export interface History {
  /** The number of the last reset among all that was asked of the source; 0 where there was none. */
  readonly reset: number
  /** The trip that stands, the latest where there are several. */
  readonly errored: Trip | null
  /** Exits that nobody asked for, blocked ones left out. */
  readonly failures: ReadonlyArray<Instant>
  /** Exits by which the recorder said that the site blocks it. */
  readonly blocks: ReadonlyArray<Instant>
  /** What the last failing recorder ended by. */
  readonly lastFailure: Failure | null
}

/** Recorders failed `failures` times `within` so many milliseconds, as far as that is known, the last one by `cause`. */
export interface Trip {
  readonly at: Instant
  readonly cause: Failure
  readonly failures: number | null
  readonly within: Millis | null
}

export const noHistory: History = { reset: 0, errored: null, failures: [], blocks: [], lastFailure: null }

type HistoryEvent = Pick<WorkerEvent, "type" | "at" | "exitCode" | "detail" | "cause">

/** The history after one more event; the order in which events arrive makes no difference, nor does an event told twice. */
export const record = (history: History, event: HistoryEvent): History => {
  const since = { ...noHistory, reset: history.reset }
  switch (event.type) {
    case "errored":
      return mergeHistory(history, {
        ...since,
        errored: tripOf(event)
      })
    case "exited":
      return mergeHistory(
        history,
        event.exitCode === blockedExitCode
          ? { ...since, blocks: [event.at] }
          : { ...since, failures: [event.at], lastFailure: failureOf(event) }
      )
    default:
      return history
  }
}

const failureOf = ({ cause = null, detail, exitCode }: HistoryEvent): Failure =>
  isFailure(cause) ? cause : { kind: "exit", code: exitCode, message: detail }

/** Trips that earlier versions stored tell their numbers in words alone. */
const tripOf = ({ at, cause = null, ...told }: HistoryEvent): Trip =>
  cause?.kind === "tripped"
    ? { at, cause: cause.last, failures: cause.failures, within: 1000 * cause.seconds }
    : { at, cause: failureOf({ at, cause, ...told }), failures: null, within: null }

/** What the last failing recorder ended by, as far as it is known. */
export const lastFailureOf = ({ lastFailure }: History): Failure =>
  lastFailure ?? { kind: "exit", code: null, message: null }

/** The history without those failures. */
export const forgiven = (history: History, isForgiven: (failure: Instant) => boolean): History => {
  const failures = history.failures.filter((at) => !isForgiven(at))
  if (failures.length === history.failures.length) return history
  return { ...history, failures, lastFailure: failures.length === 0 ? null : history.lastFailure }
}

/**
 * All that two accounts of the same source know together; a history only grows until a reset, of which an account that lacks it
 * knows nothing later.
 */
export const mergeHistory = (a: History, b: History): History => {
  if (a.reset !== b.reset) return a.reset > b.reset ? a : b
  return {
    reset: a.reset,
    errored: laterTrip(a.errored, b.errored),
    failures: union(a.failures, b.failures),
    blocks: union(a.blocks, b.blocks),
    lastFailure: lastWords(a, b)
  }
}

const union = (a: ReadonlyArray<Instant>, b: ReadonlyArray<Instant>): ReadonlyArray<Instant> => {
  if (a.length === 0) return b
  if (b.length === 0) return a
  return [...new Set([...a, ...b])].sort((x, y) => x - y)
}

const laterTrip = (a: Trip | null, b: Trip | null): Trip | null => {
  if (a === null || b === null) return a ?? b
  return a.at > b.at || (a.at === b.at && text(a) >= text(b)) ? a : b
}

/** Of two accounts of one moment all keep the same, whichever they hear first. */
const text = (account: Trip | Failure | null): string => JSON.stringify(account)

const lastWords = (a: History, b: History): Failure | null => {
  const [last, other] = [a.failures.at(-1) ?? -Infinity, b.failures.at(-1) ?? -Infinity]
  if (last !== other) return last > other ? a.lastFailure : b.lastFailure
  return text(a.lastFailure) >= text(b.lastFailure) ? a.lastFailure : b.lastFailure
}
