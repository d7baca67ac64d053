import { Schema } from "effect"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { SourceId, SubscriptionId, UserId } from "../../domain/values/Ids.ts"
import { sourceFields } from "./SourceFields.ts"
import { Timestamp, wire } from "./Wire.ts"

/** One subscription with what happens to its source. */
export const SubscriptionView = wire(
  "Subscription",
  {
    ...sourceFields,
    sourceId: SourceId,
    subId: SubscriptionId,
    userId: UserId,
    owner: Schema.String.annotate({ examples: ["alice"] }),
    posture: Posture,
    workerState: Schema.NullOr(Schema.Literals(["queued", "starting", "running", "exited"])).annotate({
      examples: ["running"]
    }),
    recordingState: Schema.NullOr(Schema.Literals(["recording", "idle", "sleeping"])),
    sessionActive: Schema.Boolean,
    host: Schema.NullOr(Schema.String).annotate({
      description: "Of the source's address. Null without one, and for those who may give no addresses.",
      examples: ["example.org"]
    }),
    createdAt: Timestamp,
    updatedAt: Timestamp
  },
  "One user's wish for one source, and what happens to that source."
)
