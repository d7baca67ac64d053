import type { TaskId } from "../supervision/TaskId.ts"
import { earliest, type Instant, later, latest, type Millis } from "../values/Time.ts"
import { recordingOf } from "./MediaName.ts"
import type { Recording } from "./Recording.ts"

/** A recorded file, as far as it tells of its recording. */
export interface RecordedFile {
  readonly session: string
  readonly name: string
  readonly bytes: number
  readonly startedAt: Instant
  readonly modifiedAt: Instant
}

/** A recording as its files tell it. */
export interface OnDisk extends Pick<Recording, "startedAt" | "bytes"> {
  readonly endedAt: Instant
}

/** What is told of a recording may be off the disk's word by this much: names tell seconds, and a last block is written late. */
export const tolerance: Millis = 2_000

/** Names tell the second in which a recording began. */
const named: Millis = 1_000

/** When a run started and ended; null while it goes on. */
interface Span {
  readonly startedAt: Instant
  readonly endedAt: Instant | null
}

/**
 * The recordings that were begun while a run went on, as the disk has them, in their order. What may have begun after a later of the source's
 * `others` did, or before this one while an earlier went on, is theirs.
 */
export const recordingsOnDisk = (
  files: ReadonlyArray<RecordedFile>,
  run: { readonly startedAt: Instant; readonly endedAt: Instant },
  others: ReadonlyArray<Span>
): ReadonlyArray<OnDisk> => {
  const found = new Map<string, OnDisk>()
  for (const { bytes, modifiedAt, name, session, startedAt } of files) {
    const key = JSON.stringify([session, recordingOf(name)])
    const known = found.get(key) ?? { startedAt, endedAt: modifiedAt, bytes: 0 }
    found.set(key, {
      startedAt: earliest(startedAt, known.startedAt),
      endedAt: latest(modifiedAt, known.endedAt),
      bytes: known.bytes + bytes
    })
  }
  const isOfRun = ({ startedAt }: OnDisk) =>
    startedAt >= later(run.startedAt, -tolerance) &&
    startedAt <= later(run.endedAt, tolerance) &&
    !others.some((other) =>
      other.startedAt > run.startedAt
        ? later(startedAt, named) > other.startedAt
        : startedAt < run.startedAt && (other.endedAt === null || startedAt <= other.endedAt)
    )
  return [...found.values()].filter(isOfRun).sort((a, b) => a.startedAt - b.startedAt)
}

const isNear = (a: Instant, b: Instant): boolean => Math.abs(a - b) <= tolerance

/** Whether what is on record and what is on the disk are of the same time. */
export const overlaps = (record: Pick<Recording, "startedAt" | "endedAt">, disk: OnDisk): boolean =>
  record.startedAt <= later(disk.endedAt, tolerance) &&
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

/** A recording on record as the disk settles it: its bytes are the disk's, and its times where they are off. */
export const settledBy = <R extends Omit<Recording, "id">>(record: R, disk: OnDisk): R => ({
  ...record,
  startedAt: isNear(record.startedAt, disk.startedAt) ? record.startedAt : disk.startedAt,
  endedAt: record.endedAt !== null && isNear(record.endedAt, disk.endedAt) ? record.endedAt : disk.endedAt,
  bytes: disk.bytes
})
