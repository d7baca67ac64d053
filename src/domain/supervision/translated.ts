import { type Instant, later, type Millis } from "../values/Time.ts"
import type { History } from "./History.ts"
import type { Hold } from "./Hold.ts"
import type { Run, Sent } from "./Run.ts"
import type { Facts } from "./Status.ts"

/** Moments told by another clock. */
export type Translation = (at: Instant) => Instant

const orNull =
  (to: Translation) =>
  (at: Instant | null): Instant | null =>
    at === null ? null : to(at)

const sent = (one: Sent | null, to: Translation): Sent | null =>
  one === null ? null : { ...one, at: to(one.at), lostAt: orNull(to)(one.lostAt) }

/** A run with all its moments told by another clock. */
export const translatedRun = (run: Run, to: Translation): Run => {
  const maybe = orNull(to)
  const { capture } = run
  return {
    ...run,
    start: sent(run.start, to),
    stop: sent(run.stop, to),
    stopRefuted: maybe(run.stopRefuted),
    seenAt: maybe(run.seenAt),
    createdAt: to(run.createdAt),
    startedAt: maybe(run.startedAt),
    endedAt: maybe(run.endedAt),
    stalledAt: maybe(run.stalledAt),
    capture: {
      ...capture,
      sessionSince: maybe(capture.sessionSince),
      recordingSince: maybe(capture.recordingSince),
      lastRecordingAt: maybe(capture.lastRecordingAt),
      lastHeartbeatAt: maybe(capture.lastHeartbeatAt),
      grewAt: maybe(capture.grewAt),
      lookedAt: maybe(capture.lookedAt),
      lost: capture.lost === null ? null : { ...capture.lost, countedUntil: maybe(capture.lost.countedUntil) },
      hindered:
        capture.hindered === null
          ? null
          : { ...capture.hindered, since: to(capture.hindered.since), until: maybe(capture.hindered.until) }
    }
  }
}

const ascending = (all: ReadonlyArray<Instant>, to: Translation): ReadonlyArray<Instant> =>
  all.length === 0 ? all : [...new Set(all.map(to))].sort((a, b) => a - b)

/** The same for a history. */
export const translatedHistory = (history: History, to: Translation): History => {
  const { blocks, errored, failures } = history
  if (errored === null && failures.length === 0 && blocks.length === 0) return history
  return {
    ...history,
    errored: errored === null ? null : { ...errored, at: to(errored.at) },
    failures: ascending(failures, to),
    blocks: ascending(blocks, to)
  }
}

const translatedHold = (hold: Hold, to: Translation): Hold => {
  if (hold._tag === "finished") return { ...hold, at: to(hold.at), until: to(hold.until) }
  if (hold._tag === "refused") return { ...hold, at: to(hold.at) }
  if (hold._tag === "driver" || hold._tag === "declined") return { ...hold, until: orNull(to)(hold.until) }
  return "until" in hold ? { ...hold, until: to(hold.until) } : hold
}

/** The same for all that a status depends on. */
const translatedFacts = (facts: Facts, to: Translation): Facts => ({
  ...facts,
  history: translatedHistory(facts.history, to),
  hold: facts.hold === null ? null : translatedHold(facts.hold, to),
  run: facts.run === null ? null : translatedRun(facts.run, to),
  linkDown:
    facts.linkDown === null
      ? null
      : {
          ...facts.linkDown,
          since: to(facts.linkDown.since),
          lastHeardAt: orNull(to)(facts.linkDown.lastHeardAt)
        },
  hearing: { ...facts.hearing, since: to(facts.hearing.since), last: to(facts.hearing.last) },
  now: to(facts.now)
})

/** All that a status depends on as it stands by a clock that is ahead by so much: judged, it comes to the same. */
export const shiftedFacts = (facts: Facts, ahead: Millis): Facts =>
  ahead === 0 ? facts : translatedFacts(facts, (at) => later(at, ahead))
