import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import { isOpen, type Run } from "../../domain/supervision/Run.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"

/** The session that a file belongs to which a recorder named: the last folder of its path, below its source's. */
export const sessionOfFile = (file: string | null, { username }: SourceKey): string | null => {
  const [name, session, source] = file?.split("/").toReversed() ?? []
  return name === undefined || session === undefined || source !== username ? null : session
}

/** The session that a run writes to; null while it writes none. */
export const sessionOfRun = ({ capture }: Run, key: SourceKey): string | null => sessionOfFile(capture.file, key)

/** What its site calls what is recorded into a session; null where no recorder is at it, or none says. */
export const titleOfSession = (live: LiveState["Service"], id: SourceId, session: string): string | null => {
  const source = live.source(id)
  const run = live
    .runsOf(id)
    .find((one) => isOpen(one) && source !== undefined && sessionOfRun(one, source) === session)
  return run?.capture.about?.title || null
}

/** The sessions of a source that recorders write to now. */
export const openSessions = (live: LiveState["Service"], id: SourceId): ReadonlySet<string> => {
  const source = live.source(id)
  if (source === undefined) return new Set()
  return new Set(
    live.runsOf(id).flatMap((run) => {
      const session = isOpen(run) ? sessionOfRun(run, source) : null
      return session === null ? [] : [session]
    })
  )
}
