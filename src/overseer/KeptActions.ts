import { dirname } from "node:path"
import { Effect, FileSystem, Option, Schema } from "effect"
import { none, type OwnActions, takeIn } from "./config/ownActions.ts"

const Kept = Schema.fromJsonString(
  Schema.Struct({ file: Schema.String, actions: Schema.Record(Schema.String, Schema.Unknown) })
)
const decode = Schema.decodeUnknownOption(Kept)

/**
 * The actions that were last offered from the file at `path`, in a file of their own: an overseer that starts while the former is broken goes on with
 * them. Nothing is kept where there is no `place` for it.
 */
export const keptActions = Effect.fn("KeptActions")(function* (
  place: string | undefined,
  path: string,
  bundled: ReadonlySet<string>
) {
  const files = yield* FileSystem.FileSystem
  const read = Effect.gen(function* () {
    if (place === undefined) return none
    const stored = Option.getOrUndefined(decode(yield* files.readFileString(place)))
    // Those of another file are nobody's any more.
    if (stored === undefined || stored.file !== path) return none
    const text = JSON.stringify({ actions: stored.actions })
    return { ...takeIn(path, { _tag: "text", text }, none, bundled), faults: [] }
  }).pipe(Effect.orElseSucceed((): OwnActions => none))

  const write = Effect.fnUntraced(
    function* ({ sections }: OwnActions) {
      if (place === undefined) return
      const text = JSON.stringify({ file: path, actions: Object.fromEntries(sections) })
      yield* files.makeDirectory(dirname(place), { recursive: true, mode: 0o700 })
      // They may hold what nobody else is to read.
      yield* files.writeFileString(`${place}.part`, text, { mode: 0o600 })
      yield* files.rename(`${place}.part`, place)
    },
    Effect.catch((error) =>
      Effect.logWarning(`the actions of ${path} can't be kept for the next start: ${error.message}`)
    )
  )

  return { first: yield* read, write }
})
