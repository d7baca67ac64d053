import { Effect, Queue, Result } from "effect"
import { TransportJoin } from "../media/TransportJoin.ts"
import type { Media } from "./Events.ts"
import type { Losing } from "./Losing.ts"
import { telling } from "./MediaTold.ts"
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

type Piece = Extract<Item, { readonly _tag: "Bytes" | "Fragment" }>

/** One of the tracks that are written together, and what it gives next. */
interface Source {
  readonly items: Items
  next: Piece | undefined
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
    const tellMedia = yield* telling

    return Effect.fnUntraced(function* (tracks: ReadonlyArray<Items>, seen: () => Partial<Media>) {
      const told = (media: Media) => tellMedia(media, seen())
      const sources = tracks.map(
        (items): Source => ({ items, next: undefined, isOver: false, isAway: false, end: undefined })
      )
      let kind: "ts" | "mp4" | undefined
      const join = new TransportJoin()
      let movie = MovieWriter.make(files, isFull, cuts, tracks.length, told)
      let transport = TransportWriter.make(files, isFull, cuts, told)

      /** Files of one kind end where another kind begins. */
      const become = Effect.fnUntraced(function* (container: "ts" | "mp4") {
        if (kind !== undefined && kind !== container) {
          yield* files.close("split")
          movie = MovieWriter.make(files, isFull, cuts, tracks.length, told)
          transport = TransportWriter.make(files, isFull, cuts, told)
        }
        kind = container
      })

      const tell = Effect.fnUntraced(function* (index: number, item: Exclude<Item, Piece>) {
        if (item._tag === "Begins") {
          if (index === 0) {
            yield* files.room
            yield* become(item.container)
          }
          if (kind !== undefined && kind !== item.container) return yield* unlike
          if (kind === "mp4") return yield* movie.begin(index, item.planned, item.map)
          if (index === 0) yield* transport.begin(item.planned, item.map)
          return
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
          else if (item.success._tag === "Bytes" || item.success._tag === "Fragment") {
            source.next = item.success
            if (index > 0 && item.success._tag === "Bytes") join.learn(item.success.bytes)
          } else yield* tell(index, item.success)
        }
        source.isAway = false
      })

      const fillLater = Effect.fnUntraced(function* (index: number, source: Source) {
        if (source.isAway && Queue.sizeUnsafe(source.items) === 0) return
        const filled = yield* Effect.timeoutOption(fill(index, source), patience)
        if (filled._tag === "None") source.isAway = true
      })

      const spanOf = (index: number, item: Piece | undefined): MovieWriter.Span | undefined => {
        if (item?._tag === "Fragment") return movie.span(index, item.fragment)
        return item?.at === undefined ? undefined : { from: item.at, to: item.at }
      }

      const waiting = (source: Source, index: number): Waiting => ({
        at: spanOf(index, source.next)?.from,
        end: source.end,
        isThere: source.next !== undefined
      })

      const put = Effect.fnUntraced(function* (index: number, source: Source, item: Piece) {
        source.next = undefined
        source.end = spanOf(index, item)?.to ?? source.end
        if (item._tag === "Fragment") yield* movie.write(index, item.fragment, waiting(sources[1] ?? source, 1).at)
        else if (index === 0) yield* transport.take(join.picture(item.bytes))
        else yield* transport.beside(join.sound(item.bytes))
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

const unlike = new Unrecordable({
  message: "the stream keeps its sound in a playlist of its own (EXT-X-MEDIA) and packs it otherwise than its picture"
})

const foreign = new Unrecordable({
  message: "the stream is neither MPEG-TS, fragmented MP4, AAC nor MP3, and nothing else can be recorded"
})
