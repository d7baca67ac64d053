import { DateTime, Option, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { gapCauses } from "../../domain/recordings/CoverageInput.ts"
import { libraryActions, libraryOutcomes } from "../../domain/recordings/LibraryAction.ts"
import { sourceKeyOf } from "../../domain/subscriptions/Names.ts"
import { EntryId } from "../../domain/values/Ids.ts"
import { SignedIn } from "./Identity.ts"
import { Limit } from "./Lists.ts"
import { ModestJson } from "./ModestJson.ts"
import { NotFound, Unusable } from "./Problems.ts"
import { query, Timestamp, wire } from "./Wire.ts"

const coding =
  "As far as its first file tells; codecs as RFC 6381 names them, pictures first, width and height in pixels."

const entryFields = {
  id: EntryId,
  driver: Schema.String,
  username: Schema.String,
  session: Schema.String.annotate({
    description: "The name of its folder.",
    examples: ["2026-11-22_11-34-34"]
  }),
  title: Schema.NullOr(Schema.String),
  startedAt: Timestamp,
  endedAt: Schema.NullOr(Timestamp).annotate({ description: "Null while it goes on." }),
  duration: Schema.Finite.annotate({ description: "Seconds that it plays.", examples: [481.2] }),
  bytes: Schema.Int,
  container: Schema.NullOr(Schema.String).annotate({ description: "How its files' names end.", examples: ["ts"] }),
  codecs: Schema.NullOr(Schema.String).annotate({ description: coding, examples: ["avc1.64001f,mp4a.40.2"] }),
  width: Schema.NullOr(Schema.Int).annotate({ description: coding, examples: [1280] }),
  height: Schema.NullOr(Schema.Int).annotate({ description: coding, examples: [720] }),
  kept: Schema.Boolean.annotate({ description: "Kept from every rule and from the trash." }),
  seen: Schema.Boolean.annotate({ description: "Whether the caller has seen it." }),
  position: Schema.Finite.annotate({ description: "Where the caller was last, in seconds from its beginning." }),
  status: Schema.Literals(["open", "finished"]),
  trashedAt: Schema.NullOr(Timestamp).annotate({ description: "Since when it is in the trash." }),
  playlist: Schema.String.annotate({
    description: "Where its HLS playlist is.",
    examples: ["/api/sources/hls/testcard/sessions/2026-11-22_11-34-34/index.m3u8"]
  }),
  poster: Schema.NullOr(Schema.String).annotate({
    description: "Where its picture is; null where its name has letters that addresses of pictures have not.",
    examples: ["/thumbnails/hls/testcard/2026-11-22_11-34-34.jpg"]
  })
}

const gapFields = {
  count: Schema.Int,
  seconds: Schema.Finite.annotate({ description: "How much is missing between its beginning and its end." })
}

export const LibraryEntryView = wire("LibraryRecording", {
  ...entryFields,
  gaps: Schema.Struct(gapFields).annotate({ identifier: "LibraryGaps" })
})

const GapView = Schema.Struct({
  from: Timestamp,
  to: Timestamp,
  seconds: Schema.Finite,
  cause: Schema.NullOr(Schema.Literals([...gapCauses, "lost"])).annotate({
    description:
      "Why nothing was recorded, by the words of coverage; `lost`: a recorder was there, and so many seconds of the stretch are lost all the same. Null where nobody knows."
  })
}).annotate({ identifier: "LibraryGap" })

export const LibraryDetail = wire("LibraryRecordingDetail", {
  ...entryFields,
  gaps: Schema.Struct({ ...gapFields, list: Schema.Array(GapView) }).annotate({ identifier: "LibraryGapList" })
})

const hidden = Schema.NullOr(Schema.String).annotate({
  description: "Why the caller sees no recordings; null where that is not the reason.",
  examples: [null]
})

export const LibraryPageView = wire("LibraryPage", {
  recordings: Schema.Array(LibraryEntryView),
  nextCursor: Schema.NullOr(Schema.String).annotate({ description: "For the next page, null on the last one." }),
  total: Schema.Int.annotate({ description: "How many match, over all pages." }),
  hidden
})

export const LibraryDays = Schema.Struct({
  days: Schema.Array(
    Schema.Struct({
      day: Schema.String.annotate({ examples: ["2026-11-22"] }),
      count: Schema.Int,
      seconds: Schema.Finite,
      bytes: Schema.Int
    }).annotate({ identifier: "LibraryDay" })
  ),
  hidden
}).annotate({ identifier: "LibraryDays" })

export const SourceText = Schema.String.check(
  Schema.isMaxLength(100),
  Schema.makeFilter((text: string) => {
    const [driver = "", username = "", ...rest] = text.split("/")
    return (rest.length === 0 && sourceKeyOf(driver, username)._tag === "Success") || "is driver/username"
  })
).annotate({ identifier: "SourceText", examples: ["hls/testcard"] })

const flag = (description: string) => Schema.optionalKey(Schema.Literals(["true", "false"]).annotate({ description }))

const filterFields = {
  from: Schema.optionalKey(Timestamp.annotate({ description: "Only what goes on later than this." })),
  to: Schema.optionalKey(Timestamp.annotate({ description: "Only what began before this." })),
  source: Schema.optionalKey(
    Schema.Array(SourceText).check(Schema.isMaxLength(50)).annotate({ description: "Only of these; may be repeated." })
  ),
  q: Schema.optionalKey(
    Schema.String.check(Schema.isMaxLength(200)).annotate({
      description: "Part of `driver/username`, session or title; case makes no difference."
    })
  ),
  seen: flag("Whether the caller has seen it."),
  kept: flag("Whether it is kept."),
  gaps: flag("Whether anything of it is missing.")
}

const Zone = Schema.String.check(
  Schema.isMaxLength(64),
  Schema.makeFilter(
    (text: string) =>
      Option.isSome(DateTime.zoneFromString(text)) || "is the name of a time zone, such as Europe/Berlin"
  )
)

const cursor = Schema.optionalKey(
  Schema.String.check(Schema.isMaxLength(200)).annotate({ description: "The `next_cursor` of the page before." })
)

const SeenInput = Schema.Struct({
  position: Schema.optionalKey(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 10_000_000 })).annotate({
      description: "Seconds from its beginning."
    })
  ),
  seen: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "SeenInput" })

