import { Schema } from "effect"
import { State, Status } from "../../domain/supervision/Verdict.ts"
import { CauseView } from "./CauseView.ts"
import { Timestamp } from "./Wire.ts"

/** What every row about a source tells of it, whoever looks. No field depends on the moment of asking. */
export const sourceFields = {
  driver: Schema.String,
  username: Schema.String,
  status: Status,
  cause: Schema.NullOr(CauseView),
  reason: Schema.String.annotate({
    description: "The sentence that says why; times in it are RFC 3339.",
    examples: ["Recording since 2026-11-22T17:13:00Z."]
  }),
  state: State,
  errorMessage: Schema.NullOr(Schema.String),
  pid: Schema.NullOr(Schema.Int),
  sessionStartedAt: Schema.NullOr(Timestamp),
  sessionBytes: Schema.Int,
  lastHeartbeat: Schema.NullOr(Timestamp),
  lastRecordingAt: Schema.NullOr(Timestamp),
  nextStartAt: Schema.NullOr(Timestamp),
  queuePosition: Schema.NullOr(Schema.Int),
  canonicalUrl: Schema.NullOr(Schema.String)
}
