import { HashMap, type HashSet } from "effect"
import type { Session } from "../../domain/accounts/Session.ts"
import type { User } from "../../domain/accounts/User.ts"
import type { Recording, RecordingFacts } from "../../domain/recordings/Recording.ts"
import type { Overrides } from "../../domain/settings/Settings.ts"
import type { Address } from "../../domain/subscriptions/Address.ts"
import type { PostureChange } from "../../domain/subscriptions/Demand.ts"
import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { Outage } from "../../domain/supervision/Outage.ts"
import type { Ending, Refusal, StopReason } from "../../domain/supervision/Run.ts"
import type { StoredLoss } from "../../domain/supervision/StoredLoss.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { WorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import type { SessionId, SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { StoredAuditEntry } from "../../ports/AuditLog.ts"
import type { SettingsVersion } from "../../ports/SettingsStore.ts"

export interface UserRow {
  readonly user: User
  readonly passwordHash: string
}

export interface SubscriptionRow {
  readonly id: SubscriptionId
  readonly userId: UserId
  readonly posture: Posture
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export interface RunRow {
  readonly taskId: TaskId
  readonly createdAt: Instant
  readonly asked: number
  readonly startedAt: Instant | null
  readonly pid: number | null
  readonly stopSentAt: Instant | null
  readonly stopReason: StopReason | null
  readonly endedAt: Instant | null
  readonly ending: Ending | null
  readonly exitCode: number | null
  readonly refusal: Refusal | null
  readonly message: string | null
  readonly settings: string | null
  readonly action: string | null
  readonly tries: number
  /** When it was last known to live. */
  readonly livedAt: Instant | null
}

export interface EventRow extends WorkerEvent {
  /** How much had been asked of its source, as whoever told it knew. */
  readonly asked: number
}

export interface RecordingRow extends Recording, RecordingFacts {
  /** What is lost of it so far, while it goes on. */
  readonly lost: StoredLoss | null
}

/** A source with everything that belongs to it; lists in the order of their insertion. */
export interface SourceRow {
  readonly id: SourceId
  readonly driver: string
  readonly username: string
  readonly createdAt: Instant
  /** How many resets and restarts were asked for, and how many with the last of each; 0 without one. */
  readonly asked: number
  readonly resetAsked: number
  readonly restartAsked: number
  readonly address: Address | null
  readonly overrides: Overrides
  readonly overridesVersion: number
  readonly subscriptions: ReadonlyArray<SubscriptionRow>
  readonly runs: ReadonlyArray<RunRow>
  readonly recordings: ReadonlyArray<RecordingRow>
  readonly events: ReadonlyArray<EventRow>
  readonly wishes: ReadonlyArray<PostureChange>
  /** What makes each stored event the same as one told again. */
  readonly told: HashSet.HashSet<string>
}

export interface OutageRow extends Outage {
  readonly subject: string
}

/** All that is stored, as one value: keeping an older one is a snapshot, and going back to it a rollback. */
export interface Tables {
  readonly users: HashMap.HashMap<UserId, UserRow>
  readonly sessions: HashMap.HashMap<SessionId, Session>
  readonly sources: HashMap.HashMap<SourceId, SourceRow>
  readonly sourceIds: HashMap.HashMap<string, SourceId>
  readonly subscribed: HashMap.HashMap<SubscriptionId, SourceId>
  readonly ran: HashMap.HashMap<TaskId, SourceId>
  readonly settings: ReadonlyArray<SettingsVersion>
  readonly audit: ReadonlyArray<StoredAuditEntry>
  readonly outages: ReadonlyArray<OutageRow>
  /** The moment of the last fact about outages. */
  readonly outagesAt: Instant | null
  /** The disk that each recordings' folder lies on, by its path. */
  readonly devices: HashMap.HashMap<string, string>
  /** The highest id given out; ids of all kinds share one sequence. */
  readonly lastId: number
}

export const noTables: Tables = {
  users: HashMap.empty(),
  sessions: HashMap.empty(),
  sources: HashMap.empty(),
  sourceIds: HashMap.empty(),
  subscribed: HashMap.empty(),
  ran: HashMap.empty(),
  settings: [],
  audit: [],
  outages: [],
  outagesAt: null,
  devices: HashMap.empty(),
  lastId: 0
}
