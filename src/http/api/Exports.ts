import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { exportStates } from "../../domain/recordings/Export.ts"
import { EntryId, ExportId } from "../../domain/values/Ids.ts"
import { SignedIn } from "./Identity.ts"
import { SourceText } from "./Library.ts"
import { Forbidden, NotFound, ProgramMissing, RangeNotSatisfiable, Unusable } from "./Problems.ts"
import { keyFields } from "./SourceFields.ts"
import { Timestamp, wire } from "./Wire.ts"

const ExportName = Schema.String.check(
  Schema.isMaxLength(100),
  Schema.isPattern(/^(?![\s.])[^\p{Cc}\\/]+(?<!\s)$/u, {
    message: "a name has no /, no \\ and no control characters, begins with no dot, and has no space at its ends"
  })
).annotate({
  identifier: "ExportName",
  description: "What the file is called, without its ending.",
  examples: ["testcard_2026-11-22_20-15-00"]
})

export const ExportView = wire("Export", {
  id: ExportId,
  ...keyFields,
  user: Schema.String.annotate({ description: "Whose it is.", examples: ["carol"] }),
  name: Schema.String.annotate({
    description: "What the file is called, with its ending once it is made.",
    examples: ["testcard_2026-11-22_20-15-00.mp4"]
  }),
  sessions: Schema.Array(Schema.String).annotate({
    description: "Of which sessions; empty for all that lie between `from` and `to`."
  }),
  from: Schema.NullOr(Timestamp).annotate({ description: "Null: from their beginning." }),
  to: Schema.NullOr(Timestamp).annotate({ description: "Null: to their end." }),
  state: Schema.Literals(exportStates),
  progress: Schema.Finite.annotate({ description: "How much of it is made, from 0 to 1.", examples: [0.42] }),
  seconds: Schema.Finite.annotate({
    description: "How much of it is made, in seconds that it plays.",
    examples: [630]
  }),
  duration: Schema.NullOr(Schema.Finite).annotate({
    description: "How long it plays when it is whole, in seconds; null until that is known.",
    examples: [1500]
  }),
  bytes: Schema.Int.annotate({ description: "As far as it is made." }),
  askedAt: Timestamp,
  endedAt: Schema.NullOr(Timestamp).annotate({ description: "When it was done, or failed." }),
  deletedAt: Schema.NullOr(Timestamp).annotate({
    description: "When it is deleted, by the setting `export_keep_days`; null where it stays, or is not made yet."
  }),
  waitsFor: Schema.NullOr(Schema.String).annotate({
    description: "What keeps exports from being made now; null where it only waits for its turn, or does not wait.",
    examples: [null]
  }),
  error: Schema.NullOr(Schema.String).annotate({ description: "Why it failed.", examples: [null] }),
  file: Schema.NullOr(Schema.String).annotate({
    description: "Where it can be downloaded; null until it is done.",
    examples: ["/api/exports/7/file"]
  })
})

const ExportsView = Schema.Struct({ exports: Schema.Array(ExportView) }).annotate({ identifier: "Exports" })

const ExportInput = Schema.Struct({
  source: Schema.optionalKey(SourceText),
  from: Schema.optionalKey(Timestamp.annotate({ description: "Where it begins." })),
  to: Schema.optionalKey(Timestamp.annotate({ description: "Where it ends." })),
  recordings: Schema.optionalKey(
    Schema.Array(EntryId).check(Schema.isMinLength(1), Schema.isMaxLength(100)).annotate({
      description: "Of these recordings, which are of one source; in the order in which they were recorded."
    })
  ),
  name: Schema.optionalKey(ExportName)
}).annotate({ identifier: "ExportRequest", examples: [{ recordings: [EntryId.make(7), EntryId.make(8)] }] })

const one = { params: { id: Schema.FiniteFromString.pipe(Schema.decodeTo(ExportId)) } }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class ExportsApi extends HttpApiGroup.make("exports")
  .add(
    HttpApiEndpoint.get("list", "/", { success: ExportsView }).annotateMerge(
      says("List exports", "One's own, the newest first; everybody's for admins.")
    ),
    HttpApiEndpoint.post("create", "/", {
      payload: ExportInput,
      success: ExportView.pipe(HttpApiSchema.status(201)),
      error: [Forbidden, NotFound, ProgramMissing, Unusable]
    }).annotateMerge(
      says(
        "Export recordings",
        "As one file that is made in the background and kept for a while: a stretch of time of a source, of at most seven days, or recordings of one source. MP4 with its index at the beginning, or Matroska where MP4 can't hold it. Nothing is coded anew, so it is cut where a player can enter. A user has at most 20."
      )
    ),
    HttpApiEndpoint.get("show", "/:id", { ...one, success: ExportView, error: NotFound }).annotateMerge(
      says("Show an export", "How far it is, and where it can be downloaded.")
    ),
    HttpApiEndpoint.get("file", "/:id/file", {
      ...one,
      success: HttpApiSchema.StreamUint8Array({ contentType: "video/mp4" }),
      error: [Forbidden, NotFound, RangeNotSatisfiable]
    }).annotateMerge(
      says(
        "Download an export",
        "For whom the recordings are still to be seen. Ranges are served, so it can be resumed."
      )
    ),
    HttpApiEndpoint.delete("remove", "/:id", {
      ...one,
      success: HttpApiSchema.NoContent,
      error: NotFound
    }).annotateMerge(says("Delete an export", "With its file; one that is being made is cancelled. Audited."))
  )
  .middleware(SignedIn)
  .prefix("/exports")
  .annotateMerge(
    OpenApi.annotations({ title: "Exports", description: "Recordings as files that are kept for a while." })
  ) {}
