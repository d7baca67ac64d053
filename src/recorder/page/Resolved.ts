import type { HeaderLine } from "../../domain/settings/HeaderText.ts"
import type { Hindrance } from "../../domain/supervision/Cause.ts"
import type { About } from "../About.ts"

/** A picture that a page offers. */
export interface Quality {
  readonly height: number
  readonly width?: number
  readonly framerate?: number
}

/** Where the stream of a page is. */
export interface Resolved extends About {
  readonly url: string
  readonly engine: "hls" | "stream"
  /** What its site wants to be told. */
  readonly headers: ReadonlyArray<HeaderLine>
  /** Each once, the best first. */
  readonly qualities: ReadonlyArray<Quality>
}

/** What a program makes of a page. Messages are never the program's own words, which repeat addresses with all that is secret in them. */
export type Answer =
  | { readonly _tag: "Resolved"; readonly resolved: Resolved }
  /** The page shows nothing live. */
  | { readonly _tag: "OffAir"; readonly message: string }
  /** The program knows no such site. */
  | { readonly _tag: "Unknown" }
  /** The program itself failed, whatever the page is. */
  | { readonly _tag: "Died"; readonly message: string }
  | { readonly _tag: "Hindered"; readonly message: string; readonly hindrance: Hindrance }

/** Characters; what people call things is shorter. */
const longestText = 200

/** A text of a page on one line, of a length that every reader of it takes; undefined where it says nothing. */
export const aboutText = (text: string | null | undefined): string | undefined => {
  const line = (text ?? "")
    .slice(0, 4 * longestText)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
  return line === "" ? undefined : [...line].slice(0, longestText).join("")
}

/** Each of these qualities once, the best first. */
export const distinct = (all: ReadonlyArray<Quality>): ReadonlyArray<Quality> => {
  const pace = ({ framerate = 0 }: Quality) => framerate
  const one = new Map(all.map((quality) => [`${quality.height} ${pace(quality)}`, quality]))
  return [...one.values()].sort((a, b) => b.height - a.height || pace(b) - pace(a))
}

const kinds: ReadonlyArray<readonly [RegExp, "refused_connection" | "timeout" | "dns" | "tls" | "unreachable"]> = [
  [/Connection refused/i, "refused_connection"],
  [/Name or service not known|Failed to resolve|Temporary failure in name resolution|getaddrinfo/i, "dns"],
  [/timed out|timeout/i, "timeout"],
  [/CERTIFICATE|SSL/, "tls"],
  [/No route to host|Network is unreachable/i, "unreachable"]
]

/** What a page says that shows nothing live. */
export const offAir = (message = "its page shows nothing live"): Answer => ({ _tag: "OffAir", message })

/** What the words by which a program failed mean. */
export const failureOf = (words: string, host: string): Answer => {
  const status = Number(/\b(\d{3}) (?:Client|Server) Error|HTTP Error (\d{3})/.exec(words)?.slice(1).find(Boolean))
  if (status === 404 || status === 410) return offAir(`its page is not there (HTTP ${status})`)
  if (status > 0) {
    return { _tag: "Hindered", message: `its page answers HTTP ${status}`, hindrance: { kind: "http", status, host } }
  }
  const kind = kinds.find(([known]) => known.test(words))?.[1]
  return { _tag: "Hindered", message: "its page can't be read", hindrance: { kind: kind ?? "unreadable", host } }
}
