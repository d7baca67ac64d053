import { type Instant, later, latest, type Millis } from "../values/Time.ts"
import type { Refusal, Run } from "./Run.ts"
import type { StorageObstacle } from "./StorageObstacle.ts"

/** Why an eligible source is not started just now. Holds delay a start; they never change eligibility. */
export type Hold =
  /** Waiting after a failure. */
  | { readonly _tag: "backoff"; readonly until: Instant; readonly failures: number }
  /** Waiting after the site blocked this source's recorder. */
  | { readonly _tag: "blocked"; readonly until: Instant }
  /** The site blocks the driver; `until` is null while another source of the driver tries the door. */
  | { readonly _tag: "driver"; readonly until: Instant | null; readonly blocks: number }
  /** Nothing is to be recorded into the recordings' folder. */
  | { readonly _tag: "storage"; readonly obstacle: StorageObstacle }
  /** The broadcast is over, said the recorder: the source is looked at again then. */
  | { readonly _tag: "finished"; readonly at: Instant; readonly until: Instant }
  /**
   * The overseer did not take the start, or dropped it from its queue; it is tried again, at a time or, where that is null, as soon as
   * the overseer lists that nothing stands in its way. Each says why in its own words.
   */
  | {
      readonly _tag: "declined"
      readonly why: Exclude<Refusal, "refused" | "shutdown"> | "dequeued"
      readonly until: Instant | null
      readonly message: string
    }
  /** As many recorders run as may at once, of all or of those who want the source. */
  | { readonly _tag: "limit"; readonly whose: "everybody" | "user"; readonly limit: number }
  /** The overseer says that it has no slot, nor a place in its queue. */
  | { readonly _tag: "room" }
  /** The overseer stopped the recorder unasked, or says that it ends: a new start waits for another connection, or until then. */
  | { readonly _tag: "draining"; readonly until: Instant }
  /** The overseer refused the start; stands until settings, the overseer's actions or a reset change it. */
  | { readonly _tag: "refused"; readonly message: string; readonly at: Instant }

/** What holds sources back for the sake of the others, as they come in turn (`Admission.ts`). */
export type SharedHold = Extract<Hold, { _tag: "limit" | "room" | "driver" }>
/** What holds a source back whatever the others do. */
export type OwnHold = Exclude<Hold, SharedHold>

/** How long a source that the overseer had no room for is not tried again at first: newcomers displace whoever queues longest. */
export const roomDelay: Millis = 30_000
/** How long a start waits at first for an older task of the same source to be known, or to end. */
export const duplicateDelay: Millis = 5_000
/** The longest such wait: each one in a row is twice as long as the one before. */
export const retryDelayMax: Millis = 10 * 60_000
/** How long an overseer that ends may take to be gone. */
export const drainDelay: Millis = 20_000

/** What a start rests on: fingerprints of the recorder's settings and of the overseer's action, null when unknown. */
export type Offer = Pick<Run, "settings" | "action">

/** Whether a start was turned away for want of room, or lost its place in the queue. */
export const foundNoRoom = (run: Run): boolean =>
  run.refusal === "full" || (run.ending === "dequeued" && run.refusal === null)

/** The first wait after a start that was not taken, which doubles each time in a row. */
const growing = (run: Run): Millis | null => {
  if (foundNoRoom(run) || run.refusal === "spawn") return roomDelay
  return run.refusal === "duplicate" ? duplicateDelay : null
}

/** How many starts in a row were not taken, up to the last run of a source. */
export const triesAfter = (last: Run | null): number => (last !== null && growing(last) !== null ? last.tries + 1 : 0)

/**
 * What an end is judged by: when the overseer's connection came up, and since when it says each time that it has a slot for the source. One
 * that found no room although it said so is believed by its deeds.
 */
export interface Bearings {
  readonly upSince: Instant | null
  readonly freeSince: Instant | null
  /** How long a source is left alone whose broadcast is over. */
  readonly checkInterval: () => Millis
}

/**
 * What the end of a source's last run holds back: a start that was not taken waits, one that was refused is not asked again as long
 * as it would rest on the same; what the overseer stopped unasked waits for the overseer, what ended well for the next look. A reset since it was made lifts either.
 */
export const holdAfter = (
  last: Run | null,
  reset: number,
  offer: () => Offer,
  bearings: Bearings,
  now: Instant
): Extract<Hold, { _tag: "declined" | "refused" | "draining" | "finished" }> | null => {
  if (last === null || last.endedAt === null || last.asked < reset) return null
  if (last.refusal === "shutdown" || isUnasked(last)) return draining(last, last.endedAt, bearings, now)
  if (last.ending === "finished") {
    const until = later(last.endedAt, bearings.checkInterval())
    return until > now ? { _tag: "finished", at: last.endedAt, until } : null
  }
  const message = last.message ?? "the overseer dropped the start from its queue"
  if (last.refusal === "refused") {
    const { action, settings } = offer()
    const isOther = differs(last.settings, settings) || differs(last.action, action)
    return isOther ? null : { _tag: "refused", message, at: last.endedAt }
  }
  if (foundNoRoom(last) && (bearings.freeSince ?? 0) > last.endedAt) return null
  const until = waitsUntil(last, last.endedAt)
  return until > now ? { _tag: "declined", why: last.refusal ?? "dequeued", until, message } : null
}

/** Whether a recorder was stopped, and not by us. */
const isUnasked = ({ ending, startedAt, stop, stopReason }: Run): boolean =>
  ending === "stopped" && startedAt !== null && stop === null && stopReason === null

const draining = (
  last: Run,
  endedAt: Instant,
  { upSince }: Bearings,
  now: Instant
): Extract<Hold, { _tag: "draining" }> | null => {
  const toldAt = latest(endedAt, last.seenAt ?? endedAt)
  const until = later(toldAt, drainDelay)
  return until > now && (upSince ?? 0) <= toldAt ? { _tag: "draining", until } : null
}

const differs = (before: string | null, now: string | null): boolean =>
  before !== null && now !== null && before !== now

/** Until when a start that was not taken is not tried again; its end for any other run. */
export const waitsUntil = (last: Run, endedAt: Instant): Instant => {
  const first = growing(last)
  if (first !== null) return later(endedAt, Math.min(retryDelayMax, first * 2 ** Math.min(last.tries, 16)))
  return last.refusal === "known" ? later(endedAt, duplicateDelay) : endedAt
}
