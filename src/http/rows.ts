import type { SourceView, SubscriptionView } from "../app/Overview.ts"
import { settingFields } from "../domain/SettingFields.ts"
import { type Instant, rfc3339 } from "../domain/Time.ts"

const time = (at: Instant | null): string | null => (at === null ? null : rfc3339(at))

/**
 * The JSON text of each row is made once: a row stays the same object until something in it changes. What it looks like is
 * declared by the contract's schemas; a test holds the two together.
 */
const once = <Row extends object>(encode: (row: Row) => object) => {
  const texts = new WeakMap<Row, string>()
  return (row: Row): string => {
    const known = texts.get(row)
    if (known !== undefined) return known
    const text = JSON.stringify(encode(row))
    texts.set(row, text)
    return text
  }
}

export const subscriptionText = once((row: SubscriptionView) => ({
  driver: row.driver,
  username: row.username,
  source_id: row.sourceId,
  sub_id: row.subId,
  user_id: row.userId,
  owner: row.owner,
  posture: row.posture,
  status: row.status,
  reason: row.reason,
  state: row.state,
  worker_state: row.workerState,
  recording_state: row.recordingState,
  pid: row.pid,
  error_message: row.errorMessage,
  session_active: row.sessionActive,
  session_started_at: time(row.sessionStartedAt),
  session_bytes: row.sessionBytes,
  last_heartbeat: time(row.lastHeartbeat),
  last_recording_at: time(row.lastRecordingAt),
  next_start_at: time(row.nextStartAt),
  queue_position: row.queuePosition,
  canonical_url: row.canonicalUrl,
  created_at: time(row.createdAt),
  updated_at: time(row.updatedAt)
}))

/** The names of the settings that a source has values of its own for. */
export const overriddenOf = ({ overrides }: SourceView): ReadonlyArray<string> =>
  Object.keys(settingFields).filter((key) => Object.hasOwn(overrides, key))

export const sourceText = once((row: SourceView) => ({
  id: row.id,
  driver: row.driver,
  username: row.username,
  status: row.status,
  reason: row.reason,
  state: row.state,
  error_message: row.errorMessage,
  pid: row.pid,
  session_started_at: time(row.sessionStartedAt),
  session_bytes: row.sessionBytes,
  last_heartbeat: time(row.lastHeartbeat),
  last_recording_at: time(row.lastRecordingAt),
  next_start_at: time(row.nextStartAt),
  queue_position: row.queuePosition,
  canonical_url: row.canonicalUrl,
  overridden: overriddenOf(row),
  outdated: row.outdated,
  subscribers: row.subscribers.map(({ owner, posture, userId }) => ({ user_id: userId, owner, posture })),
  created_at: time(row.createdAt)
}))
