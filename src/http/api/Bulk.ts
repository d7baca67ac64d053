import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { longestAddress } from "../../domain/subscriptions/Address.ts"
import { Driver, SourceName } from "../../domain/subscriptions/Names.ts"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { Status } from "../../domain/supervision/Verdict.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { SignedIn } from "./Identity.ts"
import { ModestJson } from "./ModestJson.ts"
import { Forbidden } from "./Problems.ts"
import { keyFields } from "./SourceFields.ts"

const userId = Schema.optionalKey(
  UserId.annotate({ description: "Whose; the caller's own if absent. Others: admins only." })
)

const bulkExample = { action: "pause", items: [{ driver: "hls", username: "testcard" }] } as const

export const BulkRequest = Schema.Struct({
  action: Schema.Literals(["pause", "resume", "archive", "delete", "restart", "reset"]),
  items: Schema.optionalKey(
    Schema.Array(Schema.Struct({ driver: Driver, username: SourceName, user_id: userId })).check(
      Schema.isMaxLength(1000)
    )
  ),
  filter: Schema.optionalKey(
    Schema.Struct({
      q: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(longestAddress))),
      status: Schema.optionalKey(Schema.Array(Status)),
      posture: Schema.optionalKey(Schema.Array(Posture)),
      user_id: userId
    }).annotate({ description: "All that a list with these parameters shows, over all its pages; at most 10,000." })
  )
})
  .annotate({ examples: [bulkExample] })
  .check(
    Schema.makeFilter(
      (request) => (request.items === undefined) !== (request.filter === undefined) || "give either items or a filter"
    )
  )
  .annotate({ identifier: "BulkRequest" })

export const BulkAnswer = Schema.Struct({
  results: Schema.Array(
    Schema.Struct({
      ...keyFields,
      user_id: UserId,
      ok: Schema.Boolean,
      posture: Schema.NullOr(Posture).annotate({
        description: "The posture now; null when it is gone.",
        examples: ["paused"]
      }),
      code: Schema.NullOr(Schema.String).annotate({ examples: [null] }),
      error: Schema.NullOr(Schema.String).annotate({ examples: [null] })
    }).annotate({ identifier: "BulkResult" })
  ),
  succeeded: Schema.Int,
  failed: Schema.Int.annotate({ examples: [0] }),
  remaining: Schema.Int.annotate({
    description: "How many more the filter matches and were left as they are; 0 unless it matches more than 10,000.",
    examples: [0]
  })
}).annotate({ identifier: "BulkAnswer" })

export class BulkApi extends HttpApiGroup.make("bulk")
  .add(
    HttpApiEndpoint.post("run", "/subscriptions/bulk", {
      payload: BulkRequest,
      success: BulkAnswer,
      error: Forbidden
    })
      .middleware(ModestJson)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Change many subscriptions",
          description: "For a list or a filter, with a result for each. `restart` is for admins."
        })
      )
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Bulk", description: "Many subscriptions at once." })) {}
