import { DateTime, Option } from "effect"
import { earliest, type Instant } from "../values/Time.ts"
import { numberOf, recordingOf } from "./MediaName.ts"

/** What the disk tells of a file; `bornAt` is null where the file system keeps no such time. */
export interface FileTimes {
  readonly name: string
  readonly bornAt: Instant | null
  readonly modifiedAt: Instant
}

const named = /^(\d{4})-(\d\d)-(\d\d)[_T ](\d\d)-(\d\d)-(\d\d)(?!\d)/

/** Whether a name tells when its recording began. */
export const hasTime = (name: string): boolean => named.test(name)

/**
 * The moments at which a clock of the zone showed the time that a name begins with: two in the hour that autumn repeats, none for a
 * name without a time.
 */
export const namedMoments = (name: string, zone: DateTime.TimeZone): ReadonlyArray<Instant> => {
  const found = named.exec(name)
  if (found === null) return []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number)
  const parts = { year, month, day, hour, minute, second }
  const moments = (["earlier", "later"] as const).flatMap((disambiguation) =>
    Option.toArray(DateTime.makeZoned(parts, { timeZone: zone, adjustForTimeZone: true, disambiguation }))
  )
  return [...new Set(moments.map((at) => DateTime.toEpochMillis(at) as Instant))]
}

/** A clock that is off by less wrote both the name and the file. */
const slack = 2_000

/** When the recording of a file began, by its name; null where that says nothing, or what the time of writing refutes. */
const byName = ({ modifiedAt, name }: FileTimes, zone: DateTime.TimeZone): Instant | null => {
  const moments = namedMoments(name, zone).filter((at) => at <= modifiedAt + slack)
  const at = moments.at(-1)
  return at === undefined ? null : earliest(at, modifiedAt)
}

const byFile = ({ bornAt, modifiedAt }: FileTimes): Instant =>
  bornAt !== null && bornAt < modifiedAt ? bornAt : modifiedAt

/**
 * When files of one folder began, given in the order of their names. The first file of a recording began with it, at the time that its
 * name tells, which a copy keeps; a later one when the one before was written for the last time. The file's own times say the rest.
 */
export const beginnings = (files: ReadonlyArray<FileTimes>, zone: DateTime.TimeZone): ReadonlyArray<Instant> => {
  const starts: Array<Instant> = []
  for (const [i, file] of files.entries()) {
    const before = files[i - 1]
    const begun = starts[i - 1]
    const isFirst = before === undefined || recordingOf(before.name) !== recordingOf(file.name)
    if (isFirst || begun === undefined) starts.push(byName(file, zone) ?? byFile(file))
    else {
      // Where files between the two are gone, the one before tells nothing of this one's beginning.
      const isNext = numberOf(file.name) === numberOf(before.name) + 1 || byFile(file) === file.modifiedAt
      const follows = begun <= before.modifiedAt && before.modifiedAt <= file.modifiedAt
      starts.push(isNext && follows ? before.modifiedAt : byFile(file))
    }
  }
  return starts
}

/** The files of a folder in the order in which they were recorded. Names tell it, but for those of the hour that autumn repeats. */
export const inOrder = <File extends { readonly name: string; readonly startedAt: Instant }>(
  files: ReadonlyArray<File>,
  zone: DateTime.TimeZone
): ReadonlyArray<File> => {
  const first = new Map<string, File>()
  for (const file of files) if (!first.has(recordingOf(file.name))) first.set(recordingOf(file.name), file)
  const at = ({ name }: File): Instant => {
    const begun = first.get(recordingOf(name))
    const moments = namedMoments(name, zone)
    if (moments.length < 2) return moments[0] ?? begun?.startedAt ?? (0 as Instant)
    return begun?.startedAt ?? (0 as Instant)
  }
  const isRepeated = files.some(({ name }) => namedMoments(name, zone).length > 1)
  return isRepeated ? files.toSorted((a, b) => at(a) - at(b)) : files
}
