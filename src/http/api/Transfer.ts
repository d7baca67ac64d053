import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { UserId } from "../../domain/values/Ids.ts"
import { SignedIn } from "./Identity.ts"
import { ModestJson } from "./ModestJson.ts"
import { Forbidden, NotFound, Unusable } from "./Problems.ts"
import { keyFields } from "./SourceFields.ts"
import { query, Timestamp } from "./Wire.ts"

const text = Schema.optionalKey(Schema.String)

/** One wish to import: a source by name, or by the address of its page. */
export const ImportEntry = Schema.Struct({
  driver: text,
  username: text,
  url: text,
  address: Schema.optionalKey(
    Schema.String.annotate({ description: "Of its stream; without a driver and a name they are chosen by it." })
  ),
  posture: text,
  owner: Schema.optionalKey(
    Schema.String.annotate({
      description: "Whose, by name, unless `user_id` says so for all; the caller's own if absent. Others: admins only."
    })
  ),
  created_at: Schema.optionalKey(
    Schema.String.annotate({ description: "Ignored, so that what was exported can be imported." })
  )
})
  // What an entry lacks is told once it is a line; here the first fault is enough to know that it is none.
  .annotate({
    identifier: "ImportEntry",
    parseOptions: { errors: "first" },
    examples: [
      {
        url: "https://example.org/live/testcard",
        posture: "active",
        owner: "alice",
        created_at: "2026-11-22T17:13:00Z"
      }
    ]
  })

export const ImportDocument = Schema.Struct({
  // What is no entry gets a result of its own, so that it spoils no other.
  subscriptions: Schema.Array(Schema.Union([ImportEntry, Schema.Unknown])).check(Schema.isMaxLength(10_000))
}).annotate({ identifier: "ImportDocument" })

const none = Schema.Int.annotate({ examples: [0] })

export const ImportAnswer = Schema.Struct({
  dry_run: Schema.Boolean.annotate({ examples: [false] }),
  starts: Schema.Int.annotate({ description: "How many recorders this starts: sources that nobody wanted before." }),
  results: Schema.Array(
    Schema.Struct({
      line: Schema.Int.annotate({ description: "Counted from 1; a CSV heading counts.", examples: [1] }),
      input: Schema.String.annotate({ examples: ["hls/testcard"] }),
      driver: Schema.NullOr(Schema.String).annotate({ examples: ["hls"] }),
      username: Schema.NullOr(Schema.String).annotate({ examples: ["testcard"] }),
      outcome: Schema.Literals(["created", "changed", "unchanged", "refused"]),
      posture: Schema.NullOr(Posture),
      error: Schema.NullOr(Schema.String).annotate({ examples: [null] })
    }).annotate({ identifier: "ImportResult" })
  ),
  created: Schema.Int,
  changed: none,
  unchanged: none,
  refused: none
}).annotate({ identifier: "ImportAnswer" })

export const ExportDocument = Schema.Struct({
  subscriptions: Schema.Array(
    Schema.Struct({
      ...keyFields,
      posture: Posture,
      owner: Schema.String.annotate({ examples: ["alice"] }),
      created_at: Timestamp,
      address: Schema.optionalKey(
        Schema.String.annotate({
          description: "Where its source is, without secrets, if its name alone doesn't tell.",
          examples: ["https://example.org/live/news.m3u8"]
        })
      )
    })
  )
}).annotate({ identifier: "ExportDocument" })

const csv = Schema.String.annotate({ examples: ["driver,username,posture\nhls,testcard,active\n"] }).pipe(
  HttpApiSchema.asText({ contentType: "text/csv" })
)
const lines = Schema.String.annotate({ examples: ["hls/testcard\nhttps://example.org/live/blinker\n"] }).pipe(
  HttpApiSchema.asText({ contentType: "text/plain" })
)

export class TransferApi extends HttpApiGroup.make("transfer")
  .add(
    HttpApiEndpoint.get("export", "/subscriptions/export", {
      query: query({
        format: Schema.optionalKey(Schema.Literals(["json", "csv"]).annotate({ description: "`json` if absent." })),
        userId: Schema.optionalKey(
          UserId.annotate({ description: "Whose. Absent: the caller's own; for an admin everybody's." })
        )
      }),
      success: [ExportDocument, csv],
      error: Forbidden
    }).annotateMerge(
      OpenApi.annotations({ summary: "Export subscriptions", description: "As JSON, or as CSV with a heading." })
    ),
    HttpApiEndpoint.post("import", "/subscriptions/import", {
      query: query({
        userId: Schema.optionalKey(
          UserId.annotate({
            description:
              "Whose all of them are to be, whatever their `owner` says. Others than the caller: admins only."
          })
        ),
        posture: Schema.optionalKey(
          Posture.annotate({ description: "Of lines that name none: `paused` starts nothing. `active` if absent." })
        ),
        dryRun: Schema.optionalKey(
          Schema.Literals(["0", "1", "true", "false"]).annotate({ description: "1: only say what would happen." })
        )
      }),
      payload: [ImportDocument, csv, lines],
      success: ImportAnswer,
      error: [Forbidden, NotFound, Unusable]
    })
      .middleware(ModestJson)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Import subscriptions",
          description:
            "JSON, CSV as spreadsheets save it (`driver,username,posture`, or with a heading that names `driver`, `username`, `address` or `url`, `posture`, `owner`; commas, semicolons or tabs), a player's list (M3U), or plain lines of addresses or `driver/username`. A text in UTF-8; what it looks like decides. What an admin exported goes back to its owners. At most 5 MiB; a result for each line."
        })
      )
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Transfer", description: "Subscriptions in and out." })) {}
