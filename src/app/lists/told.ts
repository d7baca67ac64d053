import type { Cause } from "../../domain/supervision/Cause.ts"
import { isOpen, type Run } from "../../domain/supervision/Run.ts"
import type { Needs, Status, Verdict } from "../../domain/supervision/Verdict.ts"
import { sentence, troubleWords } from "../../domain/supervision/wording.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { brief } from "./brief.ts"

/** Why a row stands as it does, as data. */
export type ToldCause = Cause & {
  readonly since: Instant | null
  readonly until: Instant | null
  readonly tries: number | null
  /** In seconds. */
  readonly within: number | null
  readonly needs: Needs | null
}

/** What a row tells by its verdict. */
export interface Told {
  readonly status: Status
  readonly cause: ToldCause | null
  readonly reason: string
  readonly errorMessage: string | null
  readonly nextStartAt: Instant | null
}

/** What a verdict gives to tell; a start is waited for only where no recorder runs. */
const toldAnew = (verdict: Verdict, run: Run | null): Told => {
  const short = brief(verdict)
  const { cause, needs, since, status, tries, until, within } = short
  return {
    status,
    cause:
      cause === null ? null : { ...cause, since, until, tries, within: within === null ? null : within / 1000, needs },
    reason: sentence(short),
    errorMessage: troubleWords(short),
    nextStartAt: run === null || !isOpen(run) ? until : null
  }
}

/** So many different verdicts are remembered. */
const most = 1_000
const alike = new Map<string, Told>()

/**
 * The same, once for all that say the same where nothing goes on: of most sources of a large installation nobody wants anything any more,
 * for one of a handful of reasons.
 */
export const told = (verdict: Verdict, run: Run | null): Told => {
  if (verdict.status !== "inactive" || (run !== null && isOpen(run))) return toldAnew(verdict, run)
  const key = JSON.stringify(verdict)
  const known = alike.get(key)
  if (known !== undefined) return known
  if (alike.size >= most) alike.clear()
  const made = toldAnew(verdict, run)
  alike.set(key, made)
  return made
}
