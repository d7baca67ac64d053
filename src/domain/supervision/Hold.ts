import { type Instant, later, type Millis } from "../values/Time.ts"
import type { Refusal, Run } from "./Run.ts"
import type { StorageFault } from "./StorageFault.ts"
import { type StorageObstacle, stopsRecorders } from "./StorageGate.ts"

/** Why an eligible source is not started just now. Holds delay a start; they never change eligibility. */
export type Hold =
  /** Waiting after a failure. */
  | { readonly _tag: "backoff"; readonly until: Instant; readonly failures: number }
  /** Waiting after the site blocked this source's recorder. */
  | { readonly _tag: "blocked"; readonly until: Instant }
  /** The site blocks the driver; `until` is null while another source of the driver tries the door. */
  | { readonly _tag: "driver"; readonly until: Instant | null; readonly blocks: number }
  /** Too little free space where recordings go. Bytes. */
  | { readonly _tag: "disk"; readonly free: number; readonly needed: number }
  /** Nothing can be written where recordings go; with `stops` what runs is stopped, too. */
  | { readonly _tag: "storage"; readonly why: StorageFault; readonly stops: boolean }
  /** The overseer did not take the start, or dropped it from its queue; it is tried again. Each says why in its own words. */
  | {
      readonly _tag: "full"
      readonly why: Exclude<Refusal, "refused"> | "dequeued"
      readonly until: Instant
      readonly message: string
    }
  /** The overseer refused the start; stands until settings, the overseer's actions or a reset change it. */
  | { readonly _tag: "refused"; readonly message: string; readonly at: Instant }

/** How long a source that the overseer had no room for is not tried again at first: newcomers displace whoever queues longest. */
export const roomDelay: Millis = 30_000
/** The longest such wait: each one in a row is twice as long as the one before. */
export const roomDelayMax: Millis = 10 * 60_000
/** How long a start waits for an older task of the same source to be known. */
export const duplicateDelay: Millis = 5_000

/** What a closed gate of the recordings' folder holds back: every source alike. */
export const holdByStorage = (obstacle: StorageObstacle): Extract<Hold, { _tag: "disk" | "storage" }> =>
  obstacle.why === "low"
    ? { _tag: "disk", free: obstacle.free, needed: obstacle.needed }
    : { _tag: "storage", why: obstacle.why, stops: stopsRecorders(obstacle) }

/** What a start rests on: fingerprints of the recorder's settings and of the overseer's action, null when unknown. */
export type Offer = Pick<Run, "settings" | "action">

/** The run of these that ended and was made last. */
export const lastEnded = (runs: ReadonlyArray<Run>): Run | null => {
  let last: Run | null = null
  for (const run of runs) if (run.endedAt !== null && (last === null || run.createdAt > last.createdAt)) last = run
  return last
}

const foundNoRoom = (run: Run): boolean => run.ending === "dequeued" || run.refusal === "full"

/** How many starts in a row found no room, up to the last run of a source. */
export const triesAfter = (last: Run | null): number => (last !== null && foundNoRoom(last) ? last.tries + 1 : 0)

/**
 * What the end of a source's last run holds back: a start that found no room waits, one that was refused is not asked again as long
 * as it would rest on the same. A later reset lifts either.
 */
export const holdAfter = (
  last: Run | null,
  resetAt: Instant | null,
  offer: () => Offer,
  now: Instant
): Extract<Hold, { _tag: "full" | "refused" }> | null => {
  if (last === null || last.endedAt === null || (resetAt ?? 0) > last.endedAt) return null
  const message = last.message ?? "the overseer dropped the start from its queue"
  if (last.refusal === "refused") {
    const { action, settings } = offer()
    const isOther = differs(last.settings, settings) || differs(last.action, action)
    return isOther ? null : { _tag: "refused", message, at: last.endedAt }
  }
  const delay = waitFor(last)
  const until = later(last.endedAt, delay)
  return delay > 0 && until > now ? { _tag: "full", why: last.refusal ?? "dequeued", until, message } : null
}

const differs = (before: string | null, now: string | null): boolean =>
  before !== null && now !== null && before !== now

const waitFor = (last: Run): Millis => {
  if (foundNoRoom(last)) return Math.min(roomDelayMax, roomDelay * 2 ** Math.min(last.tries, 16))
  return last.refusal === null ? 0 : duplicateDelay
}
