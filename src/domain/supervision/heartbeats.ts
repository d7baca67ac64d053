import { parseDuration } from "../values/Durations.ts"
import type { Millis } from "../values/Time.ts"

/** How often a recorder with these parameters sends heartbeats; null for one that sends none: it must cut segments to do so. */
export const heartbeatsOf = (params: Readonly<Record<string, string>>): Millis | null => {
  const length = (name: string) => parseDuration(params[name] ?? "") ?? 0
  const interval = length("heartbeat_interval")
  return length("segment_length") > 0 && interval > 0 ? interval : null
}
