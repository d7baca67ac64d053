import { Schema } from "effect"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { State, Status } from "../../domain/supervision/Verdict.ts"
import { SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import { CauseView } from "./CauseView.ts"
import { Timestamp, wire } from "./Wire.ts"

/** One subscription with what happens to its source. No field depends on the moment of asking. */
export const SubscriptionView = wire(
  "Subscription",
  {
    driver: Schema.String,
    username: Schema.String,
    sourceId: SourceId,
    subId: SubscriptionId,
    userId: UserId,
    owner: Schema.String,
    posture: Posture,
    status: Status,
    cause: Schema.NullOr(CauseView),
    reason: Schema.String.annotate({
      description: "The sentence that says why; times in it are RFC 3339.",
      examples: ["Recording since 2026-11-22T17:13:00Z."]
    }),
    state: State,
    workerState: Schema.NullOr(Schema.Literals(["queued", "starting", "running", "exited"])),
    recordingState: Schema.NullOr(Schema.Literals(["recording", "idle", "sleeping"])),
    pid: Schema.NullOr(Schema.Int),
    errorMessage: Schema.NullOr(Schema.String),
    sessionActive: Schema.Boolean,
    sessionStartedAt: Schema.NullOr(Timestamp),
    sessionBytes: Schema.Int,
    lastHeartbeat: Schema.NullOr(Timestamp),
    lastRecordingAt: Schema.NullOr(Timestamp),
    nextStartAt: Schema.NullOr(Timestamp),
    queuePosition: Schema.NullOr(Schema.Int),
    canonicalUrl: Schema.NullOr(Schema.String),
    createdAt: Timestamp,
    updatedAt: Timestamp
  },
  "One user's wish for one source, and what happens to that source."
)
