import { Effect, Option, Path, Schema } from "effect"
import { recordingOf } from "../../domain/recordings/MediaName.ts"
import { Driver, SourceName } from "../../domain/subscriptions/Names.ts"
import type { FileStats } from "./FileStats.ts"
import type { Inside } from "./Inside.ts"

const nothing = { file: 0, recording: 0, session: 0 }

const isDriver = Schema.is(Driver)
const isSourceName = Schema.is(SourceName)

/**
 * Measures the surroundings of a file that a recorder named. The recorder may see the recordings under another root than we do,
 * so only the last parts of its path count: driver, source, session and file.
 */
export const measuring = Effect.fnUntraced(function* (inside: Inside, stats: FileStats) {
  const path = yield* Path.Path

  return Effect.fn("MediaFiles.measure")(
    function* (named: string) {
      const [driver = "", username = "", session = "", name = ""] = path.normalize(named).split(path.sep).slice(-4)
      if (!isDriver(driver) || !isSourceName(username) || session === "") return nothing
      const folder = yield* Effect.flatMap(inside.session({ driver, username }, session), Effect.fromOption)
      let measured = nothing
      for (const one of yield* stats.files(folder, session)) {
        const { file, recording, session } = measured
        if (one.name === name) measured = { ...measured, file: one.bytes }
        else {
          const same = recordingOf(one.name) === recordingOf(name)
          measured = { file, recording: recording + (same ? one.bytes : 0), session: session + one.bytes }
        }
      }
      return measured
    },
    Effect.timeoutOption("5 seconds"),
    Effect.orElseSucceed(() => Option.none<typeof nothing>()),
    Effect.map(Option.getOrElse(() => nothing))
  )
})
