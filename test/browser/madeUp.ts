import { Status } from "../../src/domain/supervision/Verdict.ts"

const causes: Readonly<Record<string, object>> = {
  error: { kind: "no_channel", needs: "somebody" },
  refused: { kind: "challenge", host: "example.org", needs: "somebody" },
  stalled: { kind: "silent", needs: "somebody" },
  held: { kind: "driver", blocks: 3, needs: "time" },
  backoff: { kind: "no_room", message: "queue is full", needs: "time" },
  queued: { kind: "capacity", position: 3, needs: "time" },
  starting: { kind: "due" },
  waiting: { kind: "off_air" },
  inactive: { kind: "paused", source: "idle" }
}

const circumstances = { since: "2026-01-05T03:04:05Z", until: null, tries: null, needs: null }

/** A cause that goes with the status; none where there is nothing to explain, or where pages don't look at it. */
const causeOf = (status: string) => (causes[status] === undefined ? null : { ...circumstances, ...causes[status] })

/** A subscription as the API tells it, made up. */
export const subscription = (status: string, id: number, change: Readonly<Record<string, unknown>> = {}) => ({
  driver: "hls",
  username: `${status}-one`,
  source_id: id,
  sub_id: id,
  user_id: 1,
  owner: "admin",
  posture: status === "inactive" ? "paused" : "active",
  status,
  cause: causeOf(status),
  reason: "So it is since 2026-01-05T03:04:05Z.",
  state: status === "recording" ? "recording" : "idle",
  worker_state: null,
  recording_state: null,
  pid: null,
  error_message: null,
  session_active: status === "recording",
  session_started_at: status === "recording" ? "2026-01-05T03:04:05Z" : null,
  session_bytes: 1_234_567_890,
  last_heartbeat: null,
  last_recording_at: "2026-01-05T03:04:05Z",
  next_start_at: status === "backoff" ? "2126-01-05T03:04:05Z" : null,
  queue_position: status === "queued" ? 3 : null,
  canonical_url: null,
  host: id % 2 === 0 ? null : "origin.example.org",
  created_at: "2026-01-05T03:04:05Z",
  updated_at: "2026-01-05T03:04:06Z",
  ...change
})

/** A list with one subscription of each status. */
export const manyStatuses = {
  items: Status.literals.map((status, i) => subscription(status, i + 1)),
  next_cursor: null,
  total: Status.literals.length,
  counts: {
    status: Object.fromEntries(Status.literals.map((status) => [status, 1])),
    posture: { active: 10, paused: 1 }
  }
}
