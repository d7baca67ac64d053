import { Data, Effect, Schedule } from "effect"
import { excerpt, type Stretch } from "../../domain/recordings/Excerpt.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { PlaybackIndex } from "../../ports/PlaybackIndex.ts"
import { filesInParts } from "./filesInParts.ts"

/** What is asked for as one file: sessions, or a stretch of time, or a stretch of sessions. */
export interface Asked extends Stretch {
  /** Of all sessions in the stretch where there are none. */
  readonly sessions: ReadonlyArray<string>
}

/** Nothing that plays was recorded there. */
export class NothingRecorded extends Data.TaggedError("NothingRecorded")<{ readonly asked: Asked }> {
  override get message() {
    const { sessions } = this.asked
    if (sessions.length === 0) return "Nothing that can be played was recorded in that time."
    const which = `${sessions.length === 1 ? "session" : "sessions"} ${sessions.join(", ")}`
    return `There is nothing that can be played in the ${which}, or not in that time.`
  }
}

/** The files are being read for the first time. */
export class StillReading extends Data.TaggedError("StillReading") {
  override get message() {
    return "These recordings are still being looked through, which takes a while the first time. Try again in a few seconds."
  }
}

/** Of which sessions the stretch is could not be told whole: a file of what was listed would lack some of it. */
export class NotAllListed extends Data.TaggedError("NotAllListed") {
  override get message() {
    return "Not all recordings of this source could be listed in time, so a stretch of them might lack some. Ask for one session, or try again when the disk is less busy."
  }
}

/** How long somebody waits for files that nobody has played yet to be read. */
const patience = "20 seconds"

/** Files of a source that are listed at a time, and how often. */
const atATime = 50_000
const mostParts = 4

/** Finds the parts of a source's files that are asked for, cut where players can enter; at least one. */
export const excerptParts = Effect.gen(function* () {
  const index = yield* PlaybackIndex
  const media = yield* MediaFiles

  /** The sessions with a file that was written in the stretch, the oldest first. */
  const sessionsIn = Effect.fnUntraced(function* (key: SourceKey, { from, sessions, to }: Asked) {
    if (sessions.length > 0) return sessions
    const { files, isWhole, refused } = yield* filesInParts(media, key, { atATime, mostParts })
    if (refused !== null) return yield* refused
    if (!isWhole) return yield* new NotAllListed()
    const within = files.filter(
      ({ modifiedAt, startedAt }) => (from === null || modifiedAt >= from) && (to === null || startedAt <= to)
    )
    return [...new Set(within.map((file) => file.session))].filter((name) => name !== "").reverse()
  })

  const read = (key: SourceKey, session: string) =>
    index.session(key, session).pipe(
      Effect.repeat({ until: (found) => found.read, schedule: Schedule.spaced("100 millis") }),
      Effect.map(({ files }) => files),
      Effect.catchTag("NoSuchSession", () => Effect.succeed([])),
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(new StillReading()) })
    )

  return Effect.fn("excerptParts")(function* (key: SourceKey, asked: Asked) {
    const sessions = yield* sessionsIn(key, asked)
    const files = yield* Effect.forEach(sessions, (session) => read(key, session))
    const parts = excerpt(files.flat(), asked)
    const [first] = parts
    if (first === undefined) return yield* new NothingRecorded({ asked })
    return { parts, startedAt: first.startedAt }
  })
})
