import type { Part } from "../../domain/recordings/Excerpt.ts"

/** A part of a recording, and where its file lies. */
export interface Placed {
  readonly place: string
  readonly part: Part
}

/** So many files are open at once at most. */
const mostOpen = 200

const bytesOf = (place: string, from: number, to: number): string => `subfile,,start,${from},end,${to},,:${place}`

/** A part as an address that ffmpeg reads: its bytes alone, its header before them. */
const addressesOf = ({ part: { from, header, to }, place }: Placed): ReadonlyArray<string> =>
  header > 0 && from >= header ? [bytesOf(place, 0, header), bytesOf(place, from, to)] : [bytesOf(place, from, to)]

/** Parts that go on from one another are read as one file, so that no join is seen or heard in it. */
const joined = (parts: ReadonlyArray<Placed>): ReadonlyArray<ReadonlyArray<Placed>> => {
  const groups: Array<Array<Placed>> = []
  for (const one of parts) {
    const last = groups.at(-1)
    if (last !== undefined && one.part.joins && last.length < mostOpen) last.push(one)
    else groups.push([one])
  }
  return groups
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/**
 * Seconds between what does not go on from one another: where a stream is cut, its sound ends up to so much before or behind its picture, and
 * must not lie over what comes next.
 */
const pause = 0.7

const entryOf = (group: ReadonlyArray<Placed>, i: number, all: ReadonlyArray<unknown>): ReadonlyArray<string> => {
  const addresses = group.flatMap(addressesOf)
  const played = group.reduce((sum, { part }) => sum + part.duration, 0) / 1000
  const seconds = i === all.length - 1 ? played : played + pause
  const address = addresses.length === 1 ? addresses[0] : `concat:${addresses.join("|")}`
  // Without its duration the next one would begin where ffmpeg guesses this one to end.
  return [`file ${quoted(address ?? "")}`, `duration ${seconds.toFixed(6)}`]
}

/** Whether ffmpeg can be told this place: it has its own meaning for a few characters. */
export const isTellable = (place: string): boolean => !/[|\n\r]/.test(place)

/** What ffmpeg's `concat` reads: the parts one after the other, each as long as it is. */
export const concatList = (parts: ReadonlyArray<Placed>): string =>
  ["ffconcat version 1.0", ...joined(parts).flatMap(entryOf), ""].join("\n")
