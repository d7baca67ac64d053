import { type Instant, later } from "./Time.ts"
import { blockedExitCode, type WorkerEvent } from "./WorkerEvent.ts"

/** What a source's stored events say about its failures since its last reset. Lists are ascending and without doubles. */
export interface History {
  readonly resetAt: Instant | null
  /** The trip that stands, if one does. */
  readonly errored: Trip | null
  /** Exits that nobody asked for, blocked ones left out. */
  readonly failures: ReadonlyArray<Instant>
  /** Exits by which the recorder said that the site blocks it. */
  readonly blocks: ReadonlyArray<Instant>
  /** The last words of the last failing recorder. */
  readonly lastFailure: string | null
}

export interface Trip {
  readonly at: Instant
  readonly cause: string
}

export const noHistory: History = { resetAt: null, errored: null, failures: [], blocks: [], lastFailure: null }

const insert = (instants: ReadonlyArray<Instant>, at: Instant): ReadonlyArray<Instant> => {
  if (instants.includes(at)) return instants
  const last = instants.at(-1)
  return last === undefined || at > last ? [...instants, at] : [...instants, at].sort((a, b) => a - b)
}

type Told = Pick<WorkerEvent, "type" | "at" | "exitCode" | "detail">

/** The history after one more event; the order in which events arrive makes no difference, nor does an event told twice. */
export const record = (history: History, event: Told): History => {
  if (event.type === "reset") return forgetUntil(history, event.at)
  if (history.resetAt !== null && event.at <= history.resetAt) return history
  if (event.type === "errored") {
    const earlier = history.errored
    return earlier !== null && earlier.at <= event.at
      ? history
      : { ...history, errored: { at: event.at, cause: event.detail ?? "the recorder failed too often" } }
  }
  if (event.type !== "exited") return history
  if (event.exitCode === blockedExitCode) return { ...history, blocks: insert(history.blocks, event.at) }
  const newest = (history.failures.at(-1) ?? Number.NEGATIVE_INFINITY) <= event.at
  return {
    ...history,
    failures: insert(history.failures, event.at),
    lastFailure: newest ? event.detail : history.lastFailure
  }
}

/** The history from which everything up to and including `at` is struck; an older reset changes nothing. */
export const forgetUntil = (history: History, at: Instant): History => {
  if (history.resetAt !== null && history.resetAt >= at) return history
  const failures = history.failures.filter((failure) => failure > at)
  return {
    resetAt: at,
    errored: history.errored !== null && history.errored.at > at ? history.errored : null,
    failures,
    blocks: history.blocks.filter((block) => block > at),
    lastFailure: failures.length === 0 ? null : history.lastFailure
  }
}

/** All that two accounts of the same source know together; a history only grows until a reset. */
export const mergeHistory = (a: History, b: History): History => {
  const resetAt =
    a.resetAt === null
      ? b.resetAt
      : b.resetAt === null
        ? a.resetAt
        : later(a.resetAt, Math.max(0, b.resetAt - a.resetAt))
  const [left, right] = resetAt === null ? [a, b] : [forgetUntil(a, resetAt), forgetUntil(b, resetAt)]
  const union = (xs: ReadonlyArray<Instant>, ys: ReadonlyArray<Instant>) =>
    xs.length === 0 ? ys : ys.length === 0 ? xs : [...new Set([...xs, ...ys])].sort((x, y) => x - y)
  const errored =
    left.errored === null || (right.errored !== null && right.errored.at < left.errored.at)
      ? right.errored
      : left.errored
  const newer = (left.failures.at(-1) ?? 0) > (right.failures.at(-1) ?? 0) ? left : right
  return {
    resetAt,
    errored,
    failures: union(left.failures, right.failures),
    blocks: union(left.blocks, right.blocks),
    lastFailure: newer.lastFailure
  }
}
