import { isRefusal } from "./Cause.ts"
import { causeWords } from "./causeWords.ts"
import type { Seen } from "./Look.ts"

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What a look at an address found, and what that means for a recording, as sentences; null where it found nothing. */
export const lookWords = ({ author, cause, onAir, protection, reachable, title, variants }: Seen): string | null => {
  if (protection !== null) return `The stream is protected by ${protection}: it can't be recorded.`
  if (cause !== null) {
    const what = capital(causeWords(cause))
    if (isRefusal(cause)) return `${what}: it may want cookies, a login or another address.`
    if (cause.kind === "http" && cause.status === 429)
      return `${what}: it was asked too often, and wants to be left alone.`
    return cause.kind === "unreadable" || cause.kind === "unsupported"
      ? `${what}.`
      : `${what}. If it is added, it is tried again and again.`
  }
  if (onAir === true) {
    const offered = variants.length > 1 ? `On air, in ${variants.length} qualities.` : "On air."
    const said = [title === null ? null : `“${title}”`, author === null ? null : `by ${author}`]
    const about = said.filter((part) => part !== null).join(" ")
    return about === "" ? offered : `${offered} ${capital(about)}.`
  }
  if (onAir === false) return "Nothing is on air at the moment. If it is added, it is recorded as soon as something is."
  return reachable === true ? "The site answers; more was not found out in time." : null
}
