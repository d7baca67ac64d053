import type { UserId } from "../values/Ids.ts"
import type { Instant } from "../values/Time.ts"

/**
 * What stood in the way of many sources at once. `link`: the overseer could not be reached; `disk`: too little free space;
 * `storage`: nothing could be written where recordings go; `driver`: the site of the driver named by `subject` blocks its recorders; `limit`: as many recorders run as may at once, of
 * all or, with a subject, of that user. What concerns all sources has an empty subject.
 */
export const outageKinds = ["link", "disk", "storage", "driver", "limit"] as const
export type OutageKind = (typeof outageKinds)[number]

/** An outage that stands. */
export interface Standing {
  readonly kind: OutageKind
  readonly subject: string
  readonly since: Instant
}

/** A stretch of an outage; `endedAt` is null while it stands. `userId` is whose limit it is that is reached, null for any other outage. */
export interface Outage {
  readonly kind: OutageKind
  readonly userId: UserId | null
  readonly beganAt: Instant
  readonly endedAt: Instant | null
}
