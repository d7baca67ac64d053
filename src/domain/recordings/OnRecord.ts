import { earliest, type Instant, latest, type Millis } from "../values/Time.ts"
import { hasTime } from "./FileTimes.ts"
import { recordingOf } from "./MediaName.ts"
import { isNear, type RecordedFile } from "./OnDisk.ts"
import type { Recording } from "./Recording.ts"

type Known = Pick<Recording, "startedAt" | "endedAt" | "bytes">

/** How long a recording is, wherever that is told: from its beginning to its end, or to its last byte while it goes on. */
export const lengthOf = ({ endedAt, startedAt }: Pick<Known, "startedAt" | "endedAt">, lastByteAt: Instant): Millis =>
  Math.max(0, (endedAt ?? lastByteAt) - startedAt)

interface Group {
  readonly files: Array<RecordedFile>
  readonly startedAt: Instant
  readonly modifiedAt: Instant
  readonly bytes: number
}

const grouped = (files: ReadonlyArray<RecordedFile>): ReadonlyArray<Group> => {
  const groups = new Map<string, Group>()
  for (const file of files) {
    const key = JSON.stringify([file.session, recordingOf(file.name)])
    const known = groups.get(key)
    known?.files.push(file)
    groups.set(key, {
      files: known?.files ?? [file],
      startedAt: earliest(known?.startedAt ?? file.startedAt, file.startedAt),
      modifiedAt: latest(known?.modifiedAt ?? file.modifiedAt, file.modifiedAt),
      bytes: (known?.bytes ?? 0) + file.bytes
    })
  }
  return [...groups.values()]
}

const only = <A>(found: ReadonlyArray<A>): A | undefined => (found.length === 1 ? found[0] : undefined)

/**
 * The recording on record that each file belongs to, by its path: the one that began when the file's name says, or, where names tell no
 * time, the one that ended with the last byte. Copies tell neither; of them their size tells, where no other has it.
 */
export const onRecord = <R extends Known>(
  files: ReadonlyArray<RecordedFile>,
  recordings: ReadonlyArray<R>
): ReadonlyMap<string, R> => {
  const groups = grouped(files)
  const found = new Map<string, R>()
  for (const group of groups) {
    const { bytes, files: own, modifiedAt, startedAt } = group
    const isNamed = own.some(({ name }) => hasTime(name))
    const record = isNamed
      ? recordings.find((one) => isNear(one.startedAt, startedAt))
      : (recordings.find(({ endedAt }) => endedAt !== null && isNear(endedAt, modifiedAt)) ??
        (bytes > 0 && only(groups.filter((other) => other.bytes === bytes)) !== undefined
          ? only(recordings.filter((one) => one.bytes === bytes))
          : undefined))
    if (record !== undefined) for (const { path } of own) found.set(path, record)
  }
  return found
}

/** When a file began: as its name tells, else as its recording did if it is the first of it, else as its own times tell. */
export const begunAt = (file: RecordedFile, of: Known | undefined, isFirst: boolean): Instant =>
  of === undefined || !isFirst || hasTime(file.name) ? file.startedAt : of.startedAt
