import { type Instant, later, latest, type Millis } from "../values/Time.ts"
import type { Capture, Run } from "./Run.ts"

/** What a run must be judged with. Nothing is concluded from a time in which nobody could have heard the recorder. */
export interface Hearing {
  /** The interval of heartbeats to assume where the run's own is not known. */
  readonly interval: Millis
  /** Since when the overseer could be heard. */
  readonly since: Instant
  /** The last word from the overseer, whatever it was about. */
  readonly last: Instant
}

/** A recorder that claims to record and is not believed: it is silent, its file does not grow, or nothing came at all. */
export interface Stalled {
  readonly why: "silent" | "not_growing" | "no_bytes"
  readonly since: Instant
}

/** A file may grow this seldom, however often the recorder is heard of: many write in large blocks. */
const leastGrowthLimit: Millis = 60_000

/** For how long a file may not grow: a stream that comes in long segments lets it grow no sooner. */
export const growthLimit = ({ longestSegment }: Capture, interval: Millis): Millis =>
  Math.max(3 * interval, leastGrowthLimit, 2 * longestSegment)

/** The ways in which a recorder may stall, each with since when and with the moment at which it will have, if nothing happens. */
const ways = (run: Run, hearing: Hearing): ReadonlyArray<Stalled & { readonly at: Instant }> => {
  const { capture } = run
  if (run.phase !== "running" || capture.state !== "recording") return []
  const { grewAt, hasBytes, hindered, lastHeartbeatAt, recordingSince, segmented } = capture
  const interval = run.heartbeatInterval ?? hearing.interval
  const way = (why: Stalled["why"], since: Instant | null, limit: Millis, heard = since) =>
    since === null || heard === null ? [] : [{ why, since, at: later(latest(heard, hearing.since), limit) }]
  if (capture.lookedAt !== null) return way("not_growing", grewAt, growthLimit(capture, interval))
  // Who neither was told to send heartbeats nor sends any is not to be heard of: only its own word counts.
  if (run.heartbeatInterval === null && !segmented) {
    return way("not_growing", hindered?.since ?? null, growthLimit(capture, interval))
  }
  const growth = hasBytes
    ? way("not_growing", grewAt, growthLimit(capture, interval))
    : way("no_bytes", recordingSince ?? grewAt, 3 * interval, grewAt)
  return segmented ? [...way("silent", lastHeartbeatAt, 3 * interval), ...growth] : growth
}

/** Until when a recorder was heard of, or seen: its files show it who tells nothing. */
const seenUntil = ({ capture: { lookedAt } }: Run, { last }: Hearing): Instant => lookedAt ?? last

/** Why a recorder that claims to record was not to be believed any more when it was last to be heard of, or null. */
export const stall = (run: Run, hearing: Hearing): Stalled | null => {
  const last = seenUntil(run, hearing)
  const found = ways(run, hearing).find(({ at }) => last > at)
  return found === undefined ? null : { why: found.why, since: found.since }
}

/** From when on this recorder counts as stalled unless it says something before; null for one that can't stall. */
export const stallsAt = (run: Run, hearing: Hearing): Instant | null =>
  ways(run, hearing).reduce<Instant | null>((first, { at }) => (first === null || at < first ? at : first), null)
