import { type Instant, later, type Millis } from "../values/Time.ts"
import type { Run } from "./Run.ts"

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
  /** The overseer has no room, not even to queue; the start is tried again. */
  | { readonly _tag: "full"; readonly until: Instant; readonly message: string }
  /** The overseer refused the start; stands until settings, the overseer's actions or a reset change it. */
  | { readonly _tag: "refused"; readonly message: string; readonly at: Instant }

/** How long a source that the overseer had no room for is not tried again: newcomers displace whoever queues longest. */
export const roomDelay: Millis = 30_000

/** The hold on a source whose last run lost its place in the overseer's queue a short while ago, or null. */
export const evicted = (runs: ReadonlyArray<Run>, now: Instant): Extract<Hold, { _tag: "full" }> | null => {
  let last: Run | null = null
  for (const run of runs) {
    if (run.endedAt !== null && (last === null || run.createdAt > last.createdAt)) last = run
  }
  if (last?.ending !== "dequeued" || last.endedAt === null) return null
  const until = later(last.endedAt, roomDelay)
  return until > now
    ? { _tag: "full", until, message: last.message ?? "the overseer dropped the start from its queue" }
    : null
}
