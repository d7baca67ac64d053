import { Effect, Result } from "effect"
import { concat } from "../media/Bytes.ts"
import { ticksBetween, ticksPerSecond } from "../media/TimeStamps.ts"
import { lastTime, type Tables, type TransportHead, transportHead } from "../media/TransportHead.ts"
import * as WholePackets from "../media/WholePackets.ts"
import type { Planned } from "./Download.ts"
import type { Media } from "./Events.ts"
import type { SegmentFiles } from "./SegmentFiles.ts"

/** Bytes of a segment that wait until its first frame tells whether a file can begin with it. */
const longestHead = 128 * 1024

/** A segment whose time stamps are off by more than this goes on from nothing, in seconds. */
const jump = { back: 0.5, forth: 30 }

/** A file that waits for a frame to begin with is cut without one after so many seconds. */
const patience = 30

const nothing = new Uint8Array()

/**
 * Writes transport streams: whole packets as they come. A new file begins where the wished length is reached, and where the media
 * change, with tables and a frame that a player can begin with.
 */
export const make = (
  files: SegmentFiles["Service"],
  isFull: (seconds: number) => boolean,
  cuts: boolean,
  tell: (media: Media) => Effect.Effect<void>
) => {
  let tables: Tables | undefined
  let parameters = ""
  let last: number | undefined
  let rest = WholePackets.none
  let planned: Planned | undefined
  let map = nothing
  /** What waits for the segment's head; undefined once that is known. */
  let held: Uint8Array | undefined

  const hasChanged = (head: TransportHead, { segment, since }: Planned): boolean => {
    if (tables !== undefined && tables.program !== head.tables.program) return true
    if (!segment.discontinuity && since === undefined) return false
    if (parameters !== "" && head.parameters !== "" && parameters !== head.parameters) return true
    if (last === undefined || head.start === undefined) return false
    const gap = ticksBetween(last, head.start) / ticksPerSecond
    return gap < -jump.back || gap > jump.forth
  }

  const cutBefore = Effect.fnUntraced(function* (head: TransportHead | undefined, from: Planned) {
    const grown = yield* files.grown
    if (!cuts || grown === undefined) return
    const isUnclear = head === undefined && from.since === "renumbered"
    const opens = head === undefined || head.opens || isFull(grown.seconds - patience)
    if (isUnclear || (head !== undefined && hasChanged(head, from)) || (isFull(grown.seconds) && opens))
      yield* files.close("split")
  })

  const put = Effect.fnUntraced(function* (packets: Uint8Array, before: Uint8Array) {
    if (tables !== undefined) last = lastTime(packets, tables.leading) ?? last
    yield* files.write([packets], { extension: "ts", head: before })
  })

  /** Writes what was held back, into the file that it belongs to. */
  const release = Effect.fnUntraced(function* () {
    if (held === undefined || planned === undefined) return
    const packets = held
    const head = transportHead(map.length === 0 ? packets : concat(map, packets), tables)
    if (head === undefined && packets.length < longestHead) return
    held = undefined
    yield* cutBefore(head, planned)
    if (head !== undefined) {
      tables = head.tables
      yield* tell({
        container: "ts",
        codecs: tables.codings,
        width: undefined,
        height: undefined,
        framerate: undefined
      })
      parameters = head.parameters || parameters
    }
    const isBare = head !== undefined && !head.ownTables
    yield* put(packets, map.length > 0 ? map : isBare ? head.tables.packets : nothing)
  })

  return {
    begin: (next: Planned, tablesBefore: Uint8Array) =>
      Effect.sync(() => {
        planned = next
        rest = WholePackets.none
        held = nothing
        const pushed = WholePackets.push(WholePackets.none, tablesBefore)
        map = Result.isSuccess(pushed) ? new Uint8Array(pushed.success.whole) : nothing
      }),
    take: Effect.fnUntraced(function* (bytes: Uint8Array) {
      const pushed = WholePackets.push(rest, bytes)
      if (Result.isFailure(pushed)) return
      rest = pushed.success.rest
      if (held === undefined) return yield* put(pushed.success.whole, nothing)
      held = concat(held, pushed.success.whole)
      yield* release()
    }),
    /** Packets that belong beside those that were written last; before there are any they belong nowhere. */
    beside: Effect.fnUntraced(function* (packets: Uint8Array) {
      if (held !== undefined && held.length > 0) held = concat(held, packets)
      else if ((yield* files.grown) !== undefined) yield* files.write([packets], { extension: "ts", head: nothing })
    }),
    /** All that will come of the segment has come. */
    finish: Effect.suspend(() => {
      const packets = held
      if (packets === undefined || packets.length === 0 || planned === undefined) return Effect.void
      held = undefined
      return Effect.andThen(cutBefore(undefined, planned), put(packets, map))
    })
  }
}
