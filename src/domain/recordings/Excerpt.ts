import { type Instant, later, type Millis } from "../values/Time.ts"
import { continues, type PlayableFile } from "./Playlist.ts"

/** Bytes of a recorded file, from `from` to before `to`, that play by themselves behind its header. */
export interface Part {
  readonly session: string
  readonly name: string
  /** Bytes at the file's beginning that a player needs first. */
  readonly header: number
  readonly from: number
  readonly to: number
  /** How long they play. */
  readonly duration: Millis
  /** When they begin by the time of day. */
  readonly startedAt: Instant
  /** Time stamps and coding go on from the part before. */
  readonly joins: boolean
}

/** What is asked for: null where the beginning or the end of all there is, is meant. */
export interface Stretch {
  readonly from: Instant | null
  readonly to: Instant | null
}

const partsOf = (file: PlayableFile, before: PlayableFile | undefined, { from, to }: Stretch): ReadonlyArray<Part> => {
  const { closed, duration, entries, header, name, session } = file
  const parts: Array<Part> = []
  for (const [i, entry] of entries.entries()) {
    const next = entries[i + 1]
    // The last piece of what grows has no end yet.
    if (next === undefined && !closed) continue
    const startedAt = later(file.startedAt, entry.at + entry.skipped)
    const length = (next?.at ?? duration) - entry.at
    if ((from !== null && later(startedAt, length) <= from) || (to !== null && startedAt >= to)) continue
    const last = parts.at(-1)
    const end = next?.offset ?? file.bytes
    if (last !== undefined && !entry.breaks && last.to === entry.offset) {
      parts[parts.length - 1] = { ...last, to: end, duration: last.duration + length }
      continue
    }
    const joins = i === 0 && !entry.breaks && header === 0 && before !== undefined && continues(before, file)
    parts.push({ session, name, header, from: entry.offset, to: end, duration: length, startedAt, joins })
  }
  return parts
}

/**
 * The parts of files, in their order, that hold a stretch of time whole: cut where a player can enter, so that it begins a little
 * earlier and ends a little later than asked, and is as long as its parts together.
 */
export const excerpt = (files: ReadonlyArray<PlayableFile>, stretch: Stretch): ReadonlyArray<Part> => {
  const playable = files.filter(({ entries }) => entries.length > 0)
  return playable.flatMap((file, i) => partsOf(file, playable[i - 1], stretch))
}
