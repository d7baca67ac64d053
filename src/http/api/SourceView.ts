import { Schema } from "effect"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { marks } from "../../domain/supervision/Reasons.ts"
import { Status } from "../../domain/supervision/Verdict.ts"
import { SourceId, UserId } from "../../domain/values/Ids.ts"
import { sourceFields } from "./SourceFields.ts"
import { Timestamp, wire } from "./Wire.ts"

const Subscriber = wire("Subscriber", {
  userId: UserId,
  owner: Schema.String.annotate({ examples: ["alice"] }),
  posture: Posture
})

const fields = {
  ...sourceFields,
  id: SourceId.annotate({ examples: [SourceId.make(7)] }),
  status: Status.annotate({ description: "The status that those see who actively want the source." }),
  address: Schema.NullOr(Schema.String).annotate({
    description:
      "Where it is, if not its name alone tells its recorder: without its login, and with *** in place of what is named like a secret. Null as well for those who may give no addresses.",
    examples: ["https://example.org/live/news.m3u8"]
  }),
  overridden: Schema.Array(Schema.String).annotate({
    description: "The settings that the source has values of its own for.",
    examples: [["resolution"]]
  }),
  outdated: Schema.Boolean.annotate({
    description: "The recorder runs with settings that are no longer in force; a restart brings the new ones.",
    examples: [false]
  }),
  subscribers: Schema.Array(Subscriber).annotate({ description: "All of them for an admin, else the caller alone." }),
  createdAt: Timestamp
}

export const SourceView = wire("Source", fields)

/** One link of the chain of reasons: what was looked at, how it stands, and the sentence. */
export const ReasonView = Schema.Struct({
  step: Schema.Literals(["wish", "trip", "driver", "link", "hold", "slot", "recorder", "air", "growth"]),
  mark: Schema.Literals(marks).annotate({
    description:
      "As it should be; not as it should be, and in nobody's way; goes on by itself; somebody must mend it; not wanted or not reached yet."
  }),
  text: Schema.String.annotate({ examples: ["One subscription is active."] })
}).annotate({ identifier: "Reason" })

export const SourceDetail = wire("SourceDetail", {
  ...fields,
  title: Schema.NullOr(Schema.String).annotate({
    description: "What its site calls what is recorded now; null where nobody says that.",
    examples: ["Evening news"]
  }),
  author: Schema.NullOr(Schema.String).annotate({ description: "Whose that is.", examples: ["Example TV"] }),
  reasons: Schema.Array(ReasonView).annotate({
    description:
      "From the wish to the growing file; the first that is neither ok nor noticed is what the status speaks of."
  }),
  recordingsVisible: Schema.Boolean.annotate({
    description: "Whether the caller may see events, log, files and coverage.",
    examples: [true]
  }),
  recordingsHint: Schema.NullOr(Schema.String).annotate({ description: "Why not, if so.", examples: [null] })
})
