import type { HeaderLine } from "../../domain/settings/HeaderText.ts"
import type { Hindrance } from "../../domain/supervision/Cause.ts"

/** Where the stream of a page is. */
export interface Resolved {
  readonly url: string
  readonly engine: "hls" | "stream"
  /** What its site wants to be told. */
  readonly headers: ReadonlyArray<HeaderLine>
  /** What the page calls what is on air. */
  readonly title: string | undefined
}

/** What a program makes of a page. */
export type Answer =
  | { readonly _tag: "Resolved"; readonly resolved: Resolved }
  /** The page shows nothing live. */
  | { readonly _tag: "OffAir"; readonly message: string }
  /** The program knows no such site. */
  | { readonly _tag: "Unknown" }
  | { readonly _tag: "Hindered"; readonly message: string; readonly hindrance: Hindrance }

const kinds: ReadonlyArray<readonly [RegExp, "refused_connection" | "timeout" | "dns" | "tls" | "unreachable"]> = [
  [/Connection refused/i, "refused_connection"],
  [/Name or service not known|Failed to resolve|Temporary failure in name resolution|getaddrinfo/i, "dns"],
  [/timed out|timeout/i, "timeout"],
  [/CERTIFICATE|SSL/, "tls"],
  [/No route to host|Network is unreachable/i, "unreachable"]
]

/** What the words by which a program failed mean. */
export const failureOf = (message: string, host: string): Answer => {
  const status = Number(/\b(\d{3}) (?:Client|Server) Error|HTTP Error (\d{3})/.exec(message)?.slice(1).find(Boolean))
  if (status === 404 || status === 410) return { _tag: "OffAir", message }
  if (status > 0) return { _tag: "Hindered", message, hindrance: { kind: "http", status, host } }
  const kind = kinds.find(([words]) => words.test(message))?.[1]
  return { _tag: "Hindered", message, hindrance: { kind: kind ?? "unreadable", host } }
}
