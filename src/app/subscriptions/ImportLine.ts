import { Result, Schema } from "effect"
import { type SourceKey, sourceKeyOf } from "../../domain/subscriptions/Names.ts"
import { Posture } from "../../domain/subscriptions/Posture.ts"
import { understandUrl } from "../../domain/subscriptions/UrlPattern.ts"

/** What can be said of one wish; all but a source, by name or address, may be absent or empty. */
export const importFields = ["driver", "username", "url", "posture", "owner"] as const

/** One wish as it was read; nothing about it is checked yet. */
export interface ImportLine extends Partial<Readonly<Record<(typeof importFields)[number], string>>> {
  readonly line: number
  readonly input: string
  /** Why it could not even be read. */
  readonly unreadable?: string
}

const isPosture = Schema.is(Posture)

/** The source and the posture that a line wishes for, `unsaid` where it names none, or why it can't be understood. */
export const wanted = (
  { driver = "", posture = "", unreadable, url = "", username = "" }: ImportLine,
  patterns: Readonly<Record<string, string>>,
  unsaid: Posture
): Result.Result<{ readonly key: SourceKey; readonly posture: Posture }, string> => {
  if (unreadable !== undefined) return Result.fail(unreadable)
  const wished = posture === "" ? unsaid : posture
  if (!isPosture(wished)) return Result.fail("posture is active, paused or archived")
  const named = url === "" ? { driver, username } : understandUrl(patterns, url)
  if (named === undefined) return Result.fail("no driver's address in the settings fits this one")
  return Result.map(sourceKeyOf(named.driver, named.username), (key) => ({ key, posture: wished }))
}
