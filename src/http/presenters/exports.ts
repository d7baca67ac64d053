import { deletedAt, type Export, progressOf } from "../../domain/recordings/Export.ts"
import { causeWords } from "../../domain/supervision/causeWords.ts"
import { type StorageObstacle, storageCause } from "../../domain/supervision/StorageObstacle.ts"
import { seconds } from "./library.ts"

/** What an export's file is called where it is saved. */
export const fileNameOf = ({ file, name }: Pick<Export, "file" | "name">): string =>
  file === null ? name : `${name}${/\.[a-z0-9]+$/.exec(file)?.[0] ?? ""}`

const waiting = (obstacle: StorageObstacle): string => {
  const words = causeWords(storageCause(obstacle))
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
}

/** An export as it is shown, where exports are kept so many days and this keeps the recordings' folder from being written. */
export const exportShown = (one: Export, days: number, obstacle: StorageObstacle | null) => {
  const { askedAt, bytes, driver, duration, endedAt, error, from, id, made, owner, sessions, state, to, username } = one
  return {
    ...{
      id,
      driver,
      username,
      user: owner,
      name: fileNameOf(one),
      sessions,
      from,
      to,
      state,
      bytes,
      askedAt,
      endedAt,
      error
    },
    progress: Math.round(progressOf(one) * 1000) / 1000,
    seconds: seconds(made),
    duration: duration === 0 ? null : seconds(duration),
    deletedAt: deletedAt(one, days),
    waitsFor: state === "queued" && obstacle !== null ? waiting(obstacle) : null,
    file: state === "done" ? `/api/exports/${id}/file` : null
  }
}
