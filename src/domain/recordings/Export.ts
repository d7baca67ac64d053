import { Schema } from "effect"
import type { SourceKey } from "../subscriptions/Names.ts"
import { ExportId, SourceId, UserId } from "../values/Ids.ts"
import { Instant, later, type Millis, rfc3339 } from "../values/Time.ts"

export const exportStates = ["queued", "running", "done", "failed"] as const

const at = Schema.NullOr(Instant)

/** Recordings of a source that somebody wants to have as one kept file. */
export const Export = Schema.Struct({
  id: ExportId,
  userId: UserId,
  /** The name of the user. */
  owner: Schema.String,
  sourceId: SourceId,
  driver: Schema.String,
  username: Schema.String,
  /** What the file is called, without its ending. */
  name: Schema.String,
  /** Of these sessions; of all that lie in the stretch where there are none. */
  sessions: Schema.Array(Schema.String),
  from: at,
  to: at,
  state: Schema.Literals(exportStates),
  askedAt: Instant,
  /** When it was done, or failed. */
  endedAt: at,
  /** Milliseconds that it plays when it is whole; 0 until that is known. */
  duration: Schema.Int,
  /** As far as it is made. */
  made: Schema.Int,
  bytes: Schema.Int,
  /** The name of its file in the folder of exports, once it is done. */
  file: Schema.NullOr(Schema.String),
  /** Why it failed. */
  error: Schema.NullOr(Schema.String)
})
export type Export = typeof Export.Type

/** How much of it is made, from 0 to 1. */
export const progressOf = ({ duration, made, state }: Pick<Export, "duration" | "made" | "state">): number =>
  state === "done" ? 1 : duration === 0 ? 0 : Math.min(1, made / duration)

const day: Millis = 86_400_000

/** When it is deleted, where exports are kept so many days; null where it stays, or is not there yet. */
export const deletedAt = ({ endedAt }: Pick<Export, "endedAt">, days: number): Instant | null =>
  endedAt === null || days === 0 ? null : later(endedAt, days * day)

/** What recordings are called as one file: the source and when they begin, in letters that every file system takes. */
export const excerptName = ({ username }: SourceKey, startedAt: Instant): string =>
  `${username}_${rfc3339(startedAt).slice(0, 19).replace("T", "_").replaceAll(":", "-")}`

/** What an attempt at an export calls its file while it is made, and what another with this ending is called afterwards. */
export const partName = (id: ExportId, attempt: string): string => `${id}-${attempt}.part`
export const fileName = (id: ExportId, attempt: string, ending: string): string => `${id}-${attempt}.${ending}`

/** The export and the attempt that a file in the folder of exports is of. */
export const ofFile = (name: string): { readonly id: number; readonly attempt: string } | undefined => {
  const [, id, attempt] = /^(\d{1,15})-([0-9a-f]{8})\.(?:part|mp4|mkv)$/.exec(name) ?? []
  return id === undefined || attempt === undefined ? undefined : { id: Number(id), attempt }
}
