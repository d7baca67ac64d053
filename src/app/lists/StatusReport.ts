import type { Cause } from "../../domain/supervision/Cause.ts"
import { isOpen, type Run } from "../../domain/supervision/Run.ts"
import { troubleWords } from "../../domain/supervision/troubleWords.ts"
import type { Needs, Status, Verdict } from "../../domain/supervision/Verdict.ts"
import { sentence } from "../../domain/supervision/wording.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { brief } from "./brief.ts"
import { verdictWithoutFolders } from "./withoutFolders.ts"

/** Why a row stands as it does, as data. */
export type ReportedCause = Cause & {
  readonly since: Instant | null
  readonly until: Instant | null
  readonly tries: number | null
  /** In seconds. */
  readonly within: number | null
  readonly needs: Needs | null
}

/** Why something stands as it does: as data, in a sentence, and what is wrong in a few words. */
export interface Explanation {
  readonly cause: ReportedCause | null
  readonly reason: string
  readonly errorMessage: string | null
}

/** What a row tells by its verdict. */
export interface StatusReport extends Explanation {
  readonly status: Status
  /** What others than admins are told, where that is something else: nothing of where things are on the server. */
  readonly forMembers: Explanation | null
  readonly nextStartAt: Instant | null
}

const explanationOf = (verdict: Verdict): Explanation => {
  const { cause, needs, since, tries, until, within } = verdict
  return {
    cause:
      cause === null ? null : { ...cause, since, until, tries, within: within === null ? null : within / 1000, needs },
    reason: sentence(verdict),
    errorMessage: troubleWords(verdict)
  }
}

/** What a verdict gives to tell; a start is waited for only where no recorder runs. */
const madeOf = (verdict: Verdict, run: Run | null): StatusReport => {
  const short = brief(verdict)
  const open = verdictWithoutFolders(short)
  return {
    status: short.status,
    ...explanationOf(short),
    forMembers: open === short ? null : explanationOf(open),
    nextStartAt: run === null || !isOpen(run) ? short.until : null
  }
}

/** So many different reports are remembered. */
const most = 1_000
const alike = new Map<string, StatusReport>()

/**
 * The same, once for all that say the same where nothing goes on: of most sources of a large installation nobody wants anything any more,
 * for one of a handful of reasons.
 */
export const reportOf = (verdict: Verdict, run: Run | null): StatusReport => {
  if (verdict.status !== "inactive" || (run !== null && isOpen(run))) return madeOf(verdict, run)
  const key = JSON.stringify(verdict)
  const remembered = alike.get(key)
  if (remembered !== undefined) return remembered
  if (alike.size >= most) alike.clear()
  const made = madeOf(verdict, run)
  alike.set(key, made)
  return made
}
