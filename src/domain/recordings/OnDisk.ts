import type { TaskId } from "../supervision/TaskId.ts"
import { earliest, type Instant, later, latest, type Millis } from "../values/Time.ts"
import { recordingOf } from "./MediaName.ts"
import type { Recording } from "./Recording.ts"

/** A recorded file, as far as it tells of its recording; `path` is below its source's folder. */
export interface RecordedFile {
  readonly path: string
  readonly session: string
  readonly name: string
  readonly bytes: number
  readonly startedAt: Instant
  readonly modifiedAt: Instant
}

/** A recording as its files tell it; `endedAt` is null while it goes on. */
export type OnDisk = Pick<Recording, "startedAt" | "endedAt" | "bytes">

/** What is told of a recording may be off the disk's word by this much: names tell seconds, and a last block is written late. */
export const tolerance: Millis = 2_000

/** Names tell the second in which a recording began. */
const named: Millis = 1_000

/** When a run started and ended; null while it goes on. */
interface Span {
  readonly startedAt: Instant
  readonly endedAt: Instant | null
}

/** A recording that has ended. */
export interface Ended extends OnDisk {
  readonly endedAt: Instant
}

/** One with the paths of its files. */
export interface Filed extends Ended {
  readonly paths: ReadonlyArray<string>
}

const begunWithin = (
  files: ReadonlyArray<RecordedFile>,
  run: { readonly startedAt: Instant; readonly endedAt: Instant },
  others: ReadonlyArray<Span>
): ReadonlyArray<Filed> => {
  const found = new Map<string, Filed>()
  for (const { bytes, modifiedAt, name, path, session, startedAt } of files) {
    const key = JSON.stringify([session, recordingOf(name)])
    const known: Filed = found.get(key) ?? { startedAt, endedAt: modifiedAt, bytes: 0, paths: [] }
    found.set(key, {
      startedAt: earliest(startedAt, known.startedAt),
      endedAt: latest(modifiedAt, known.endedAt),
      bytes: known.bytes + bytes,
      paths: [...known.paths, path]
    })
  }
  const isOfRun = ({ startedAt }: Filed) =>
    startedAt >= later(run.startedAt, -tolerance) &&
    startedAt <= later(run.endedAt, tolerance) &&
    !others.some((other) =>
      other.startedAt > run.startedAt
        ? later(startedAt, named) > other.startedAt
        : later(startedAt, named) <= run.startedAt && (other.endedAt === null || startedAt <= other.endedAt)
    )
  return [...found.values()].filter(isOfRun).sort((a, b) => a.startedAt - b.startedAt)
}

/** A recording alone, as it goes on record. */
export const withoutFiles = ({ bytes, endedAt, startedAt }: Ended): Ended => ({ startedAt, endedAt, bytes })

/**
 * The recordings that were begun while a run went on, which has ended, as the disk has them, in their order. What may have begun after a
 * later of the source's `others` did, or surely before this one while an earlier went on, is theirs.
 */
export const recordingsOnDisk = (
  files: ReadonlyArray<RecordedFile>,
  run: { readonly startedAt: Instant; readonly endedAt: Instant },
  others: ReadonlyArray<Span>
): ReadonlyArray<Filed> => begunWithin(files, run, others)

/** What is told of a recorder that goes on: since when it records, null while it does not, and the file that it writes. */
interface RunSoFar {
  readonly startedAt: Instant
  readonly recordingSince: Instant | null
  readonly file: string | null
}

/**
 * The recordings of a run that goes on, as the disk has them at `at`: the one that it writes goes on. What began right now is about to be
 * told, and is left out; so is whatever may be the one that goes on where its file is not known.
 */
