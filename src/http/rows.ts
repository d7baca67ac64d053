import { HttpServerResponse } from "effect/http"
import type { SharedView, SourceView, SubscriptionRow, SubscriptionView } from "../app/Overview.ts"
import { settingFields } from "../domain/SettingFields.ts"
import type { Subscription } from "../domain/Subscription.ts"
import { type Instant, rfc3339 } from "../domain/Time.ts"
import type { User } from "../domain/User.ts"
import type { StoredAuditEntry } from "../ports/AuditLog.ts"

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

const sharedText = once((view: SharedView) => ({
  driver: view.driver,
  username: view.username,
  source_id: view.sourceId,
  status: view.status,
  reason: view.reason,
  state: view.state,
  worker_state: view.workerState,
  recording_state: view.recordingState,
  pid: view.pid,
  error_message: view.errorMessage,
  session_active: view.sessionActive,
  session_started_at: time(view.sessionStartedAt),
  session_bytes: view.sessionBytes,
  last_heartbeat: time(view.lastHeartbeat),
  last_recording_at: time(view.lastRecordingAt),
  next_start_at: time(view.nextStartAt),
  queue_position: view.queuePosition,
  canonical_url: view.canonicalUrl
}))

const ownText = once((own: Subscription) => ({
  sub_id: own.id,
  user_id: own.userId,
  owner: own.owner,
  posture: own.posture,
  created_at: time(own.createdAt),
  updated_at: time(own.updatedAt)
}))

/** The two parts of a row in one object. */
export const subscriptionText = ({ own, shared }: SubscriptionRow): string =>
  `${sharedText(shared).slice(0, -1)},${ownText(own).slice(1)}`

/** One subscription alone. */
export const viewText = (view: SubscriptionView): string =>
  subscriptionText({ shared: view, own: { ...view, id: view.subId } })

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

const userRow = (user: User) => ({
  id: user.id,
  username: user.username,
  role: user.role,
  created_at: rfc3339(user.createdAt),
  updated_at: rfc3339(user.updatedAt)
})

const auditRow = ({ at, userId, ...entry }: StoredAuditEntry) => ({ ...entry, user_id: userId, ts: rfc3339(at) })

const json = (text: string) => HttpServerResponse.text(text, { contentType: "application/json" })

export const usersAnswer = (users: ReadonlyArray<User>) =>
  json(JSON.stringify({ items: users.map(userRow), total: users.length }))

export const auditAnswer = (entries: ReadonlyArray<StoredAuditEntry>, nextCursor: number | null) =>
  json(JSON.stringify({ items: entries.map(auditRow), next_cursor: nextCursor }))
