import { type Instant, later, type Millis } from "../values/Time.ts"

/** A session as the library has it, and as its folder is. */
interface Shelved {
  readonly session: string
  readonly endedAt: Instant | null
  readonly readAt: Instant
  readonly goneAt: Instant | null
}

interface Folder {
  readonly session: string
  readonly changedAt: Instant
}

/** What was written within this time of being read may have gone on being written: clocks of machines differ, too. */
const quiet: Millis = 60_000

const isRead = ({ endedAt, goneAt, readAt }: Shelved, { changedAt }: Folder): boolean =>
  goneAt === null && endedAt !== null && readAt >= later(changedAt, quiet) && readAt >= later(endedAt, quiet)

/** The sessions that are to be read, for nobody has, or they changed since; and those whose folders are missing. */
export const stale = (
  shelf: ReadonlyArray<Shelved>,
  folders: ReadonlyArray<Folder>
): { readonly unread: ReadonlyArray<string>; readonly missing: ReadonlyArray<string> } => {
  const known = new Map(shelf.map((one) => [one.session, one]))
  const there = new Set(folders.map(({ session }) => session))
  return {
    unread: folders
      .filter((folder) => {
        const row = known.get(folder.session)
        return row === undefined || !isRead(row, folder)
      })
      .map(({ session }) => session),
    missing: shelf.filter(({ goneAt, session }) => goneAt === null && !there.has(session)).map(({ session }) => session)
  }
}
