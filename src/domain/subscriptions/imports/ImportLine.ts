import { Result, Schema } from "effect"
import { type SourceKey, sourceKeyOf } from "../Names.ts"
import { Posture } from "../Posture.ts"
import { understandUrl } from "../UrlPattern.ts"

/** What can be said of one wish; all but a source, by name or address, may be absent or empty. */
export const importFields = ["driver", "username", "url", "posture", "owner"] as const

/** One wish as it was read; nothing about it is checked yet. */
export interface ImportLine extends Partial<Readonly<Record<(typeof importFields)[number], string>>> {
  readonly line: number
  readonly input: string
  /** What a player's list calls it. */
  readonly title?: string
  /** Why it could not even be read. */
  readonly unreadable?: string
}

const noSite =
  "no driver's address in the settings fits this one: add the address of its site there, or write driver/name instead"

/** A player's list names streams, and a recorder knows those by its channels. */
const noChannel = (title: string): string => {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .slice(0, 60)
  return `no driver's address in the settings fits this stream: add it to the recorder's channels, as '${name === "" ? "name" : name}: address', and then the source by that name`
}

const isPosture = Schema.is(Posture)

/** The source and the posture that a line wishes for, `unsaid` where it names none, or why it can't be understood. */
export const wanted = (
  { driver = "", posture = "", title, unreadable, url = "", username = "" }: ImportLine,
  patterns: Readonly<Record<string, string>>,
  unsaid: Posture
): Result.Result<{ readonly key: SourceKey; readonly posture: Posture }, string> => {
  if (unreadable !== undefined) return Result.fail(unreadable)
  const wished = posture === "" ? unsaid : posture.toLowerCase()
  if (!isPosture(wished)) return Result.fail("posture is active, paused or archived")
  const named = url === "" ? { driver: driver.toLowerCase(), username } : understandUrl(patterns, url)
  if (named === undefined) return Result.fail(title === undefined ? noSite : noChannel(title))
  return Result.map(sourceKeyOf(named.driver, named.username), (key) => ({ key, posture: wished }))
}
