import { Schema } from "effect"
import { SourceId } from "../values/Ids.ts"

/** The id of one recorder run at the overseer; an id is used once. */
export const TaskId = Schema.NonEmptyString.pipe(Schema.brand("TaskId"))
export type TaskId = typeof TaskId.Type

/** The installation's own id, made by the first migration: 8 lower-case hexadecimal digits. */
export const InstallationId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{8}$/)).pipe(
  Schema.brand("InstallationId")
)
export type InstallationId = typeof InstallationId.Type

/** Names a run: `sd-<installation>-<source>-<ULID>`. */
export const taskId = (installation: InstallationId, sourceId: SourceId, ulid: string): TaskId =>
  TaskId.make(`sd-${installation}-${sourceId}-${ulid}`)

/** Names a look at an address, which is no run. */
export const lookId = (installation: InstallationId, ulid: string): TaskId =>
  TaskId.make(`look-${installation}-${ulid}`)

/** The source that a task of this installation belongs to; `undefined` for tasks of others. */
export const sourceOf = (installation: InstallationId, id: string): SourceId | undefined => {
  const prefix = `sd-${installation}-`
  if (!id.startsWith(prefix)) return undefined
  const match = /^([1-9][0-9]{0,14})-[0-9A-HJKMNP-TV-Z]{26}$/.exec(id.slice(prefix.length))
  return match?.[1] === undefined ? undefined : SourceId.make(Number(match[1]))
}

/** Whether a task carries this installation's prefix, whatever follows it. */
export const isOurs = (installation: InstallationId, id: string): boolean => id.startsWith(`sd-${installation}-`)

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/** A ULID of 48 bits of time (ms) and 80 bits from `random` (16 integers of 0 to 31), per the ULID specification. */
export const ulid = (at: number, random: ReadonlyArray<number>): string => {
  let time = at
  let text = ""
  for (let i = 0; i < 10; i++) {
    text = crockford.charAt(time % 32) + text
    time = Math.floor(time / 32)
  }
  return text + random.map((digit) => crockford.charAt(digit & 31)).join("")
}