export const recordingsSoFar = (
  files: ReadonlyArray<RecordedFile>,
  { file, recordingSince, startedAt }: RunSoFar,
  others: ReadonlyArray<Span>,
  at: Instant
): ReadonlyArray<OnDisk> => {
  const all = begunWithin(files, { startedAt, endedAt: later(at, -2 * tolerance) }, others)
  if (recordingSince === null) return all.map(withoutFiles)
  const going = all.find(({ paths }) => paths.some((path) => file?.endsWith(`/${path}`)))
  const ended = all.filter((one) =>
    going === undefined ? one.endedAt <= later(recordingSince, tolerance) : one.startedAt < going.startedAt
  )
  return [...ended.map(withoutFiles), ...(going === undefined ? [] : [{ ...withoutFiles(going), endedAt: null }])]
}

/** Whether a recording began or ended at `since` or later. */
export const isTouchedSince = ({ endedAt, startedAt }: OnDisk, since: Instant): boolean =>
  (endedAt ?? startedAt) >= later(since, -tolerance)

/** Whether two moments of a recording are the same, as far as the disk can tell. */
export const isNear = (a: Instant, b: Instant): boolean => Math.abs(a - b) <= tolerance

/** Whether what is on record and what is on the disk are of the same time. */
export const overlaps = (record: Pick<Recording, "startedAt" | "endedAt">, disk: OnDisk): boolean =>
  (disk.endedAt === null || record.startedAt <= later(disk.endedAt, tolerance)) &&
  (record.endedAt === null || record.endedAt >= later(disk.startedAt, -tolerance))

type Known = Pick<Recording, "taskId" | "startedAt" | "endedAt">

/**
 * For each recording of a run on the disk the one on record that it is: the nearest, each once; null where none is. Undefined where it is
 * on record as that of another run, which began it.
 */
export const paired = <R extends Known>(
  taskId: TaskId,
  records: ReadonlyArray<R>,
  disk: ReadonlyArray<OnDisk>
): ReadonlyArray<R | null | undefined> => {
  const off = (record: Known, one: OnDisk) => Math.abs(record.startedAt - one.startedAt)
  const nearest = disk.map((one) =>
    records
      .filter((record) => (record.taskId === taskId ? overlaps(record, one) : off(record, one) <= tolerance))
      .reduce<R | null>((best, record) => {
        if (best === null || off(record, one) < off(best, one)) return record
        return off(record, one) === off(best, one) && best.taskId !== taskId ? record : best
      }, null)
  )
  return nearest.map((record, i) => {
    const one = disk[i]
    if (record === null || one === undefined) return null
    if (record.taskId !== taskId) return undefined
    const isNearer = (other: OnDisk, j: number) =>
      nearest[j] === record &&
      (off(record, other) < off(record, one) || (off(record, other) === off(record, one) && j < i))
    return disk.some(isNearer) ? null : record
  })
}

/**
 * Of the records of a run those that tell once more of what the disk has: none of it is settled by them, and they begin with it or within
 * it, as whoever heard of it later, or by another clock, told it.
 */
export const toldTwice = <R extends Known>(
  taskId: TaskId,
  records: ReadonlyArray<R>,
  disk: ReadonlyArray<OnDisk>,
  by: ReadonlyArray<R | null | undefined>
): ReadonlyArray<R> =>
  records.filter(
    (record) =>
      record.taskId === taskId &&
      !by.includes(record) &&
      disk.some(
        ({ endedAt, startedAt }, i) =>
          by[i] !== undefined &&
          endedAt !== null &&
          (isNear(record.startedAt, startedAt) ||
            (record.startedAt >= startedAt && record.startedAt < later(endedAt, -tolerance)))
      )
  )

/** A recording on record as the disk settles it: its bytes are the disk's, and its times where they are off. */
export const settledBy = <R extends Omit<Recording, "id">>(record: R, { bytes, endedAt, startedAt }: OnDisk): R => ({
  ...record,
  startedAt: isNear(record.startedAt, startedAt) ? record.startedAt : startedAt,
  // Of one that went on when the disk was looked at the record may know the end by now.
  endedAt: endedAt === null || (record.endedAt !== null && isNear(record.endedAt, endedAt)) ? record.endedAt : endedAt,
  bytes
})
