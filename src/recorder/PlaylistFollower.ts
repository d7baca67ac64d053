import { type Cause, Effect, Queue, Result } from "effect"
import { later, type Steady } from "../domain/values/Time.ts"
import { steady } from "../runtime/Time.ts"
import type { Planned } from "./Download.ts"
import type { Losing } from "./Losing.ts"
import type { Refusal } from "./Origin.ts"
import type { MediaPlaylist, Unrecordable } from "./Playlist.ts"
import { Report } from "./Report.ts"
import * as SegmentOrder from "./SegmentOrder.ts"
import type { Listed } from "./StreamFinder.ts"
import { Troubles } from "./Troubles.ts"
import { hindranceOf, pauseAfter } from "./Trying.ts"
import type { NoAddress } from "./WebAddress.ts"

/** Why a capture ended: the stream did, or nothing came for too long. */
export type Ending = "stream_end" | "timeout"

/** How far a playlist has been followed; it outlives a capture. */
export interface Trail {
  known: SegmentOrder.Known | undefined
}

/** What is to be followed, and how. */
export interface Course<At extends Listed> {
  readonly trail: Trail
  readonly first: At
  /** Begin with all that is listed. */
  readonly whole: boolean
  /** The same playlist again. */
  readonly again: (at: At) => Effect.Effect<At, Refusal | Unrecordable>
  /** Wherever the playlist is now. */
  readonly anew: Effect.Effect<At, Refusal | Unrecordable | NoAddress>
  /** When it is given up. */
  readonly deadline: () => Steady
  readonly plans: Queue.Enqueue<Planned, Cause.Done>
}

/** So many segments wait to be fetched; what is listed beyond that stays where it is, in the playlist. */
const mostPlans = 1_000

/** Where plans wait for whoever fetches them. */
export const plansAhead = Queue.bounded<Planned, Cause.Done>(mostPlans)

/** A segment that the site says it does not have may have been listed too early: it is asked for so long, in milliseconds. */
const earliness = ({ targetSeconds }: MediaPlaylist): number => Math.max(10_000, 5000 * targetSeconds)

/** Plans the segments of a playlist as they are listed, until it ends, is gone for more than a moment, or nothing came for too long. */
export const following = (retryDelay: number, losing: Losing) =>
  Effect.gen(function* () {
    const report = yield* Report
    const troubles = yield* Troubles

    const reload = Effect.fnUntraced(function* <At extends Listed>({ again, anew, deadline }: Course<At>, at: At) {
      let offline: Steady | undefined
      for (let tries = 0; ; tries++) {
        const result = yield* Effect.result(tries === 0 ? again(at) : anew)
        if (Result.isSuccess(result)) return result.success
        const failure = result.failure
        if (failure._tag === "Unrecordable") return yield* failure
        const now = yield* steady
        offline = failure._tag === "Offline" ? (offline ?? now) : undefined
        if (offline !== undefined && tries > 0 && now >= later(offline, 2 * retryDelay)) return "stream_end"
        yield* report.log(failure._tag === "Offline" ? "info" : "warn", failure.message)
        if (failure._tag !== "Offline" && failure._tag !== "NoAddress")
          yield* troubles.failed(hindranceOf(failure, at.url))
        const wait = pauseAfter(failure, tries + 1, retryDelay)
        if (later(now, wait) >= deadline()) return "timeout"
        yield* Effect.sleep(wait)
      }
    })

    return Effect.fnUntraced(function* <At extends Listed>(course: Course<At>) {
      const { deadline, first, plans, trail, whole } = course
      let at = first
      let asked = yield* steady
      let since: Planned["since"]

      const givenUp = Effect.gen(function* () {
        for (let left = deadline() - (yield* steady); left > 0; left = deadline() - (yield* steady)) {
          yield* Effect.sleep(left)
        }
        return "timeout" as const
      })

      /** Hands a plan on, as soon as there is room. */
      const offer = (planned: Planned) =>
        Effect.suspend(() =>
          Queue.offerUnsafe(plans, planned)
            ? Effect.succeed(true)
            : Effect.raceFirst(Queue.offer(plans, planned), givenUp)
        )

      /** Plans segments that were just listed, unless nothing comes for too long before the last of them has room. */
      const plan = Effect.fnUntraced(function* (segments: ReadonlyArray<Planned["segment"]>) {
        const { playlist } = at
        const now = yield* steady
        const listed = stay(playlist)
        const until = later(now, listed)
        const absentUntil = later(now, Math.min(listed, earliness(playlist)))
        for (const segment of segments) {
          if (segment.gap) {
            yield* losing.unseen(1, segment.seconds)
            continue
          }
          const planned = { segment, target: playlist.targetSeconds, until, absentUntil, since }
          if ((yield* offer(planned)) === "timeout") return "timeout"
          since = undefined
        }
        return undefined
      })

      for (;;) {
        const { playlist } = at
        const step = SegmentOrder.follow(trail.known, playlist, whole)
        trail.known = step.known
        if (step.missed > 0) {
          yield* report.log("warn", `${step.missed} segments left the playlist before they were read`)
          yield* losing.unseen(step.missed, step.missed * playlist.targetSeconds)
        }
        if (step.reset) since = "renumbered"
        if ((yield* plan(step.fetch)) !== undefined) return "timeout"
        if (playlist.ended) return "stream_end"
        const rested = asked + reloadDelay(playlist, step.fetch.length > 0) - (yield* steady)
        yield* Effect.sleep(Math.max(0, rested))
        asked = yield* steady
        if (asked >= deadline()) return "timeout"
        const next = yield* reload(course, at)
        if (typeof next === "string") {
          const { doubted } = trail.known ?? {}
          if (doubted !== undefined) yield* plan([doubted])
          return next
        }
        if (next.url !== at.url) since ??= "moved"
        at = next
      }
    })
  })

/** How long a segment stays fetchable once it is listed (RFC 8216, 6.2.2), in milliseconds. */
const stay = ({ segments, targetSeconds }: MediaPlaylist): number =>
  1000 *
  Math.max(
    3 * targetSeconds,
    segments.reduce((sum, { seconds }) => sum + seconds, 0)
  )

/** Milliseconds between two loads of a playlist: a segment's length, or half of it when nothing new was there. */
const reloadDelay = ({ segments, targetSeconds }: MediaPlaylist, moved: boolean): number => {
  const seconds = Math.min(segments.at(-1)?.seconds || targetSeconds, targetSeconds)
  return Math.max(100, seconds * (moved ? 1000 : 500))
}
