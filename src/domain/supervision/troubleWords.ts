import { tellDuration } from "../values/Durations.ts"
import { causeWords } from "./causeWords.ts"
import type { Verdict, VerdictOf } from "./Verdict.ts"
import { times } from "./wordParts.ts"

/** What recorders failed by: how often, within what time, and the last one's words. */
export const failureWords = ({
  cause,
  tries,
  within
}: Pick<VerdictOf<"error" | "backoff">, "cause" | "tries" | "within">): string =>
  tries === null || within === null
    ? causeWords(cause)
    : `the recorder failed ${times(tries)} within ${tellDuration(within)}, lastly: ${causeWords(cause)}`

/** What is wrong, in a few words that are true of all that have the same cause: no numbers, no moments; null where nothing is. */
export const troubleWords = (verdict: Verdict): string | null => {
  switch (verdict.status) {
    case "error":
    case "refused":
    case "stalled":
    case "held":
      return causeWords(verdict.cause)
    case "backoff":
      return verdict.cause.kind === "ended" ? null : causeWords(verdict.cause)
    case "unknown":
    case "stopping":
      return verdict.needs === "somebody" ? causeWords(verdict.cause) : null
    default:
      return null
  }
}
