import { type Cause, Effect, Queue, Result, Stream } from "effect"
import type { Steady } from "../domain/values/Time.ts"
import { concat } from "../media/Bytes.ts"
import { FragmentReader } from "../media/FragmentReader.ts"
import { readFragment } from "../media/MovieFragment.ts"
import { tracksOf } from "../media/MovieHeader.ts"
import { TransportParts } from "../media/TransportParts.ts"
import * as WholePackets from "../media/WholePackets.ts"
import type { Planned } from "./Download.ts"
import type { Item, Items } from "./Track.ts"

/** A part of a stream that no playlist lists. */
const part = (sequence: number, seconds: number, breaks: boolean): Planned => ({
  segment: {
    url: "",
    range: undefined,
    key: undefined,
    sequence,
    name: String(sequence),
    seconds,
    discontinuity: breaks,
    gap: false,
    map: undefined
  },
  target: seconds,
  until: Number.POSITIVE_INFINITY as Steady,
  absentUntil: Number.POSITIVE_INFINITY as Steady,
  since: undefined
})

/** Cuts bytes as they come into the items that are written. */
interface Cutter {
  readonly push: (bytes: Uint8Array) => ReadonlyArray<Item>
  readonly finish: () => ReadonlyArray<Item>
}

const cuttingTransport = (): Cutter => {
  const parts = new TransportParts()
  let rest = WholePackets.none
  let current = part(0, 0, false)
  const items = (cut: ReturnType<typeof parts.push>) =>
    cut.map((one): Item => {
      if (one._tag === "Bytes") return { _tag: "Bytes", bytes: one.bytes, at: undefined }
      const { sequence } = current.segment
      if (one._tag === "Ends") return { _tag: "Ends", planned: part(sequence, one.seconds, false) }
      current = part(sequence + 1, 0, one.breaks)
      return { _tag: "Begins", planned: current, container: "ts", map: new Uint8Array() }
    })
  return {
    push: (bytes) => {
      const pushed = WholePackets.push(rest, bytes)
      if (Result.isFailure(pushed)) return []
      rest = pushed.success.rest
      return items(parts.push(pushed.success.whole))
    },
    finish: () => items(parts.finish())
  }
}

const cuttingMovie = (): Cutter => {
  const reader = new FragmentReader()
  let sequence = 0
  return {
    push: (bytes) =>
      reader.push(bytes).flatMap((fragment): ReadonlyArray<Item> => {
        const map = concat(...reader.header)
        const tracks = tracksOf(map)
        const leading = tracks.find(({ kind }) => kind === "picture") ?? tracks[0]
        const parts = readFragment(fragment.moof, tracks)
        const { duration = 0 } = parts.find(({ track }) => track === leading?.id) ?? {}
        const planned = part(++sequence, duration / (leading?.timescale ?? 1), false)
        return [
          { _tag: "Begins", planned, container: "mp4", map },
          { _tag: "Fragment", fragment },
          { _tag: "Ends", planned }
        ]
      }),
    finish: () => []
  }
}

/** Takes a stream of bytes that has no end of its own apart, until it ends or the scope does. */
export const items = Effect.fnUntraced(function* (bytes: Stream.Stream<Uint8Array>, container: "ts" | "mp4") {
  const queue = yield* Queue.bounded<Item, Cause.Done>(4)
  const cutter = container === "ts" ? cuttingTransport() : cuttingMovie()
  const give = (some: ReadonlyArray<Item>) =>
    Effect.forEach(some, (item) => Queue.offer(queue, item), { discard: true })
  yield* Stream.runForEach(bytes, (chunk) => give(cutter.push(chunk))).pipe(
    Effect.andThen(Effect.suspend(() => give(cutter.finish()))),
    Effect.andThen(Queue.end(queue)),
    Effect.forkScoped
  )
  return queue satisfies Items
})
