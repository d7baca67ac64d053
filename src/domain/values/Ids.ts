import { Schema } from "effect"

const rowId = Schema.Int.check(Schema.isGreaterThan(0))

export const UserId = rowId.pipe(Schema.brand("UserId"))
export type UserId = typeof UserId.Type

export const SourceId = rowId.pipe(Schema.brand("SourceId"))
export type SourceId = typeof SourceId.Type

export const SubscriptionId = rowId.pipe(Schema.brand("SubscriptionId"))
export type SubscriptionId = typeof SubscriptionId.Type

export const RecordingId = rowId.pipe(Schema.brand("RecordingId"))
export type RecordingId = typeof RecordingId.Type

/** The row of a session of files in the library: what the API calls a recording. */
export const EntryId = rowId.pipe(Schema.brand("EntryId"))
export type EntryId = typeof EntryId.Type

/** A session's UUID, as PostgreSQL prints it. */
export const SessionId = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, {
    message: "is no session id: take one from the list of sessions"
  })
).pipe(Schema.brand("SessionId"))
export type SessionId = typeof SessionId.Type

export const ExportId = rowId.pipe(Schema.brand("ExportId"))
export type ExportId = typeof ExportId.Type
