import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Exporting, type TooManyExports } from "../app/recordings/Exporting.ts"
import { LibraryAccess } from "../app/recordings/LibraryAccess.ts"
import { SourceAccess } from "../app/subscriptions/SourceAccess.ts"
import { LiveState } from "../app/supervision/live/LiveState.ts"
import type { Caller } from "../domain/accounts/User.ts"
import { excerptName } from "../domain/recordings/Export.ts"
import type { EntryId, ExportId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"
import { ExportFiles } from "../ports/ExportFiles.ts"
import { MediaCopy, type NoCopier } from "../ports/MediaCopy.ts"
import type { NoSuchFile } from "../ports/MediaFiles.ts"
import { Api } from "./api/Api.ts"
import { CurrentCaller } from "./api/Identity.ts"
import { NotFound, ProgramMissing, saying, Unusable } from "./api/Problems.ts"
import { sending } from "./Download.ts"
import { stretchOf, unusable } from "./excerptAsked.ts"
import { exportShown, fileNameOf } from "./presenters/exports.ts"
import { forbidden, noSource } from "./refusals.ts"

const unseen = { NoSource: noSource, NotAllowed: forbidden }
const noExport = () => new NotFound({ ...saying("There is no such export, or it is not yours."), what: "export" })
const noFile = (_: NoSuchFile) =>
  Effect.fail(new NotFound({ ...saying("The file of this export is not there, or not yet."), what: "file" }))
const noRecording = () =>
  new NotFound({ ...saying("There is no such recording, or it is not yours to see."), what: "recording" })
const tooMany = ({ message }: TooManyExports) => Effect.fail(new Unusable({ ...saying(message), errors: [] }))
const noCopier = ({ message }: NoCopier) => Effect.fail(new ProgramMissing(saying(`${message}.`)))

/** Exports: asked for, listed, downloaded, deleted. */
export const layer = HttpApiBuilder.group(
  Api,
  "exports",
  Effect.fnUntraced(function* (handlers) {
    const copier = yield* MediaCopy
    const exporting = yield* Exporting
    const files = yield* ExportFiles
    const library = yield* LibraryAccess
    const live = yield* LiveState
    const seeing = yield* SourceAccess
    const send = yield* sending

    const found = (by: Caller, id: ExportId) =>
      Effect.flatMap(exporting.find(by, id), (one) => Effect.fromOption(one, noExport))
    const shown = (one: Parameters<typeof exportShown>[0]) =>
      exportShown(one, live.settings().settings.export_keep_days, live.storage().obstacle)

    /** Recordings of one source, the first first. */
    const entriesOf = Effect.fnUntraced(function* (by: Caller, ids: ReadonlyArray<EntryId>) {
      const entries = yield* Effect.forEach(new Set(ids), (id) =>
        Effect.flatMap(library.find(by, id), (one) => Effect.fromOption(one, noRecording))
      )
      const ordered = entries.toSorted((a, b) => a.startedAt - b.startedAt)
      const [first] = ordered
      if (first === undefined) return yield* noRecording()
      if (ordered.some(({ sourceId }) => sourceId !== first.sourceId))
        return yield* unusable(
          "recordings",
          "Recordings of one source make one file. Choose those of one source alone."
        )
      return { key: first, sessions: ordered.map(({ session }) => session), startedAt: first.startedAt }
    })

    return handlers.handleAll({
      list: Effect.fn("exports.list")(function* () {
        return { exports: (yield* exporting.list(yield* CurrentCaller)).map(shown) }
      }),

      create: Effect.fn("exports.create")(
        function* ({ payload: { from, name, recordings, source, to } }) {
          const by = yield* CurrentCaller
          const stretch = yield* stretchOf({ from, to, isBounded: recordings === undefined })
          if ((source === undefined) === (recordings === undefined))
            return yield* unusable("source", "Give a source with `from` and `to`, or recordings.")
          const [driver = "", username = ""] = source?.split("/") ?? []
          const of =
            recordings === undefined
              ? { key: { driver, username }, sessions: [], startedAt: from ?? (0 as Instant) }
              : yield* entriesOf(by, recordings)
          const { id } = yield* seeing.recordings(by, of.key)
          yield* copier.available
          const began = Math.max(of.startedAt, from ?? of.startedAt) as Instant
          const asked = {
            ...stretch,
            sourceId: id,
            sessions: of.sessions,
            name: name ?? excerptName(of.key, began)
          }
          return shown(yield* exporting.add(by, asked))
        },
        Effect.catchTags({ ...unseen, TooManyExports: tooMany, NoCopier: noCopier })
      ),

      show: Effect.fn("exports.show")(function* ({ params }) {
        return shown(yield* found(yield* CurrentCaller, params.id))
      }),

      file: Effect.fn("exports.file")(
        function* ({ params, request }) {
          const by = yield* CurrentCaller
          const one = yield* found(by, params.id)
          // Who may not see the recordings any more, may not have what was made of them either.
          yield* seeing.recordings(by, one)
          const opened = yield* files.open(one.file ?? "")
          return yield* send(request, { ...opened, file: { ...opened.file, name: fileNameOf(one) } }, true)
        },
        Effect.catchTags({ ...unseen, NoSuchFile: noFile })
      ),

      remove: Effect.fn("exports.remove")(function* ({ params }) {
        const by = yield* CurrentCaller
        yield* exporting.remove(by, yield* found(by, params.id))
      })
    })
  })
)
