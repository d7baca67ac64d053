import { later, type Millis } from "../values/Time.ts"
import { hasTime } from "./FileTimes.ts"
import { type RecordedFile, tolerance } from "./OnDisk.ts"
import { onRecord } from "./OnRecord.ts"
import type { Recording } from "./Recording.ts"
import { originals } from "./SessionFiles.ts"
import { type Span, within, without } from "./Span.ts"

/** Parts of recordings, and the bytes that they have, as far as those are known. */
export interface Parts {
  readonly stretches: ReadonlyArray<Span>
  readonly bytes: number
}

type Known = Pick<Recording, "startedAt" | "endedAt" | "bytes">
type Ended = Known & { readonly endedAt: NonNullable<Known["endedAt"]> }

/** What files tell of times is no more exact: a shorter part proves nothing. */
const shortest: Millis = 2 * tolerance + 1_000

const long = (spans: ReadonlyArray<Span>): ReadonlyArray<Span> => spans.filter(({ from, to }) => to - from >= shortest)

/** Whether a file that belongs to no record may be of this one all the same: it is of its time, or a copy that tells no time. */
const mayBeOf = ({ endedAt, startedAt }: Ended, file: RecordedFile): boolean =>
  file.modifiedAt >= later(startedAt, -tolerance) &&
  (file.startedAt <= later(endedAt, tolerance) || !hasTime(file.name))

/** When a recording is on the disk; all of it where its files' times can't tell, as those of copies can't. */
const onDisk = ({ endedAt, startedAt }: Ended, own: ReadonlyArray<RecordedFile>): ReadonlyArray<Span> =>
  own.every(({ modifiedAt, name }) => hasTime(name) && modifiedAt <= later(endedAt, tolerance))
    ? own.map((file) => ({ from: file.startedAt, to: later(file.modifiedAt, tolerance) }))
    : [{ from: startedAt, to: endedAt }]

const isEnded = (record: Known): record is Ended => record.endedAt !== null && record.bytes > 0

/**
 * What of the recordings on record is not on the disk any more though nobody is known to have deleted it, and what was deleted and is
 * there again, by all files of their source.
 */
export const missing = (
  files: ReadonlyArray<RecordedFile>,
  records: ReadonlyArray<Known>,
  deleted: ReadonlyArray<Span>
): { readonly gone: Parts; readonly found: Parts } => {
  const of = onRecord(files, records)
  const strays = files.filter(({ path }) => !of.has(path))
  let [gone, found]: [Parts, Parts] = [
    { stretches: [], bytes: 0 },
    { stretches: [], bytes: 0 }
  ]
  for (const record of records.filter(isEnded)) {
    const own = files.filter(({ path }) => of.get(path) === record)
    if (own.length === 0 && strays.some((file) => mayBeOf(record, file))) continue
    const span = { from: record.startedAt, to: record.endedAt }
    const there = onDisk(record, own)
    const bytes = own.reduce((sum, file) => sum + file.bytes, 0)
    // Where all its bytes are there nobody deleted any: its recorder took its time to tell its end.
    const isWhole = originals(own).reduce((sum, file) => sum + file.bytes, 0) >= record.bytes
    const left = isWhole ? [] : long(without(span, [...there, ...deleted]))
    if (left.length > 0) {
      const wasWhole = within(span, deleted).length === 0
      gone = {
        stretches: [...gone.stretches, ...left],
        bytes: gone.bytes + (wasWhole ? Math.max(0, record.bytes - bytes) : 0)
      }
    }
    const again = long(within(span, deleted).flatMap((part) => within(part, there)))
    if (again.length > 0) found = { stretches: [...found.stretches, ...again], bytes: found.bytes + bytes }
  }
  return { gone, found }
}
