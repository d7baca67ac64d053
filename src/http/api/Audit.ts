import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { UserId } from "../../domain/values/Ids.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import { Limit, nextCursor } from "./Lists.ts"
import { query, Timestamp } from "./Wire.ts"

export const AuditEntryView = Schema.Struct({
  id: Schema.Int.annotate({ examples: [7] }),
  user_id: Schema.NullOr(UserId),
  actor: Schema.String.annotate({ examples: ["admin"] }),
  action: Schema.String.annotate({ examples: ["subscription.pause"] }),
  subject: Schema.String.annotate({ examples: ["hls/testcard"] }),
  detail: Schema.String.annotate({ examples: [""] }),
  address: Schema.NullOr(Schema.String).annotate({ examples: ["192.0.2.1"] }),
  ts: Timestamp
}).annotate({ identifier: "AuditEntry" })

export class AuditApi extends HttpApiGroup.make("audit")
  .add(
    HttpApiEndpoint.get("list", "/audit", {
      query: query({
        q: Schema.optionalKey(
          Schema.String.check(Schema.isMaxLength(200)).annotate({
            description: "Part of actor, action, subject or detail; case makes no difference."
          })
        ),
        kind: Schema.optionalKey(
          Schema.String.check(
            Schema.isPattern(/^[a-z]{1,32}$/, { message: "is a word of 1 to 32 letters from a to z" })
          ).annotate({
            description: "Only actions that begin with this word and a dot.",
            examples: ["settings"]
          })
        ),
        cursor: Schema.optionalKey(Schema.Int.annotate({ description: "The `next_cursor` of the page before." })),
        limit: Schema.optionalKey(Limit)
      }),
      success: Schema.Struct({
        items: Schema.Array(AuditEntryView),
        next_cursor: nextCursor(Schema.Int)
      }).annotate({ identifier: "AuditPage" })
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Read the audit log",
        description: "Who did what to what, when and from where; newest first."
      })
    )
  )
  .middleware(AdminOnly)
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Audit", description: "Who did what, for admins." })) {}
