import { Schema } from "effect"
import { SourceName } from "./Names.ts"

const isName = Schema.is(SourceName)

/** Why a driver's URL pattern can't be used, or `undefined`: an http(s) address with `{username}` in it once. */
export const badUrlPattern = (pattern: string): string | undefined => {
  if (!/^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?\/[!-~]*$/.test(pattern)) {
    return "an address of a site starts with http:// or https://, a host name and /"
  }
  return pattern.split("{username}").length === 2 ? undefined : "an address of a site has {username} in it exactly once"
}

/** The public address of a source, or null when its driver has none. */
export const canonicalUrl = (
  patterns: Readonly<Record<string, string>>,
  driver: string,
  username: string
): string | null => patterns[driver]?.replace("{username}", encodeURIComponent(username)) ?? null

/** The driver and name that a pasted address means, or `undefined`. Scheme, `www.`, query and a closing slash are ignored. */
export const understandUrl = (
  patterns: Readonly<Record<string, string>>,
  pasted: string
): { readonly driver: string; readonly username: string } | undefined => {
  const bare = (url: string) =>
    url
      .trim()
      .replace(/^https?:\/\//i, "")
      .replace(/^www\./i, "")
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
  const text = bare(pasted)
  for (const [driver, pattern] of Object.entries(patterns)) {
    const [before = "", after = ""] = bare(pattern).split("{username}")
    if (text.length <= before.length + after.length) continue
    if (text.slice(0, before.length).toLowerCase() !== before.toLowerCase() || !text.endsWith(after)) continue
    const username = text.slice(before.length, text.length - after.length)
    if (isName(username)) return { driver, username }
  }
  return undefined
}
