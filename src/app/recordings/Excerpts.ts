import { Context, Data, Effect, Layer, Schedule, type Scope } from "effect"
import { excerpt, type Stretch } from "../../domain/recordings/Excerpt.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { type Copied, MediaCopy, type NoCopier, type NotCopied } from "../../ports/MediaCopy.ts"
import { MediaFiles, type MediaUnreadable } from "../../ports/MediaFiles.ts"
import { PlaybackIndex } from "../../ports/PlaybackIndex.ts"
import { filesInParts } from "./filesInParts.ts"

/** What is asked for as one file: a session, or a stretch of time, or a stretch of a session. */
export interface Asked extends Stretch {
  readonly session: string | null
}

/** Nothing that plays was recorded there. */
export class NothingRecorded extends Data.TaggedError("NothingRecorded")<{ readonly asked: Asked }> {
  override get message() {
    return this.asked.session === null
      ? "Nothing that can be played was recorded in that time."
      : `There is nothing that can be played in the session ${this.asked.session}, or not in that time.`
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

/** The caller has as many on the way as one may have. */
export class TooManyOfYours extends Data.TaggedError("TooManyOfYours")<{ readonly most: number }> {
  override get message() {
    return `${this.most} of your files are being made already. Wait until one of them is done, or cancel it.`
  }
}

/** The machine makes as many as it makes at once. */
export class TooMany extends Data.TaggedError("TooMany")<{ readonly most: number }> {
  override get message() {
    return `${this.most} files are being made already, for all users together. Try again in a minute.`
  }
}

/** A copy, and when what it holds began. */
export interface Excerpted extends Copied {
  readonly startedAt: Instant
}

/** So many copies are made at once, for one user and for all of them. */
const mostOfOne = 2
const mostOfAll = 6

/** How long somebody waits for files that nobody has played yet to be read. */
const patience = "20 seconds"

/** Files of a source that are listed at a time, and how often. */
const atATime = 50_000
const mostParts = 4

type Refusal =
  | NothingRecorded
  | NotAllListed
  | StillReading
  | TooManyOfYours
  | TooMany
  | NoCopier
  | NotCopied
  | MediaUnreadable

/** Recordings as one file. Who may see them is decided before. */
export class Excerpts extends Context.Service<
  Excerpts,
  {
    /** One file of what is asked for, cut where players can enter. Making it ends with the scope. */
    readonly open: (by: UserId, key: SourceKey, asked: Asked) => Effect.Effect<Excerpted, Refusal, Scope.Scope>
  }
>()("sticky-dvr/app/recordings/Excerpts") {}

export const layer = Layer.effect(
  Excerpts,
  Effect.gen(function* () {
    const copier = yield* MediaCopy
    const index = yield* PlaybackIndex
    const media = yield* MediaFiles
    const underWay = new Map<UserId, number>()

    /** Takes one of the places until the scope closes. */
    const place = (by: UserId) =>
      Effect.acquireRelease(
        Effect.gen(function* () {
          const own = underWay.get(by) ?? 0
          if (own >= mostOfOne) return yield* new TooManyOfYours({ most: mostOfOne })
          const all = [...underWay.values()].reduce((sum, one) => sum + one, 0)
          if (all >= mostOfAll) return yield* new TooMany({ most: mostOfAll })
          underWay.set(by, own + 1)
        }),
        () =>
          Effect.sync(() => {
            const left = (underWay.get(by) ?? 1) - 1
            if (left === 0) underWay.delete(by)
            else underWay.set(by, left)
          })
      )

    /** The sessions with a file that was written in the stretch, the oldest first. */
    const sessionsIn = Effect.fnUntraced(function* (key: SourceKey, { from, session, to }: Asked) {
      if (session !== null) return [session]
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

    return Excerpts.of({
      open: Effect.fn("Excerpts.open")(function* (by, key, asked) {
        yield* place(by)
        const sessions = yield* sessionsIn(key, asked)
        const files = yield* Effect.forEach(sessions, (session) => read(key, session))
        const parts = excerpt(files.flat(), asked)
        const [first] = parts
        if (first === undefined) return yield* new NothingRecorded({ asked })
        return { ...(yield* copier.copy(key, parts)), startedAt: first.startedAt }
      })
    })
  })
)
