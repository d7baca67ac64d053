import { parseDuration } from "../values/Durations.ts"
import type { Millis } from "../values/Time.ts"

/** How often a recorder with these parameters sends heartbeats; null for one that sends none: it must cut segments to do so. */
export const heartbeatsOf = (params: {
  readonly heartbeat_interval?: string
  readonly segment_length?: string
}): Millis | null => {
  const interval = parseDuration(params.heartbeat_interval ?? "") ?? 0
  const length = parseDuration(params.segment_length ?? "") ?? 0
  return length > 0 && interval > 0 ? interval : null
}
