import { HashMap, type HashSet } from "effect"
import type { Session } from "../../domain/accounts/Session.ts"
import type { User } from "../../domain/accounts/User.ts"
import type { Export } from "../../domain/recordings/Export.ts"
import type { LibraryEntry } from "../../domain/recordings/LibraryEntry.ts"
import type { Recording, RecordingFacts } from "../../domain/recordings/Recording.ts"
import type { KeepRules } from "../../domain/recordings/StorageRules.ts"
import type { PostureChange } from "../../domain/subscriptions/Demand.ts"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import type { Outage } from "../../domain/supervision/Outage.ts"
import type { About } from "../../domain/supervision/Run.ts"
import type { RunFacts, storedOfRun } from "../../domain/supervision/RunFacts.ts"
import type { StoredLoss } from "../../domain/supervision/StoredLoss.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { WorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import type { EntryId, ExportId, SessionId, SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import type { Instant, Millis } from "../../domain/values/Time.ts"
import type { StoredAuditEntry } from "../../ports/AuditLog.ts"
import type { SettingsVersion } from "../../ports/SettingsStore.ts"
import type { StoredSource } from "../../ports/Sources.ts"

export interface UserRow {
  readonly user: User
  readonly passwordHash: string
}

export type SubscriptionRow = Omit<Subscription, "owner" | "sourceId" | "driver" | "username">

export interface RunRow extends Pick<RunFacts, (typeof storedOfRun)[number]> {
  readonly stopSentAt: Instant | null
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
  readonly about: About | null
}

/** A source with everything that belongs to it; lists in the order of their insertion. */
export interface SourceRow extends Omit<StoredSource, "subscriptions" | "history" | "runs" | "lastRecordingAt"> {
  /** How many resets and restarts had been asked for with the last reset; 0 without one. */
  readonly resetAsked: number
  readonly subscriptions: ReadonlyArray<SubscriptionRow>
  readonly runs: ReadonlyArray<RunRow>
  readonly recordings: ReadonlyArray<RecordingRow>
  readonly events: ReadonlyArray<EventRow>
  readonly wishes: ReadonlyArray<PostureChange>
  /** What makes each stored event the same as one told again. */
  readonly identities: HashSet.HashSet<string>
}

export interface OutageRow extends Outage {
  readonly subject: string
}

/** A recording of the library, and how far each user has seen it. */
export interface LibraryRow extends Omit<LibraryEntry, "driver" | "username"> {
  readonly readAt: Instant
  readonly goneAt: Instant | null
  readonly views: HashMap.HashMap<UserId, { readonly position: Millis; readonly seenAt: Instant | null }>
}

/** An export, and which attempt at it is under way. */
export interface ExportRow extends Omit<Export, "owner" | "driver" | "username"> {
  readonly attempt: string | null
}

/** All that is stored, as one value: keeping an older one is a snapshot, and going back to it a rollback. */
export interface Tables {
  readonly users: HashMap.HashMap<UserId, UserRow>
  readonly sessions: HashMap.HashMap<SessionId, Session>
  readonly sources: HashMap.HashMap<SourceId, SourceRow>
  readonly sourceIds: HashMap.HashMap<string, SourceId>
  readonly subscribed: HashMap.HashMap<SubscriptionId, SourceId>
  /** What subscriptions ask to be kept for longer than their sources' rules say. */
  readonly keepRules: HashMap.HashMap<SubscriptionId, KeepRules>
  readonly ran: HashMap.HashMap<TaskId, SourceId>
  readonly settings: ReadonlyArray<SettingsVersion>
  readonly audit: ReadonlyArray<StoredAuditEntry>
  readonly library: HashMap.HashMap<EntryId, LibraryRow>
  readonly exports: HashMap.HashMap<ExportId, ExportRow>
  readonly outages: ReadonlyArray<OutageRow>
  /** The number of the last term of leadership. */
  readonly term: number
  /** The number of the last look at outages that is stored of this term. */
  readonly outagesLook: number
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
  keepRules: HashMap.empty(),
  ran: HashMap.empty(),
  settings: [],
  audit: [],
  library: HashMap.empty(),
  exports: HashMap.empty(),
  outages: [],
  term: 0,
  outagesLook: 0,
  devices: HashMap.empty(),
  lastId: 0
}

/** The tables as another term of leadership begins. */
export const withNextTerm = (tables: Tables): Tables => ({ ...tables, term: tables.term + 1, outagesLook: 0 })
