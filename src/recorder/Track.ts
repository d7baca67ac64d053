import { type Cause, Effect, Queue, Result, Stream } from "effect"
import { concat } from "../media/Bytes.ts"
import { type Fragment, FragmentReader } from "../media/FragmentReader.ts"
import { SoundPackets } from "../media/SoundPackets.ts"
import { type TransportPiece, TransportPieces } from "../media/TransportPieces.ts"
import * as WholePackets from "../media/WholePackets.ts"
import type { Download, Lost, Part, Planned, starting } from "./Download.ts"

/** What a track gives, in the order of its playlist. */
export type Item =
  /** A segment has begun to arrive. */
  | { readonly _tag: "Begins"; readonly planned: Planned; readonly container: "ts" | "mp4"; readonly map: Uint8Array }
  /** Bytes of a segment as they come, those of a frame where their time matters, or a fragment of it. */
  | { readonly _tag: "Bytes"; readonly bytes: Uint8Array; readonly at: number | undefined }
  | { readonly _tag: "Fragment"; readonly fragment: Fragment }
  /** All of a segment came. */
  | { readonly _tag: "Ends"; readonly planned: Planned }
  | { readonly _tag: "Lost"; readonly planned: Planned; readonly lost: Lost }

export type Items = Queue.Dequeue<Item, Cause.Done>

type Downloading = Effect.Success<ReturnType<typeof starting>>

/** Begins the download after next while one is written: three at a time. */
const downloading = Effect.fnUntraced(function* (
  download: Downloading,
  plans: Queue.Dequeue<Planned, Cause.Done>,
  downloads: Queue.Queue<Download, Cause.Done>
) {
  for (;;) {
    const planned = yield* Effect.result(Queue.take(plans))
    if (Result.isFailure(planned)) return yield* Queue.end(downloads)
    yield* Queue.offer(downloads, yield* download(planned.success))
  }
})

/** Bare sound of a track, made a transport stream. */
type Wrap = (kind: "aac" | "mp3") => SoundPackets

/** Gives a segment's items until it ends; where its time matters, frame by frame. */
const unpacking = Effect.fnUntraced(function* (
  { parts, planned }: Download,
  items: Queue.Enqueue<Item, Cause.Done>,
  wrap: Wrap,
  isTimed: boolean
) {
  let reader: FragmentReader | undefined
  let sound: SoundPackets | undefined
  let isBegun = false
  const pieces = new TransportPieces()
  let rest = WholePackets.none

  const begin = Effect.fnUntraced(function* (container: "ts" | "mp4", map: Uint8Array) {
    isBegun = true
    yield* Queue.offer(items, { _tag: "Begins", planned, container, map })
  })

  const giveFrames = (frames: ReadonlyArray<TransportPiece>) =>
    Effect.forEach(frames, (frame) => Queue.offer(items, { _tag: "Bytes", ...frame }), { discard: true })

  const givePackets = Effect.fnUntraced(function* (bytes: Uint8Array) {
    if (bytes.length === 0) return
    if (!isTimed) {
      yield* Queue.offer(items, { _tag: "Bytes", bytes, at: undefined })
      return
    }
    const pushed = WholePackets.push(rest, bytes)
    if (Result.isFailure(pushed)) return
    rest = pushed.success.rest
    yield* giveFrames(pieces.push(pushed.success.whole))
  })

  const give = (fragments: ReadonlyArray<Fragment>) =>
    Effect.forEach(fragments, (fragment) => Queue.offer(items, { _tag: "Fragment", fragment }), { discard: true })

  const part = Effect.fnUntraced(function* ({ bytes, container, map }: Part) {
    if (container !== "mp4") {
      if (!isBegun) yield* begin("ts", map)
      sound = container === "ts" ? undefined : (sound ?? wrap(container))
      yield* givePackets(sound === undefined ? bytes : sound.push(bytes))
      return
    }
    reader ??= new FragmentReader()
    const fragments = reader.push(bytes)
    if (fragments.length === 0) return
    if (!isBegun) yield* begin("mp4", map.length > 0 ? map : concat(...reader.header))
    yield* give(fragments)
  })

  const end = yield* Stream.fromQueue(parts).pipe(
    Stream.runForEach(part),
    Effect.as({ _tag: "Ends", planned } as const),
    Effect.catchTag("Lost", (lost) => Effect.succeed({ _tag: "Lost", planned, lost } as const))
  )
  if (sound !== undefined) yield* givePackets(sound.finish())
  if (isTimed) yield* giveFrames(pieces.finish())
  if (end._tag === "Ends" && reader !== undefined) yield* give(reader.finish())
  yield* Queue.offer(items, end)
})

/**
 * Fetches what is planned, a few segments ahead of what is taken; ends with the plans, and with the scope. Transport streams whose time
 * matters, since they are joined, come frame by frame.
 */
export const track = Effect.fnUntraced(function* (
  download: Downloading,
  plans: Queue.Dequeue<Planned, Cause.Done>,
  isTimed: boolean
) {
  const wraps = new Map<string, SoundPackets>()
  const wrap: Wrap = (kind) => {
    const known = wraps.get(kind) ?? new SoundPackets(kind)
    wraps.set(kind, known)
    return known
  }
  const downloads = yield* Queue.bounded<Download, Cause.Done>(1)
  const items = yield* Queue.bounded<Item, Cause.Done>(1)
  yield* Effect.forkScoped(downloading(download, plans, downloads))
  yield* Stream.fromQueue(downloads).pipe(
    Stream.runForEach((next) => unpacking(next, items, wrap, isTimed)),
    Effect.andThen(Queue.end(items)),
    Effect.forkScoped
  )
  return items satisfies Items
})
