import type { ReportedCause } from "../../app/lists/StatusReport.ts"
import type { SubscriptionView as Seen, SourceView as SourceSeen, SubscriptionRow } from "../../app/lists/Views.ts"
import { settingFields } from "../../domain/settings/SettingFields.ts"
import { type Instant, rfc3339 } from "../../domain/values/Time.ts"
import type { CauseView } from "../api/CauseView.ts"
import type { SourceView } from "../api/SourceView.ts"
import type { SubscriptionView } from "../api/SubscriptionView.ts"

const time = (at: Instant | null): string | null => (at === null ? null : rfc3339(at))

type Timeless = ReportedCause & { readonly since: null; readonly until: null }

const isTimeless = (cause: ReportedCause): cause is Timeless => cause.since === null && cause.until === null

// Of most sources nobody wants anything: they share their causes, and a copy of each for each row would take longer than all of its text.
const causeOf = (cause: ReportedCause | null): typeof CauseView.Encoded | null => {
  if (cause === null || isTimeless(cause)) return cause
  return { ...cause, since: time(cause.since), until: time(cause.until) }
}

// What rows look like is declared by the contract. Its schemas take ten times as long for a long list, and an encoder made of their
// fields, as test/bench/rowEncoding.ts makes one, 1.3 times; so these are written out, and the types hold them to the contract.

/** A subscription of a list. */
export const subscriptionRow = ({ own, shared }: SubscriptionRow): typeof SubscriptionView.Encoded => ({
  driver: shared.driver,
  username: shared.username,
  source_id: shared.sourceId,
  status: shared.status,
  cause: causeOf(shared.cause),
  reason: shared.reason,
  state: shared.state,
  worker_state: shared.workerState,
  recording_state: shared.recordingState,
  pid: shared.pid,
  error_message: shared.errorMessage,
  session_active: shared.sessionActive,
  session_started_at: time(shared.sessionStartedAt),
  session_bytes: shared.sessionBytes,
  last_heartbeat: time(shared.lastHeartbeat),
  last_recording_at: time(shared.lastRecordingAt),
  next_start_at: time(shared.nextStartAt),
  queue_position: shared.queuePosition,
  canonical_url: shared.canonicalUrl,
  host: shared.host,
  sub_id: own.id,
  user_id: own.userId,
  owner: own.owner,
  posture: own.posture,
  created_at: rfc3339(own.createdAt),
  updated_at: rfc3339(own.updatedAt)
})

/** One subscription alone. */
export const viewText = (view: Seen): string =>
  JSON.stringify(subscriptionRow({ shared: view, own: { ...view, id: view.subId } }))

const settingKeys = [...Object.keys(settingFields), "parameters"]
const none: ReadonlyArray<string> = []

/** The names of the settings that a source has values of its own for. */
export const overriddenOf = ({ overrides }: SourceSeen): ReadonlyArray<string> => {
  for (const _key in overrides) return settingKeys.filter((key) => Object.hasOwn(overrides, key))
  return none
}

/** A source of a list. */
export const sourceRow = (row: SourceSeen): typeof SourceView.Encoded => ({
  id: row.id,
  driver: row.driver,
  username: row.username,
  status: row.status,
  cause: causeOf(row.cause),
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
  address: row.address,
  overridden: overriddenOf(row),
  outdated: row.outdated,
  subscribers: row.subscribers.map(({ owner, posture, userId }) => ({ user_id: userId, owner, posture })),
  created_at: rfc3339(row.createdAt)
})
