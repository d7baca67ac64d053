import { earliest, type Instant, later, latest, type Millis } from "../values/Time.ts"
import type { Coding, LibraryFacts, LibraryGap } from "./LibraryEntry.ts"
import { recordingOf } from "./MediaName.ts"
import { type RecordedFile, tolerance } from "./OnDisk.ts"
import { begunAt } from "./OnRecord.ts"
import type { Recording } from "./Recording.ts"

type Known = Pick<Recording, "startedAt" | "endedAt" | "bytes">

/** What is known of a session's files: how long each plays, and the recording on record that each is of, by their paths. */
export interface SessionEvidence {
  readonly durations: ReadonlyMap<string, Millis>
  readonly records: ReadonlyMap<string, Known>
  /** Whether a recorder is at it. */
  readonly isOpen: boolean
}

/** What was recorded in one piece: from the first to the last byte, and for how long it plays. */
interface Piece {
  readonly from: Instant
  readonly to: Instant
  readonly duration: Millis
}

/** What files are recorded as, without what a converter made of one beside it. */
export const originals = <File extends { readonly name: string }>(files: ReadonlyArray<File>): ReadonlyArray<File> => {
  const names = new Set(files.map(({ name }) => name))
  return files.filter(({ name }) => !name.endsWith(".mp4") || !names.has(name.replace(/mp4$/, "ts")))
}

/** A copy was written later than what it holds was recorded: its times tell more than it plays by this much and half of that again. */
const isCopied = (took: Millis, plays: Millis): boolean => took > plays * 1.5 + 60_000

/** Longer than anything that is recorded in one piece: no file is taken at a word beyond that. */
const longest: Millis = 400 * 86_400_000

/** How long a file plays, by its own word or, where that is none, by its times. */
const plays = ({ modifiedAt, path, startedAt }: RecordedFile, { durations }: SessionEvidence): Millis => {
  const told = durations.get(path)
  const byTimes = Math.min(longest, Math.max(0, modifiedAt - startedAt))
  return told !== undefined && told >= 0 && told <= longest ? told : byTimes
}

const pieceOf = (files: ReadonlyArray<RecordedFile>, evidence: SessionEvidence): Piece | null => {
  const { durations, records } = evidence
  const [first, last] = [files[0], files.at(-1)]
  if (first === undefined || last === undefined) return null
  const from = begunAt(first, records.get(first.path), true)
  const written = files.reduce((at, { modifiedAt }) => latest(at, modifiedAt), first.modifiedAt)
  const isTold = files.every(({ path }) => durations.has(path))
  const duration = files.reduce<Millis>((sum, file) => sum + plays(file, evidence), 0)
  const ended = isTold && isCopied(written - from, duration) ? later(from, duration) : written
  return { from, to: latest(from, records.get(last.path)?.endedAt ?? ended), duration }
}

/** The pieces of a session, in the order in which they were recorded. */
const piecesOf = (files: ReadonlyArray<RecordedFile>, evidence: SessionEvidence): ReadonlyArray<Piece> =>
  [...Map.groupBy(files, ({ name }) => recordingOf(name)).values()]
    .flatMap((some) => pieceOf(some, evidence) ?? [])
    .toSorted((a, b) => a.from - b.from)

/** What lies between the pieces of a session of which nothing but its files is known. */
const pauses = (pieces: ReadonlyArray<Piece>): ReadonlyArray<LibraryGap> =>
  pieces.flatMap(({ from: to }, i) => {
    const from = pieces[i - 1]?.to
    return from === undefined || to - from <= tolerance ? [] : [{ from, to, ms: to - from, cause: null }]
  })

/** A session as its files tell it; null where there are none. */
export const sessionOf = (
  session: string,
  all: ReadonlyArray<RecordedFile>,
  evidence: SessionEvidence,
  about: Coding & Pick<LibraryFacts, "title">
): LibraryFacts | null => {
  const pieces = piecesOf(originals(all), evidence)
  const [first] = pieces
  if (first === undefined) return null
  const startedAt = pieces.reduce((at, { from }) => earliest(at, from), first.from)
  const endedAt = pieces.reduce((at, { to }) => latest(at, to), first.to)
  return {
    session,
    startedAt,
    endedAt: evidence.isOpen ? null : endedAt,
    duration: pieces.reduce((sum, { duration }) => sum + duration, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    files: all.length,
    gaps: evidence.records.size === 0 ? pauses(pieces) : [],
    ...about
  }
}

/** The container of files, by how their names end; null where they differ. */
export const containerOf = (files: ReadonlyArray<{ readonly name: string }>): string | null => {
  const endings = new Set(originals(files).map(({ name }) => /\.([a-z0-9]+)(?:\.part)?$/.exec(name)?.[1] ?? ""))
  const [only = ""] = endings
  return endings.size === 1 && only !== "" ? only : null
}
