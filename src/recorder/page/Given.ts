import type { HeaderLine } from "../../domain/settings/HeaderText.ts"

/** What a program that finds streams is told of a page. */
export interface Given {
  readonly url: string
  /** A file of them. */
  readonly cookies: string | undefined
  readonly headers: ReadonlyArray<HeaderLine>
  readonly proxy: string | undefined
}

/** Seconds since 1970 until which a cookie holds: Python's readers drop those of a session, whose time is 0. */
const expiry = "2147483647"

/** Cookies as a file of them, for one host alone. */
export const cookieFile = (cookies: string, hostname: string): string =>
  [
    "# Netscape HTTP Cookie File",
    ...cookies.split(/;\s*/).flatMap((pair) => {
      const at = pair.indexOf("=")
      return at < 1 ? [] : [[hostname, "FALSE", "/", "FALSE", expiry, pair.slice(0, at), pair.slice(at + 1)].join("\t")]
    }),
    ""
  ].join("\n")
