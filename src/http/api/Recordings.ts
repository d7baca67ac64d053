import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SourceKey } from "../../domain/subscriptions/Names.ts"
import { AdminOnly, SignedIn } from "./Identity.ts"
import {
  FileOpen,
  Forbidden,
  NotFound,
  ProgramMissing,
  RangeNotSatisfiable,
  RecordingKept,
  TooManyRequests,
  Unavailable,
  Unusable
} from "./Problems.ts"
import { keyFields } from "./SourceFields.ts"
import { query, Timestamp, wire } from "./Wire.ts"

/** The name of a recorded file. */
export const FileName = Schema.String.check(
  Schema.isMaxLength(255),
  Schema.isPattern(/^(?!\.{1,2}$)[^\p{Cc}\\/]+$/u, {
    message: "a file's name has no /, no \\ and no control characters, and is neither . nor .."
  })
).annotate({ identifier: "FileName", examples: ["2026-11-22_11-34-34_00000.ts"] })

/** The first part of a file's path: the folder of one session. */
export const SessionName = Schema.String.check(
  Schema.isMaxLength(200),
  Schema.isPattern(/^(?!\.{1,2}$)[^\p{Cc}\\/]+$/u, {
    message: "a session's name is the name of its folder"
  })
).annotate({ identifier: "SessionName", examples: ["2026-11-22_11-34-34"] })

const RecordingView = Schema.Struct({
  started_at: Timestamp,
  ended_at: Schema.NullOr(Timestamp).annotate({ description: "Null while it goes on." }),
  seconds: Schema.Finite.annotate({ description: "Its length: to its end, or to its last byte while it goes on." })
}).annotate({ identifier: "Recording" })

export const FileView = wire("File", {
  path: Schema.String.annotate({ examples: ["2026-11-22_17-13-00/2026-11-22_17-13-00_00000.ts"] }),
  name: Schema.String.annotate({ examples: ["2026-11-22_17-13-00_00000.ts"] }),
  session: Schema.String.annotate({ examples: ["2026-11-22_17-13-00"] }),
  bytes: Schema.Int.annotate({ examples: [18_874_368] }),
  startedAt: Timestamp.annotate({
    description: "As its name tells, else as its recording is on record, else as the file's own times tell."
  }),
  duration: Schema.Finite.annotate({
    description: "Seconds that it plays, as far as that can be told.",
    examples: [3.2]
  }),
  recording: Schema.NullOr(RecordingView).annotate({
    description: "The recording on record that the file is of; null where there is none."
  }),
  status: Schema.Literals(["open", "finished"]).annotate({ examples: ["finished"] }),
  conversion: Schema.NullOr(
    Schema.Struct({
      status: Schema.Literals(["waiting", "converting", "converted", "failed"]),
      pipeline: Schema.String,
      restarts: Schema.Int,
      exit_code: Schema.NullOr(Schema.Int)
    })
  ).annotate({
    description: "What the converter says about the file; null without a converter or when it knows nothing.",
    examples: [null]
  })
})

export const Files = wire("Files", {
  ...keyFields,
  files: Schema.Array(FileView),
  complete: Schema.Boolean.annotate({
    description: "False when there are more files than `limit`, or when the disk was too slow to list them all."
  }),
  nextCursor: Schema.NullOr(Schema.String).annotate({
    description: "For the files after these; null when these are the last, or when the disk was too slow to list any.",
    examples: [null]
  })
})

/** A path as lists name it: the place in a source's list after which a page begins. */
const FilePlace = Schema.String.check(
  Schema.isMaxLength(500),
  Schema.isPattern(/^(?!\.{1,2}(?:\/|$))[^\p{Cc}\\/]+(?:\/(?!\.{1,2}$)[^\p{Cc}\\/]+)?$/u, {
    message: "a cursor is the next_cursor of the page before, as it was answered"
  })
)

const playlist = Schema.String.annotate({
  examples: ["#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:6\n"]
}).pipe(HttpApiSchema.asText({ contentType: "application/vnd.apple.mpegurl" }))

/** A file is named by its session and its name; one without a session by its name alone. */
const file = { params: { ...SourceKey.fields, session: SessionName, "*": Schema.optionalKey(FileName) } }
const says = (summary: string, description: string) => OpenApi.annotations({ summary, description })

