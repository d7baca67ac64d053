import type { RoomStopped } from "../../app/recordings/MakingRoom.ts"
import type { Storage } from "../../app/recordings/StorageReport.ts"
import { leftNoRoom } from "../../domain/recordings/roomWords.ts"
import type { SourceShare } from "../../ports/Library.ts"

const day = 24 * 3_600_000

const inDays = (ms: number): number => Math.round((ms / day) * 10) / 10

const together = (shares: ReadonlyArray<SourceShare>) => ({
  bytes: shares.reduce((sum, { bytes }) => sum + bytes, 0),
  count: shares.reduce((sum, { count }) => sum + count, 0)
})

/** Why no room is made on a disk that is nearly full. */
export const roomStoppedShown = (stopped: RoomStopped | null) => {
  if (stopped === null) return null
  const { bytes, freed, since, until } = stopped
  return { since, until, erased_bytes: bytes, freed_bytes: freed, reason: leftNoRoom(stopped) }
}

/** What recordings take, as the caller sees it. */
export const storageShown = ({ at, disk, exports, growth, hidden, shares }: Storage) => {
  const shelved = shares.filter(({ trashed }) => !trashed)
  const recordings = together(shelved)
  const trash = together(shares.filter(({ trashed }) => trashed))
  const {
    free = null,
    fullIn = "not_shown" as const,
    size = null,
    toStayFree = null,
    whenNearlyFull = null
  } = disk ?? {}
  return {
    at,
    disk: { size, free, used: size === null || free === null ? null : size - free, to_stay_free: toStayFree },
    roots: disk === null ? [] : [{ path: disk.root, size, free, recordings, trash }],
    recordings,
    trash: disk === null ? null : trash,
    exports,
    sources: shelved
      .toSorted((a, b) => b.bytes - a.bytes)
      .map(({ bytes, count, driver, username }) => ({ driver, username, bytes, count })),
    growth_per_day: growth?.bytes ?? null,
    growth_days: growth === null ? null : inDays(growth.over),
    full_in_days: typeof fullIn === "number" ? inDays(fullIn) : null,
    full_in_unknown: typeof fullIn === "number" ? null : fullIn,
    when_nearly_full: whenNearlyFull,
    room_stopped: roomStoppedShown(disk?.roomStopped ?? null),
    hidden
  }
}
