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

const isPosture = Schema.is(Posture)

/** A source that is meant by the address of its stream, as far as more was said of it. */
export interface WantedAddress {
  readonly address: string
  readonly driver?: string
  readonly username?: string
  readonly title?: string
}

/** The source and the posture that a line wishes for, `unsaid` where it names none, or why it can't be understood. */
export const wanted = (
  { driver = "", posture = "", title, unreadable, url = "", username = "" }: ImportLine,
  patterns: Readonly<Record<string, string>>,
  unsaid: Posture
): Result.Result<{ readonly wish: SourceKey | WantedAddress; readonly posture: Posture }, string> => {
  if (unreadable !== undefined) return Result.fail(unreadable)
  const wished = posture === "" ? unsaid : posture.toLowerCase()
  if (!isPosture(wished)) return Result.fail("posture is active, paused or archived")
  const known = url === "" ? { driver: driver.toLowerCase(), username } : understandUrl(patterns, url)
  if (known !== undefined) {
    return Result.map(sourceKeyOf(known.driver, known.username), (wish) => ({ wish, posture: wished }))
  }
  if (!url.includes("://")) return Result.fail(noSite)
  const wish = {
    address: url,
    ...(driver === "" ? {} : { driver: driver.toLowerCase() }),
    ...(username === "" ? {} : { username }),
    ...(title === undefined ? {} : { title })
  }
  return Result.succeed({ wish, posture: wished })
}
