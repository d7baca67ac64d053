import { Effect, Queue, Result } from "effect"
import type { Container } from "../media/Container.ts"
import type { Losing } from "./Losing.ts"
import * as MovieWriter from "./MovieWriter.ts"
import { nextOf, type Waiting } from "./Ordering.ts"
import { Unrecordable } from "./Playlist.ts"
import { SegmentFiles } from "./SegmentFiles.ts"
import type { Item, Items } from "./Track.ts"
import * as TransportWriter from "./TransportWriter.ts"

/** What came, to whoever waits for it. */
export interface Hearing {
  readonly came: Effect.Effect<void>
  /** All of a segment came. */
  readonly whole: Effect.Effect<void>
}

type Media = Extract<Item, { readonly _tag: "Bytes" | "Fragment" }>

/** One of the tracks that are written together, and what it gives next. */
interface Source {
  readonly items: Items
  next: Media | undefined
  isOver: boolean
  /** It was waited for in vain: the picture goes on without it until it comes again. */
  isAway: boolean
  end: number | undefined
}

/** The picture waits so long for sound that is late. */
const patience = "15 seconds"

/** Files may end this much early (milliseconds), so that rounding in a playlist doesn't make them a segment longer. */
const tolerance = 50

/** Writes what tracks give to files, in the order of its time: the first is the picture, or all there is, another its sound. */
export const writing = (segmentLength: number, losing: Losing, { came, whole }: Hearing) =>
  Effect.gen(function* () {
    const files = yield* SegmentFiles
    const isFull = (seconds: number) => seconds * 1000 + tolerance >= segmentLength
    const cuts = segmentLength > 0

    return Effect.fnUntraced(function* (tracks: ReadonlyArray<Items>) {
      const sources = tracks.map(
        (items): Source => ({ items, next: undefined, isOver: false, isAway: false, end: undefined })
      )
      let kind: Container | undefined
      let movie = MovieWriter.make(files, isFull, cuts, tracks.length)
      let transport = TransportWriter.make(files, isFull, cuts)

      /** Files of one kind end where another kind begins. */
      const become = Effect.fnUntraced(function* (container: Container) {
        if (container !== "ts" && container !== "mp4") return yield* unsupported(container)
        if (kind !== undefined && kind !== container) {
          yield* files.close("split")
          movie = MovieWriter.make(files, isFull, cuts, tracks.length)
          transport = TransportWriter.make(files, isFull, cuts)
        }
        kind = container
      })

      const tell = Effect.fnUntraced(function* (index: number, item: Exclude<Item, Media>) {
        if (item._tag === "Begins") {
          if (index === 0) {
            yield* files.room
            yield* become(item.container)
          }
          if (tracks.length > 1 && item.container !== "mp4") return yield* apart(item.container)
          return yield* kind === "ts"
            ? transport.begin(item.planned, item.map)
            : movie.begin(index, item.planned, item.map)
        }
        if (index === 0 && kind === "ts") yield* transport.finish
        if (item._tag === "Lost") {
          if (item.lost.foreign && !losing.proven) return yield* foreign
          return yield* losing.segment(item.planned, item.lost)
        }
        if (index > 0) return
        losing.proven = true
        yield* whole
        yield* files.lengthen(item.planned.segment.seconds)
      }, Effect.uninterruptible)

      /** Waits until a source has something to write, or is over. */
      const fill = Effect.fnUntraced(function* (index: number, source: Source) {
        while (source.next === undefined && !source.isOver) {
          const item = yield* Effect.result(Queue.take(source.items))
          if (Result.isFailure(item)) source.isOver = true
          else if (item.success._tag === "Bytes" || item.success._tag === "Fragment") source.next = item.success
          else yield* tell(index, item.success)
        }
        source.isAway = false
      })

      const fillLater = Effect.fnUntraced(function* (index: number, source: Source) {
        if (source.isAway && Queue.sizeUnsafe(source.items) === 0) return
        const filled = yield* Effect.timeoutOption(fill(index, source), patience)
        if (filled._tag === "None") source.isAway = true
      })

      const spanOf = (index: number, item: Media | undefined) =>
        item?._tag === "Fragment" ? movie.span(index, item.fragment) : undefined

      const waiting = (source: Source, index: number): Waiting => ({
        at: spanOf(index, source.next)?.from,
        end: source.end,
        isThere: source.next !== undefined
      })

      const put = Effect.fnUntraced(function* (index: number, source: Source, item: Media) {
        source.next = undefined
        if (item._tag === "Bytes") yield* transport.take(item.bytes)
        else {
          source.end = spanOf(index, item)?.to ?? source.end
          yield* movie.write(index, item.fragment, waiting(sources[1] ?? source, 1).at)
        }
        if (index === 0) yield* came
      })

      for (;;) {
        const [first, ...others] = sources
        if (first === undefined) return
        yield* fill(0, first)
        for (const [i, source] of others.entries()) yield* fillLater(i + 1, source)
        const index = nextOf(sources.map(waiting))
        const source = sources[index]
        if (source?.next === undefined) return
        if (first.isOver && source !== first && (source.end ?? 0) >= (first.end ?? 0)) return
        yield* put(index, source, source.next)
      }
    })
  })

const names = { ts: "MPEG-TS", mp4: "fragmented MP4", aac: "AAC without a container", mp3: "MP3 without a container" }

const unsupported = (container: Container) =>
  new Unrecordable({
    message: `the stream is ${names[container]}, and only MPEG-TS and fragmented MP4 can be recorded`
  })

const apart = (container: Container) =>
  new Unrecordable({
    message: `the stream keeps its sound in a playlist of its own (EXT-X-MEDIA), as ${names[container]}, and only fragmented MP4 can be joined`
  })

const foreign = new Unrecordable({
  message: "the stream is neither MPEG-TS, fragmented MP4, AAC nor MP3, and nothing else can be recorded"
})