const BulkInput = Schema.Struct({
  ids: Schema.Array(EntryId).check(Schema.isMinLength(1), Schema.isMaxLength(500)),
  action: Schema.Literals(libraryActions).annotate({
    description: "`delete` puts into the trash, `restore` takes out of it."
  })
}).annotate({ identifier: "LibraryBulkRequest" })

const BulkResults = Schema.Struct({
  results: Schema.Array(
    Schema.Struct({
      id: EntryId,
      outcome: Schema.Literals(libraryOutcomes),
      error: Schema.NullOr(Schema.String).annotate({ examples: [null] })
    }).annotate({ identifier: "LibraryBulkResult" })
  )
}).annotate({ identifier: "LibraryBulkAnswer" })

const one = { params: { id: Schema.FiniteFromString.pipe(Schema.decodeTo(EntryId)) } }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class LibraryApi extends HttpApiGroup.make("library")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: query({
        ...filterFields,
        sort: Schema.optionalKey(
          Schema.Literals(["newest", "oldest", "longest", "largest"]).annotate({ description: "`newest` if absent." })
        ),
        trashed: flag("true: only what is in the trash, which is listed for admins alone. Otherwise only what is not."),
        limit: Schema.optionalKey(Limit),
        cursor
      }),
      success: LibraryPageView
    }).annotateMerge(
      says("List recordings", "One for each session of a source, over all sources whose recordings the caller may see.")
    ),
    HttpApiEndpoint.get("days", "/days", {
      query: query({
        ...filterFields,
        zone: Schema.optionalKey(
          Zone.annotate({ description: "Whose days they are; UTC if absent.", examples: ["Europe/Berlin"] })
        )
      }),
      success: LibraryDays,
      error: Unusable
    }).annotateMerge(
      says(
        "Recordings by day",
        "Every day from `from` to `to`, at most 400; the last 30 if nothing is asked for. A recording counts on the day on which it began."
      )
    ),
    HttpApiEndpoint.get("show", "/:id", { ...one, success: LibraryDetail, error: NotFound }).annotateMerge(
      says("Show a recording", "With all that is missing of it.")
    ),
    HttpApiEndpoint.put("see", "/:id/seen", {
      ...one,
      payload: SeenInput,
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(
      says("Note what was seen", "How far the caller is, and whether they have seen all. What is left out stays.")
    ),
    HttpApiEndpoint.post("bulk", "/bulk", { payload: BulkInput, success: BulkResults })
      .middleware(ModestJson)
      .annotateMerge(
        says(
          "Change many recordings",
          "With a result for each. Into the trash and out of it, as `keep` takes too, put admins; of what is kept only who keeps it, or an admin, lets go."
        )
      )
  )
  .middleware(SignedIn)
  .prefix("/recordings")
  .annotateMerge(OpenApi.annotations({ title: "Library", description: "Recordings of all sources." })) {}
