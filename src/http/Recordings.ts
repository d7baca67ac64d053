import { Effect, Option } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Overview } from "../app/lists/Overview.ts"
import { Erasing, type HalfRead, type Kept } from "../app/recordings/Erasing.ts"
import { MissingFiles } from "../app/recordings/MissingFiles.ts"
import { SourceAccess } from "../app/subscriptions/SourceAccess.ts"
import { onRecord } from "../domain/recordings/OnRecord.ts"
import { playlist } from "../domain/recordings/Playlist.ts"
import { isOpen, tellsNothing } from "../domain/supervision/Run.ts"
import type { Instant } from "../domain/values/Time.ts"
import { Converter } from "../ports/Converter.ts"
import {
  type FileInUse,
  MediaFiles,
  type MediaUndeletable,
  type MediaUnreadable,
  type NoSuchFile,
  type NoSuchSession
} from "../ports/MediaFiles.ts"
import { PlaybackIndex } from "../ports/PlaybackIndex.ts"
import { WorkerEvents } from "../ports/WorkerEvents.ts"
import { now } from "../runtime/Time.ts"
import { alsoSet } from "./Answers.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { FileOpen, NotFound, RecordingKept, saying, Unavailable } from "./api/Problems.ts"
import { sending } from "./Download.ts"
import { oneFile } from "./OneFile.ts"
import { fileRow } from "./presenters/files.ts"
import { forbidden, noSource } from "./refusals.ts"
import { strip } from "./Strip.ts"

const noFile = ({ message }: NoSuchFile) => Effect.fail(new NotFound({ ...saying(message), what: "file" }))
const noSession = ({ message }: NoSuchSession) => Effect.fail(new NotFound({ ...saying(message), what: "session" }))
const inUse = ({ message }: FileInUse) => Effect.fail(new FileOpen(saying(message)))
const kept = ({ message }: Kept) => Effect.fail(new RecordingKept(saying(message)))
const away = (sentence: string) =>
  Effect.andThen(alsoSet({ "retry-after": "5" }), Effect.fail(new Unavailable(saying(sentence))))
const halfRead = ({ message }: HalfRead) => away(message)
const unreadable = ({ message }: MediaUnreadable) =>
  Effect.andThen(
    Effect.logError(message),
    away("The recordings' folder can't be read. Its cause is in the server's log.")
  )
const undeletable = (error: MediaUndeletable) =>
  Effect.andThen(
    Effect.logError(error.message),
    away("The recordings' folder lets nothing be deleted: its disk may be read-only. Its cause is in the server's log.")
  )
const unseen = { NoSource: noSource, NotAllowed: forbidden }

const usualFiles = 1000

/** So many recordings on record, the newest, are looked through for those of a list of files. */
const mostRecordings = 2000
/** Milliseconds since it was written within which a file counts as one that grows. */
const growing = 30_000

const pathOf = (params: { readonly session: string; readonly "*"?: string }): string =>
  params["*"] === undefined ? params.session : `${params.session}/${params["*"]}`

/** Files on disk: listed, sent, played, deleted. */
export const layer = HttpApiBuilder.group(
  Api,
  "recordings",
  Effect.fnUntraced(function* (handlers) {
    const erasing = yield* Erasing
    const index = yield* PlaybackIndex
    const media = yield* MediaFiles
    const stored = yield* WorkerEvents
    const converter = yield* Converter
    const overview = yield* Overview
    const missing = yield* MissingFiles
    const seeing = yield* SourceAccess
    const send = yield* sending
    const whole = yield* oneFile
    const sendStrip = yield* strip

    return handlers.handleAll({
      files: Effect.fn("recordings.files")(
        function* ({ params, query }) {
          const { id } = yield* seeing.recordings(yield* CurrentCaller, params)
          const { cursor, limit = usualFiles, session } = query
          const asked = {
            limit,
            ...(session === undefined ? {} : { session }),
            ...(cursor === undefined ? {} : { after: cursor })
          }
          const { complete, files } = yield* media.list(params, asked)
          missing.look(id)
          const durations = yield* index.durations(params, files)
          const conversions = yield* converter.conversions(params)
          const known = conversions._tag === "known" ? conversions.value : []
          const facts = Option.getOrUndefined(yield* overview.facts(params))
          const open = facts?.run?.capture.file ?? null
          const records = onRecord(files, yield* stored.recordings(id, mostRecordings))
          const at = yield* now
          const run = facts?.run ?? null
          // A recorder that tells nothing is known by what grows.
          const isSilent = run !== null && isOpen(run) && tellsNothing(run.capture)
          const grows = (modifiedAt: Instant) => isSilent && at - modifiedAt < growing
          return {
            ...params,
            complete,
            nextCursor: complete ? null : (files.at(-1)?.path ?? cursor ?? null),
            files: files.map((file, i) =>
              fileRow(file, {
                recording: records.get(file.path),
                isFirst: records.get(file.path) !== records.get(files[i - 1]?.path ?? ""),
                lastByteAt: facts?.run?.capture.lastRecordingAt ?? file.modifiedAt,
                duration: durations.get(file.path),
                isOpen: open?.endsWith(`/${file.path}`) === true || grows(file.modifiedAt),
                conversion: known.find(({ name, session }) => session === file.session && name === file.name)
              })
            )
          }
        },
        Effect.catchTags({ ...unseen, MediaUnreadable: unreadable })
      ),

      download: Effect.fn("recordings.download")(
        function* ({ params, query, request }) {
          yield* seeing.recordings(yield* CurrentCaller, params)
          return yield* send(request, yield* media.open(params, pathOf(params)), query.download === "1")
        },
        Effect.catchTags({ ...unseen, NoSuchFile: noFile })
      ),

      playlist: Effect.fn("recordings.playlist")(
        function* ({ params }) {
          yield* seeing.recordings(yield* CurrentCaller, params)
          const { complete, files } = yield* index.session(params, params.session)
          const open = Option.getOrUndefined(yield* overview.facts(params))?.run?.capture.file ?? null
          const goesOn = open?.includes(`/${params.session}/`) === true
          return HttpServerResponse.text(playlist(files, complete && !goesOn), {
            contentType: "application/vnd.apple.mpegurl",
            headers: { "cache-control": "private, no-cache" }
          })
        },
        Effect.catchTags({ ...unseen, NoSuchSession: noSession })
      ),

      strip: Effect.fn("recordings.strip")(function* ({ params }) {
        yield* seeing.recordings(yield* CurrentCaller, params)
        return yield* sendStrip(params, params.session)
      }, Effect.catchTags(unseen)),

      media: Effect.fn("recordings.media")(function* ({ params, query }) {
        const caller = yield* CurrentCaller
        yield* seeing.recordings(caller, params)
        return yield* whole(caller, params, query)
      }, Effect.catchTags(unseen)),

      remove: Effect.fn("recordings.remove")(
        function* ({ params }) {
          yield* erasing.file(yield* CurrentCaller, params, pathOf(params))
        },
        Effect.catchTags({ NoSuchFile: noFile, FileInUse: inUse, Kept: kept, MediaUndeletable: undeletable })
      ),

      removeSession: Effect.fn("recordings.removeSession")(
        function* ({ params }) {
          return { removed: yield* erasing.session(yield* CurrentCaller, params, params.session) }
        },
        Effect.catchTags({
          NoSuchSession: noSession,
          NoSuchFile: noFile,
          FileInUse: inUse,
          Kept: kept,
          HalfRead: halfRead,
          MediaUndeletable: undeletable,
          MediaUnreadable: unreadable
        })
      )
    })
  })
)
