import { Cause, Context, Effect, Layer, Queue, Result } from "effect"
import { later, type Steady } from "../domain/values/Time.ts"
import type { Container } from "../media/Container.ts"
import { steady } from "../runtime/Time.ts"
import { type Download, type Planned, starting } from "./Download.ts"
import * as Following from "./Following.ts"
import { losing as countingLosses } from "./Losing.ts"
import { type MediaPlaylist, Unrecordable } from "./Playlist.ts"
import { type Ending, following, type Trail } from "./PlaylistFollower.ts"
import { type NotWritable, SegmentFiles } from "./SegmentFiles.ts"
import { type Sighting, StreamFinder } from "./StreamFinder.ts"
import * as TransportWriter from "./TransportWriter.ts"
import { Troubles } from "./Troubles.ts"

/** Writes a stream to files. */
export class Capturing extends Context.Service<
  Capturing,
  {
    /** Whether a playlist holds anything that was not captured before. */
    readonly offers: (playlist: MediaPlaylist) => boolean
    /** Follows a stream until it ends; the last file stays open. */
    readonly run: (sighting: Sighting) => Effect.Effect<Ending, NotWritable | Unrecordable>
  }
>()("sticky-dvr/recorder/Capturing") {}

/** Times in milliseconds. */
export interface Pace {
  readonly segmentLength: number
  readonly segmentTimeout: number
  readonly retryDelay: number
}

/** Files may end this much early (milliseconds), so that rounding in a playlist doesn't make them a segment longer. */
const tolerance = 50

export const layer = ({ retryDelay, segmentLength, segmentTimeout }: Pace) =>
  Layer.effect(
    Capturing,
    Effect.gen(function* () {
      const finder = yield* StreamFinder
      const files = yield* SegmentFiles
      const troubles = yield* Troubles
      const losing = yield* countingLosses
      const follow = yield* following(retryDelay, losing)
      const trail: Trail = { known: undefined }
      let heard: Steady = yield* steady
      const deadline = () => later(heard, segmentTimeout)
      const download = yield* starting(retryDelay, deadline)

      const isFull = (seconds: number) => seconds * 1000 + tolerance >= segmentLength

      /** One segment ahead of the one that is written and the one that waits: three at a time. */
      const downloading = Effect.fnUntraced(function* (
        plans: Queue.Dequeue<Planned, Cause.Done>,
        downloads: Queue.Queue<Download, Cause.Done>
      ) {
        for (;;) {
          const planned = yield* Effect.result(Queue.take(plans))
          if (Result.isFailure(planned)) return yield* Queue.end(downloads)
          yield* Queue.offer(downloads, yield* download(planned.success))
        }
      })

      const write = Effect.fnUntraced(function* (downloads: Queue.Dequeue<Download, Cause.Done>) {
        const writer = TransportWriter.make(files, isFull, segmentLength > 0)
        for (;;) {
          const next = yield* Effect.result(Queue.take(downloads))
          if (Result.isFailure(next)) return
          const { parts, planned } = next.success
          yield* files.room
          let begun = false
          const end = yield* Effect.gen(function* () {
            for (;;) {
              const part = yield* Queue.take(parts)
              if (part.container !== "ts") return yield* unsupported(part.container)
              if (!begun) yield* writer.begin(planned, part.map)
              begun = true
              yield* writer.take(part.bytes)
              heard = yield* steady
            }
          }).pipe(
            Effect.catchTag("Lost", (lost) => Effect.succeed(lost)),
            Effect.catchIf(Cause.isDone, () => Effect.succeed(undefined))
          )
          if (begun) yield* writer.finish
          if (end === undefined) {
            losing.proven = true
            heard = yield* steady
            yield* troubles.over
            yield* files.lengthen(planned.segment.seconds)
          } else {
            if (end.foreign && !losing.proven) return yield* foreign
            yield* losing.segment(planned, end)
          }
        }
      })

      const run = Effect.fnUntraced(function* (first: Sighting) {
        heard = yield* steady
        losing.proven = false
        const plans = yield* Queue.unbounded<Planned, Cause.Done>()
        const downloads = yield* Queue.bounded<Download, Cause.Done>(1)
        yield* Effect.forkScoped(downloading(plans, downloads))
        const planning = follow({
          trail,
          first,
          whole: false,
          again: finder.again,
          anew: finder.anew,
          deadline,
          plans
        })
        // What was planned is written to its end, unless nothing comes any more.
        const planned = Effect.flatMap(
          planning,
          (ending): Effect.Effect<Ending> =>
            ending === "timeout" ? Effect.succeed(ending) : Effect.andThen(Queue.end(plans), Effect.never)
        )
        const written = Effect.as(write(downloads), "stream_end" as const)
        return yield* Effect.raceFirst(planned, written)
      }, Effect.scoped)

      return Capturing.of({
        offers: (playlist) => !playlist.ended && Following.follow(trail.known, playlist).fetch.length > 0,
        run
      })
    })
  )

const unsupported = (container: Container) =>
  new Unrecordable({ message: `the stream is ${names[container]}, and only MPEG-TS can be recorded` })

const names = { ts: "MPEG-TS", mp4: "fragmented MP4", aac: "AAC without a container", mp3: "MP3 without a container" }

const foreign = new Unrecordable({
  message: "the stream is neither MPEG-TS, fragmented MP4, AAC nor MP3, and nothing else can be recorded"
})
