import { Context, Effect, Layer, Result, Stream } from "effect"
import type { Hindrance } from "../domain/supervision/Cause.ts"
import { later, type Steady } from "../domain/values/Time.ts"
import * as WholePackets from "../media/WholePackets.ts"
import { steady } from "../runtime/Time.ts"
import * as Events from "./Events.ts"
import * as Following from "./Following.ts"
import { hostOf, type Refusal, Trouble } from "./Origin.ts"
import { type MediaPlaylist, type MediaSegment, Unrecordable } from "./Playlist.ts"
import { Report } from "./Report.ts"
import { SegmentBytes } from "./SegmentBytes.ts"
import { type NotWritable, SegmentFiles } from "./SegmentFiles.ts"
import { type Sighting, StreamFinder } from "./StreamFinder.ts"
import { Troubles } from "./Troubles.ts"

/** Why a capture ended: the stream did, or nothing came for too long. */
export type Ending = "stream_end" | "timeout"

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

/** A segment answered with 404 this often is gone. */
const mostRefusals = 3

/** Bytes; a longer answer is no segment. */
const longestSegment = 512 * 1024 * 1024

/** Files may end this much early (milliseconds), so that rounding in a playlist doesn't make them a segment longer. */
const tolerance = 50

export const layer = (pace: Pace) =>
  Layer.effect(
    Capturing,
    Effect.gen(function* () {
      const finder = yield* StreamFinder
      const files = yield* SegmentFiles
      const bytes = yield* SegmentBytes
      const report = yield* Report
      const troubles = yield* Troubles
      let known: Following.Known | undefined
      /** Whether this recording has got a transport stream. */
      let proven = false

      const cut = pace.segmentLength > 0 ? files.close("split") : Effect.void

      const cutBefore = Effect.fnUntraced(function* ({ discontinuity }: MediaSegment) {
        const grown = yield* files.grown
        const full = grown !== undefined && grown.seconds * 1000 + tolerance >= pace.segmentLength
        if (full || discontinuity) yield* cut
      })

      /** Tells of a segment that is not in the recording: in the log, and counted, once there is one. */
      const lose = Effect.fnUntraced(function* (segment: MediaSegment, why: string, hindrance: Hindrance) {
        yield* report.log("warn", `segment ${segment.sequence} is lost: ${why}`)
        if (proven) yield* report.event(Events.lost(1, segment.seconds, hindrance))
        return false
      })

      /** The bytes of a segment, each once, over as many tries as it takes; tells whether all came before `deadline`. */
      const take = Effect.fnUntraced(function* (segment: MediaSegment, deadline: Steady) {
        let received = 0
        let rest = WholePackets.none
        const append = Effect.fnUntraced(function* (chunk: Uint8Array) {
          const pushed = WholePackets.push(rest, chunk)
          if (Result.isFailure(pushed)) return yield* notTransport
          yield* files.write(pushed.success.whole)
          rest = pushed.success.rest
          received += chunk.length
          if (received > longestSegment)
            return yield* new Trouble({
              message: "it is longer than 512 MiB",
              hindrance: { kind: "unreadable", host: hostOf(segment.url) }
            })
        })
        const attempt = Stream.runForEach(
          Stream.suspend(() => bytes.after(segment, received)),
          append
        )
        for (let tries = 1; ; tries++) {
          const result = yield* Effect.result(attempt)
          if (Result.isSuccess(result) && rest.proven) {
            proven = true
            yield* troubles.over
            yield* files.lengthen(segment.seconds)
            return true
          }
          if (Result.isSuccess(result)) {
            return yield* lose(segment, "it holds nothing", { kind: "unreadable", host: hostOf(segment.url) })
          }
          const failure = result.failure
          if (failure._tag === "NotWritable") return yield* failure
          if (failure._tag === "Unrecordable") {
            if (!proven) return yield* failure
            return yield* lose(segment, "it is no MPEG-TS", { kind: "unreadable", host: hostOf(segment.url) })
          }
          const wait = backoff(tries, pace.retryDelay)
          const late = (yield* steady) + wait >= deadline
          const gone = late || (isFinal(failure) && tries >= mostRefusals)
          // What is well at the next try is none.
          if (gone || tries > 1) yield* troubles.failed(hindranceOf(failure, segment.url))
          if (gone) return yield* lose(segment, failure.message, hindranceOf(failure, segment.url))
          yield* report.log("debug", `segment ${segment.sequence}, try ${tries}: ${failure.message}`)
          yield* Effect.sleep(wait)
        }
      })

      /** The stream's next playlist; none when it has ended or stayed away until `deadline`. */
      const reload = Effect.fnUntraced(function* (sighting: Sighting, deadline: Steady) {
        for (let tries = 0; ; tries++) {
          const result = yield* Effect.result(tries === 0 ? finder.again(sighting) : finder.anew)
          if (Result.isSuccess(result)) return result.success
          const failure = result.failure
          if (failure._tag === "Unrecordable") return yield* failure
          if (failure._tag === "Offline" && tries > 0) return "stream_end"
          yield* report.log(failure._tag === "Offline" ? "info" : "warn", failure.message)
          if (failure._tag === "Trouble" || failure._tag === "Blocked") yield* troubles.failed(failure.hindrance)
          const wait = backoff(tries + 1, pace.retryDelay)
          if ((yield* steady) + wait >= deadline) return "timeout"
          yield* Effect.sleep(wait)
        }
      })

      const run = Effect.fnUntraced(function* (first: Sighting) {
        let sighting = first
        let heard = yield* steady
        let asked = heard
        proven = false
        for (;;) {
          const { playlist } = sighting
          const step = Following.follow(known, playlist)
          known = step.known
          if (step.missed > 0 && proven) {
            yield* report.log("warn", `${step.missed} segments left the playlist before they were read`)
            yield* report.event(Events.lost(step.missed, step.missed * playlist.targetSeconds, undefined))
          }
          if (step.reset) yield* cut
          for (const segment of step.fetch) {
            if (segment.gap) {
              if (proven) yield* report.event(Events.lost(1, segment.seconds, undefined))
              continue
            }
            yield* files.room
            yield* cutBefore(segment)
            const left = later(yield* steady, stay(playlist))
            const took = yield* take(segment, earlier(left, later(heard, pace.segmentTimeout)))
            if (took) heard = yield* steady
          }
          if (playlist.ended) return "stream_end"
          const rested = asked + reloadDelay(playlist, step.fetch.length > 0) - (yield* steady)
          const deadline = later(heard, pace.segmentTimeout)
          yield* Effect.sleep(Math.max(0, rested))
          asked = yield* steady
          if (asked >= deadline) return "timeout"
          const next = yield* reload(sighting, deadline)
          if (typeof next === "string") return next
          if (next.url !== sighting.url) yield* cut
          sighting = next
        }
      })

      return Capturing.of({
        offers: (playlist) => !playlist.ended && Following.follow(known, playlist).fetch.length > 0,
        run
      })
    })
  )

const notTransport = new Unrecordable({ message: "the stream is no MPEG-TS, and nothing else can be recorded" })

/** What keeps a segment away; one that is not found is an answer like any other. */
const hindranceOf = (failure: Refusal, url: string): Hindrance =>
  failure._tag === "Offline" ? { kind: "http", status: failure.status, host: hostOf(url) } : failure.hindrance

/** What asks to come again later (RFC 9110, 15.5.9; RFC 6585, 4). */
const passing: ReadonlySet<number> = new Set([408, 429])

/** Whether an answer says that the segment will not come. */
const isFinal = (failure: Refusal): boolean => {
  if (failure._tag !== "Trouble") return true
  const { hindrance } = failure
  return hindrance.kind === "http" && hindrance.status < 500 && !passing.has(hindrance.status)
}

const earlier = (a: Steady, b: Steady): Steady => (a < b ? a : b)

/** Milliseconds before the next try: half a second, doubled with each, at most `limit`. */
const backoff = (tries: number, limit: number): number => Math.max(100, Math.min(limit, 250 * 2 ** tries))

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
