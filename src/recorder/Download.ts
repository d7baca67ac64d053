import { type Cause, Data, Effect, Queue, Result, Stream } from "effect"
import type { Hindrance } from "../domain/supervision/Cause.ts"
import type { Steady } from "../domain/values/Time.ts"
import { concat } from "../media/Bytes.ts"
import { type Container, containerOf } from "../media/Container.ts"
import { steady } from "../runtime/Time.ts"
import { hostOf, type Refusal, Trouble } from "./Origin.ts"
import type { MediaSegment } from "./Playlist.ts"
import { Report } from "./Report.ts"
import { SegmentBytes } from "./SegmentBytes.ts"
import { Troubles } from "./Troubles.ts"
import { backoff, hindranceOf, isFinal, pauseAfter } from "./Trying.ts"

/** A segment that is to be recorded. */
export interface Planned {
  readonly segment: MediaSegment
  /** Seconds that segments of its playlist last at most. */
  readonly target: number
  /** Until when it is worth trying, and until when although the site says that there is nothing. */
  readonly until: Steady
  readonly absentUntil: Steady
  /** Its playlist was numbered anew, or is another one. */
  readonly since: "renumbered" | "moved" | undefined
}

/** The segment did not come, or not all of it. */
export class Lost extends Data.TaggedError("Lost")<{
  readonly message: string
  readonly hindrance: Hindrance
  /** It came, and is of a kind that can't be recorded. */
  readonly foreign: boolean
}> {}

export interface Part {
  readonly container: Container
  readonly bytes: Uint8Array
  /** What a player needs before the segment; nothing where the playlist names nothing. */
  readonly map: Uint8Array
}

/** A segment on its way: its bytes, each once, over as many tries as it takes, and then its end. */
export interface Download {
  readonly planned: Planned
  readonly parts: Queue.Dequeue<Part, Lost | Cause.Done>
}

/** Parts that wait to be written; the network waits for room. */
const mostParts = 32

/** Bytes; a longer answer is no segment. */
const longestSegment = 512 * 1024 * 1024

const notMedia = "it is neither MPEG-TS, fragmented MP4, AAC nor MP3"

const unreadable = (message: string, { url }: MediaSegment) =>
  new Trouble({ message, hindrance: { kind: "unreadable", host: hostOf(url) } })

const isText = (bytes: Uint8Array): boolean => bytes.subarray(0, 512).every((byte) => byte >= 9)

/** Begins downloads, which end with the scope; no try begins after `deadline`. */
export const starting = (retryDelay: number, deadline: () => Steady) =>
  Effect.gen(function* () {
    const bytes = yield* SegmentBytes
    const report = yield* Report
    const troubles = yield* Troubles

    const fetch = Effect.fnUntraced(function* (planned: Planned, parts: Queue.Queue<Part, Lost | Cause.Done>) {
      const { segment } = planned
      let received = 0
      let head: Uint8Array = new Uint8Array()
      let map: Uint8Array = new Uint8Array()
      let container: Container | undefined
      let foreign = false

      const append = Effect.fnUntraced(function* (chunk: Uint8Array) {
        let known = container
        let part = chunk
        if (known === undefined) {
          head = concat(head, chunk)
          const found = containerOf(head, false)
          if (found === undefined) return
          if (found === "unknown") return yield* strange
          known = found
          part = head
        }
        container = known
        received += part.length
        if (received > longestSegment) return yield* unreadable("it is longer than 512 MiB", segment)
        if (part.length > 0) yield* Queue.offer(parts, { container: known, bytes: part, map })
      })

      const strange = Effect.suspend(() => {
        foreign = head.length > 0 && !isText(head)
        return Effect.fail(unreadable(head.length === 0 ? "it holds nothing" : notMedia, segment))
      })

      /** What is too short to be told from its beginning alone. */
      const finish = Effect.suspend(() => {
        if (container !== undefined) return Effect.void
        const found = containerOf(head, true)
        if (head.length === 0 || found === undefined || found === "unknown") return strange
        return Queue.offer(parts, { container: found, bytes: head, map })
      })

      const attempt = Effect.gen(function* () {
        if (container === undefined) head = new Uint8Array()
        if (segment.map !== undefined) map = yield* bytes.map(segment.map)
        yield* Stream.runForEach(bytes.after(segment, received), append)
        yield* finish
      })

      for (let tries = 1; ; tries++) {
        const result = yield* Effect.result(attempt)
        if (Result.isSuccess(result)) return yield* Queue.end(parts)
        const { failure } = result
        const isAbsent = isFinal(failure) || container === undefined
        const wait = isAbsent
          ? backoff(tries, Math.min(retryDelay, 1000 * Math.max(0.5, planned.target / 2)))
          : pauseAfter(failure, tries, retryDelay)
        const next = (yield* steady) + wait
        const gone = next >= deadline() || next >= (isFinal(failure) ? planned.absentUntil : planned.until)
        // What is well at the next try is none, and what is listed early comes.
        if (gone || (tries > 1 && !isFinal(failure))) yield* troubles.failed(hindranceOf(failure, segment.url))
        if (gone) return yield* Queue.fail(parts, lostBy(failure, segment, foreign))
        yield* report.log("debug", `segment ${segment.sequence}, try ${tries}: ${failure.message}`)
        yield* Effect.sleep(wait)
      }
    })

    return Effect.fnUntraced(function* (planned: Planned) {
      const parts = yield* Queue.bounded<Part, Lost | Cause.Done>(mostParts)
      yield* Effect.forkScoped(fetch(planned, parts))
      return { planned, parts } satisfies Download
    })
  })

const lostBy = (failure: Refusal, { url }: MediaSegment, foreign: boolean): Lost =>
  new Lost({ message: failure.message, hindrance: hindranceOf(failure, url), foreign })
