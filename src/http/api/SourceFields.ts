import { Schema } from "effect"
import { State, Status } from "../../domain/supervision/Verdict.ts"
import { CauseView } from "./CauseView.ts"
import { Timestamp } from "./Wire.ts"

/** The id of a task of ours. */
export const taskExample = "sd-1a2b3c4d-7-01JD9Z8Q5W3X4Y5Z6A7B8C9D0E"

/** Which source something is about. */
export const keyFields = {
  driver: Schema.String.annotate({ examples: ["hls"] }),
  username: Schema.String.annotate({ examples: ["testcard"] })
}

/** What every row about a source tells of it, whoever looks. No field depends on the moment of asking. */
export const sourceFields = {
  ...keyFields,
  status: Status,
  cause: Schema.NullOr(CauseView).annotate({ examples: [null] }),
  reason: Schema.String.annotate({
    description: "The sentence that says why; times in it are RFC 3339.",
    examples: ["Recording since 2026-11-22T17:13:00Z."]
  }),
  state: State,
  errorMessage: Schema.NullOr(Schema.String).annotate({ examples: [null] }),
  pid: Schema.NullOr(Schema.Int).annotate({ examples: [4242] }),
  sessionStartedAt: Schema.NullOr(Timestamp),
  sessionBytes: Schema.Int.annotate({ examples: [18_874_368] }),
  lastHeartbeat: Schema.NullOr(Timestamp),
  lastRecordingAt: Schema.NullOr(Timestamp),
  nextStartAt: Schema.NullOr(Timestamp).annotate({ examples: [null] }),
  queuePosition: Schema.NullOr(Schema.Int).annotate({ examples: [null] }),
  canonicalUrl: Schema.NullOr(Schema.String).annotate({ examples: ["https://example.org/testcard"] })
}
