import type { ByteRange } from "../Playlist.ts"
import type { Manifest, Period, Representation } from "./Manifest.ts"
import type { Element } from "./Xml.ts"

/** A part of a representation: where it is, and when it is shown, in seconds of the presentation. */
export interface Piece {
  readonly url: string
  readonly range: ByteRange | undefined
  readonly at: number
  readonly seconds: number
  readonly header: { readonly url: string; readonly range: ByteRange | undefined } | undefined
}

/** A list is not longer, whatever it says. */
const mostPieces = 100_000

/** Seconds of what is shown live that are listed where the manifest does not say. */
const usuallyShown = 60

const rangeOf = (text: string | undefined): ByteRange | undefined => {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text ?? "") ?? []
  return from === undefined ? undefined : { offset: Number(from), length: Number(to) - Number(from) + 1 }
}

const resolved = (reference: string, base: string): string | undefined => {
  const url = URL.parse(reference, base)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

/** A template with its identifiers filled in (ISO/IEC 23009-1, 5.3.9.4.4). */
const filled = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\$(?:(\w+)(?:%0(\d{1,2})d)?)?\$/g, (whole, name, width) => {
    if (name === undefined) return "$"
    const value = values[name]
    return value === undefined ? whole : String(value).padStart(Number(width ?? 0), "0")
  })

/** Of one that is cut by a template: when each piece begins, in ticks of the presentation's own clock, and how long it is. */
interface Slot {
  readonly time: number
  readonly ticks: number
}

/** What a timeline lists (5.3.9.6); a repetition without an end goes on to the end of what there is. */
const slotsOf = (timeline: Element, end: number): ReadonlyArray<Slot> => {
  const slots: Array<Slot> = []
  let next = 0
  const rows = timeline.children.filter(({ name }) => name === "S")
  const valueOf = (row: Element | undefined, name: string) => {
    const value = Number(row?.attributes.get(name) ?? Number.NaN)
    return Number.isFinite(value) ? value : undefined
  }
  for (const [i, row] of rows.entries()) {
    const ticks = valueOf(row, "d") ?? 0
    const repeats = valueOf(row, "r") ?? 0
    next = valueOf(row, "t") ?? next
    const until = valueOf(rows[i + 1], "t") ?? end
    for (
      let n = 0;
      ticks > 0 && slots.length < mostPieces && (repeats < 0 ? next + ticks <= until : n <= repeats);
      n++
    ) {
      slots.push({ time: next, ticks })
      next += ticks
    }
  }
  return slots
}

interface Moment {
  /** Seconds from the presentation's beginning until now; undefined where all of it is there. */
  readonly now: number | undefined
  readonly shown: number
}

/** Seconds of a period that there are: from the oldest that is shown to now. */
const stretchOf = ({ duration, start }: Period, { now, shown }: Moment) => {
  const end = duration ?? Number.POSITIVE_INFINITY
  if (now === undefined) return { from: 0, to: end }
  return { from: Math.max(0, now - start - shown), to: Math.min(end, now - start) }
}

const templated = (period: Period, one: Representation, moment: Moment): ReadonlyArray<Piece> => {
  const { child, value } = one.addressing
  const scale = Number(value("timescale") ?? 1) || 1
  const first = Number(value("startNumber") ?? 1)
  const offset = Number(value("presentationTimeOffset") ?? 0)
  const stretch = stretchOf(period, moment)
  const timeline = child("SegmentTimeline")
  const values = { RepresentationID: one.id, Bandwidth: one.bandwidth }
  const initialization = value("initialization")
  const initial = initialization === undefined ? undefined : resolved(filled(initialization, values), one.base)
  const header = initial === undefined ? undefined : { url: initial, range: undefined }
  const pieceOf = ({ ticks, time }: Slot, number: number): ReadonlyArray<Piece> => {
    const url = resolved(filled(value("media") ?? "", { ...values, Number: number, Time: time }), one.base)
    const at = period.start + (time - offset) / scale
    return url === undefined ? [] : [{ url, range: undefined, at, seconds: ticks / scale, header }]
  }
  if (timeline !== undefined) {
    const end = offset + stretch.to * scale
    return slotsOf(timeline, end).flatMap((slot, i) => pieceOf(slot, first + i))
  }
  const ticks = Number(value("duration") ?? 0)
  if (!(ticks > 0)) return []
  const seconds = ticks / scale
  // What is live is there once it is whole; what is not has a last piece that is shorter.
  const count = moment.now === undefined ? Math.ceil(stretch.to / seconds - 1e-6) : Math.floor(stretch.to / seconds)
  const oldest = Math.floor(stretch.from / seconds)
  const length = Math.max(0, Math.min(mostPieces, Number.isFinite(count) ? count - oldest : 0))
  return Array.from({ length }, (_, i) => oldest + i).flatMap((n) =>
    pieceOf({ time: offset + n * ticks, ticks }, first + n)
  )
}

const listed = (period: Period, one: Representation): ReadonlyArray<Piece> => {
  const { child, list, value } = one.addressing
  const scale = Number(value("timescale") ?? 1) || 1
  const slots = slotsOf(child("SegmentTimeline") ?? emptyElement, Number.POSITIVE_INFINITY)
  const ticks = Number(value("duration") ?? 0)
  const initial = child("Initialization")
  const source = resolved(initial?.attributes.get("sourceURL") ?? "", one.base)
  const header =
    initial === undefined || source === undefined
      ? undefined
      : { url: source, range: rangeOf(initial.attributes.get("range")) }
  const rows = list?.children.filter(({ name }) => name === "SegmentURL") ?? []
  return rows.slice(0, mostPieces).flatMap(({ attributes }, i): ReadonlyArray<Piece> => {
    const { ticks: length, time } = slots[i] ?? { time: i * ticks, ticks }
    const url = resolved(attributes.get("media") ?? "", one.base)
    const range = rangeOf(attributes.get("mediaRange"))
    return url === undefined ? [] : [{ url, range, at: period.start + time / scale, seconds: length / scale, header }]
  })
}

const emptyElement: Element = { name: "", attributes: new Map(), children: [], text: "" }

/** The pieces of a representation that are there at a moment (milliseconds since 1970), the oldest first. */
export const piecesOf = ({ live }: Manifest, period: Period, one: Representation, at: number): ReadonlyArray<Piece> => {
  const moment: Moment = {
    now: live === undefined ? undefined : (at - live.since) / 1000,
    shown: live?.shown ?? usuallyShown
  }
  if (one.addressing.template !== undefined) return templated(period, one, moment)
  if (one.addressing.list !== undefined) return listed(period, one)
  // One file, which brings its own header.
  const seconds = period.duration ?? 0
  const url = resolved("", one.base)
  return url === undefined ? [] : [{ url, range: undefined, at: period.start, seconds, header: undefined }]
}
