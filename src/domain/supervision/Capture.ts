import { type Instant, later } from "../values/Time.ts"
import type { RecorderEvent } from "./RecorderEvent.ts"
import type { Capture } from "./Run.ts"

/**
 * What a recorder is doing after one more of its events, heard at `heardAt`. A session stays active between its recordings,
 * and a heartbeat proves both (the recorder's documented lifecycle).
 */
export const capture = (now: Capture, told: RecorderEvent, heardAt: Instant): Capture => {
  switch (told._tag) {
    case "startup":
    case "log":
      return now
    case "session start":
      return { ...now, sessionSince: atMost(told.at, heardAt), state: now.state === "recording" ? now.state : "idle" }
    case "recording start": {
      const at = atMost(told.at, heardAt)
      return {
        ...now,
        state: "recording",
        sessionSince: now.sessionSince ?? at,
        recordingSince: at,
        lastRecordingAt: at,
        grewAt: heardAt,
        lastHeartbeatAt: heardAt
      }
    }
    case "segment start":
      return { ...beat(now, heardAt), file: told.file, fileBytes: 0, grewAt: heardAt, segmented: told.segmented }
    case "heartbeat": {
      const grew = told.file !== now.file || told.bytes > now.fileBytes
      return {
        ...beat(now, heardAt),
        segmented: true,
        file: told.file,
        fileBytes: told.bytes,
        grewAt: grew ? heardAt : now.grewAt
      }
    }
    case "segment finish":
      return { ...now, lastHeartbeatAt: heardAt, lastRecordingAt: heardAt, grewAt: heardAt }
    case "recording end":
      return {
        ...now,
        state: "idle",
        recordingSince: null,
        lastRecordingAt: atMost(told.at, heardAt),
        file: null,
        fileBytes: 0
      }
    case "session end":
      return { ...now, state: "idle", sessionSince: null, recordingSince: null, file: null, fileBytes: 0 }
    case "sleep":
      return { ...now, state: "sleeping", sessionSince: null, recordingSince: null, file: null, fileBytes: 0 }
  }
}

/** The recorder's own time of an event, which may be unknown but never lies in the future. */
const atMost = (at: Instant | null, heardAt: Instant): Instant => (at !== null && at < heardAt ? at : heardAt)

const beat = (now: Capture, heardAt: Instant): Capture => ({
  ...now,
  state: "recording",
  sessionSince: now.sessionSince ?? heardAt,
  recordingSince: now.recordingSince ?? heardAt,
  lastRecordingAt: heardAt,
  lastHeartbeatAt: heardAt
})

/** Why a recorder that claims to record is not believed, or null. `interval` is the heartbeats', in milliseconds. */
export const stall = (
  now: Capture,
  interval: number,
  at: Instant
): { readonly why: "silent" | "not growing"; readonly since: Instant } | null => {
  if (now.state !== "recording" || !now.segmented) return null
  const limit = 3 * interval
  if (now.lastHeartbeatAt !== null && at - now.lastHeartbeatAt > limit) {
    return { why: "silent", since: now.lastHeartbeatAt }
  }
  return now.grewAt !== null && at - now.grewAt > limit ? { why: "not growing", since: now.grewAt } : null
}

/** From when on this recorder counts as stalled unless it says something before; null for one that can't stall. */
export const stallsAt = (now: Capture, interval: number): Instant | null => {
  if (now.state !== "recording" || !now.segmented) return null
  const last = Math.min(now.lastHeartbeatAt ?? Number.POSITIVE_INFINITY, now.grewAt ?? Number.POSITIVE_INFINITY)
  return last === Number.POSITIVE_INFINITY ? null : later(last as Instant, 3 * interval)
}
