import { type Cause, Context, Effect, Layer, Queue } from "effect"
import { later, type Steady } from "../domain/values/Time.ts"
import { steady } from "../runtime/Time.ts"
import { type Planned, starting } from "./Download.ts"
import { losing as countingLosses } from "./Losing.ts"
import type { MediaPlaylist, Unrecordable } from "./Playlist.ts"
import { type Course, type Ending, following, plansAhead, type Trail } from "./PlaylistFollower.ts"
import type { NotWritable } from "./SegmentFiles.ts"
import * as SegmentOrder from "./SegmentOrder.ts"
import { type Listed, type Sighting, StreamFinder } from "./StreamFinder.ts"
import { track } from "./Track.ts"
import { Troubles } from "./Troubles.ts"
import { writing } from "./Writing.ts"

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
  readonly fromStart: boolean
  readonly segmentLength: number
  readonly segmentTimeout: number
  readonly retryDelay: number
}

/** Retry delays between two looks for a better variant. */
const looksApart = 12

type Plans = Queue.Queue<Planned, Cause.Done>

export const layer = ({ fromStart, retryDelay, segmentLength, segmentTimeout }: Pace) =>
  Layer.effect(
    Capturing,
    Effect.gen(function* () {
      const finder = yield* StreamFinder
      const troubles = yield* Troubles
      const losing = yield* countingLosses
      const follow = yield* following(retryDelay, losing)
      const [picture, sound]: [Trail, Trail] = [{ known: undefined }, { known: undefined }]
      let heard: Steady = yield* steady
      let looked = heard
      const deadline = () => later(heard, segmentTimeout)
      const download = yield* starting(retryDelay, deadline)
      const came = Effect.map(steady, (now) => {
        heard = now
      })
      const write = yield* writing(segmentLength, losing, { came, whole: Effect.andThen(came, troubles.over) })

      /** Plans what is listed until it ends; what was planned is written to its end, unless nothing comes any more. */
      const planning = <At extends Listed>(course: Omit<Course<At>, "deadline" | "whole" | "plans">, plans: Plans) =>
        Effect.filterOrElse(
          follow({ ...course, deadline, whole: fromStart || course.first.playlist.isFilm === true, plans }),
          (ending) => ending === "timeout",
          () => Effect.andThen(Queue.end(plans), Effect.never)
        )

      /** The same playlist, or now and then a better one: ladders change while a broadcast goes on. */
      const again = Effect.fnUntraced(function* (at: Sighting) {
        const now = yield* steady
        if (at.variant === undefined || now < later(looked, looksApart * retryDelay)) return yield* finder.again(at)
        looked = now
        const better = yield* Effect.orElseSucceed(finder.better(at), () => undefined)
        return better ?? (yield* finder.again(at))
      })

      const run = Effect.fnUntraced(function* (first: Sighting) {
        heard = yield* steady
        looked = heard
        losing.proven = false
        let sighting = first
        const seen = (found: Sighting) => {
          sighting = found
          return found
        }
        const plans = yield* plansAhead
        const isJoined = first.sound !== undefined
        const tracks = [yield* track(download, plans, isJoined)]
        const course = {
          trail: picture,
          first,
          again: (at: Sighting) => Effect.map(again(at), seen),
          anew: Effect.map(finder.anew, seen)
        }
        if (first.sound !== undefined) {
          const apart = yield* plansAhead
          tracks.push(yield* track(download, apart, isJoined))
          const next = Effect.suspend(() => finder.sound(sighting))
          const heardApart = { trail: sound, first: first.sound, again: () => next, anew: next }
          // Sound that is gone leaves the picture alone.
          yield* planning(heardApart, apart).pipe(
            Effect.andThen(Queue.end(apart)),
            Effect.catchTag("Unrecordable", () => Queue.end(apart)),
            Effect.forkScoped
          )
        }
        const written = Effect.as(
          write(tracks, () => sighting.variant ?? {}),
          "stream_end" as const
        )
        return yield* Effect.raceFirst(planning(course, plans), written)
      }, Effect.scoped)

      return Capturing.of({
        offers: (playlist) =>
          (!playlist.ended || playlist.isFilm === true) &&
          SegmentOrder.follow(picture.known, playlist).fetch.length > 0,
        run
      })
    })
  )