export class RecordingsApi extends HttpApiGroup.make("recordings")
  .add(
    HttpApiEndpoint.get("files", "/:driver/:username/files", {
      params: SourceKey.fields,
      query: query({
        limit: Schema.optionalKey(
          Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5000 })).annotate({
            description: "How many files at most, 1 to 5000; 1000 if absent."
          })
        ),
        session: Schema.optionalKey(SessionName.annotate({ description: "Only the files of this session." })),
        cursor: Schema.optionalKey(FilePlace.annotate({ description: "The `next_cursor` of the page before." }))
      }),
      success: Files,
      error: [Forbidden, NotFound, Unavailable]
    }).annotateMerge(
      says(
        "List files",
        "Newest session first, each session by name. Answers within seconds with as many as could be listed."
      )
    ),
    HttpApiEndpoint.get("download", "/:driver/:username/files/:session/*", {
      ...file,
      query: query({
        download: Schema.optionalKey(
          Schema.Literals(["0", "1"]).annotate({ description: "1: to be saved under its name rather than shown." })
        ),
        until: Schema.optionalKey(
          Schema.String.check(Schema.isPattern(/^\d{1,15}$/, { message: "is a number of at most 15 digits" })).annotate(
            {
              description:
                "Changes nothing. Playlists give each piece of a growing file an address of its own by it, as browsers remember a file's length by its address."
            }
          )
        )
      }),
      success: HttpApiSchema.StreamUint8Array({ contentType: "video/mp2t" }),
      error: [Forbidden, NotFound, RangeNotSatisfiable]
    }).annotateMerge(says("Download or play a file", "Ranges are served; 206 and 416 as RFC 9110 has them.")),
    HttpApiEndpoint.get("media", "/:driver/:username/media", {
      params: SourceKey.fields,
      query: query({
        from: Schema.optionalKey(Timestamp.annotate({ description: "Where it begins; at the beginning if absent." })),
        to: Schema.optionalKey(Timestamp.annotate({ description: "Where it ends; with what there is if absent." })),
        session: Schema.optionalKey(SessionName.annotate({ description: "Only what belongs to this session." })),
        check: Schema.optionalKey(
          Schema.Literals(["0", "1"]).annotate({ description: "1: only tells whether it can be had, by 204." })
        )
      }),
      success: [HttpApiSchema.StreamUint8Array({ contentType: "video/mp4" }), HttpApiSchema.NoContent],
      error: [Forbidden, NotFound, ProgramMissing, TooManyRequests, Unavailable, Unusable]
    }).annotateMerge(
      says(
        "One file",
        "A session, or a stretch of time across files and sessions, as one file that is made while it is sent: MP4, or Matroska (video/x-matroska) where MP4 can't hold it. Nothing is coded anew, so it is cut where a player can enter: a little earlier and later than asked. Needs a session, or both ends of a stretch of at most seven days. An answer that breaks off is no whole file."
      )
    ),
    HttpApiEndpoint.delete("remove", "/:driver/:username/files/:session/*", {
      ...file,
      success: HttpApiSchema.NoContent,
      error: [NotFound, FileOpen, RecordingKept]
    })
      .annotateMerge(
        says(
          "Delete a file",
          "At once, past the trash; never one that is still being written, or of a recording that is kept. Audited."
        )
      )
      .middleware(AdminOnly),
    HttpApiEndpoint.get("playlist", "/:driver/:username/sessions/:session/index.m3u8", {
      params: { ...SourceKey.fields, session: SessionName },
      success: playlist,
      error: [Forbidden, NotFound, Unavailable]
    }).annotateMerge(says("Playlist of a session", "An HLS media playlist of the session's segments (RFC 8216).")),
    HttpApiEndpoint.get("strip", "/:driver/:username/sessions/:session/strip.jpg", {
      params: { ...SourceKey.fields, session: SessionName },
      success: [HttpApiSchema.StreamUint8Array({ contentType: "image/jpeg" }), HttpApiSchema.NoContent],
      error: [Forbidden, NotFound]
    }).annotateMerge(
      says(
        "Strip of a session",
        "What a finished session shows from moment to moment, for seeking in it: a grid of small pictures at even times. 204 where there is none, or none yet."
      )
    ),
    HttpApiEndpoint.delete("removeSession", "/:driver/:username/sessions/:session", {
      params: { ...SourceKey.fields, session: SessionName },
      success: Schema.Struct({ removed: Schema.Int }),
      error: [NotFound, FileOpen, RecordingKept, Unavailable]
    })
      .annotateMerge(
        says(
          "Delete a session's files",
          "At once, past the trash. Refused while one of them is being written, and while the recording is kept. Audited."
        )
      )
      .middleware(AdminOnly)
  )
  .middleware(SignedIn)
  .prefix("/sources")
  .annotateMerge(OpenApi.annotations({ title: "Recordings", description: "Files on disk, and how to play them." })) {}
