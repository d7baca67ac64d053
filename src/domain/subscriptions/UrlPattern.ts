import { Schema } from "effect"
import { withoutEnd } from "../values/Text.ts"
import { SourceName } from "./Names.ts"

const isName = Schema.is(SourceName)

/** Why a driver's URL pattern can't be used, or `undefined`: an http(s) address with `{username}` in it once. */
export const badUrlPattern = (pattern: string): string | undefined => {
  if (pattern.length > 500) return "an address of a site has at most 500 characters"
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
): string | null =>
  Object.hasOwn(patterns, driver) ? (patterns[driver]?.split("{username}").join(username) ?? null) : null

const withoutScheme = (url: string): string => url.replace(/^https?:\/\//i, "").replace(/^www\./i, "")

/** What says nothing about whose page it is: further parameters, a fragment, closing slashes. */
const withoutRest = (text: string): string => withoutEnd(text.split(/[?&#]/, 1)[0] ?? "", "/")

/** No address of a source is longer; of a longer one nothing is looked at. */
const longest = 2000

/**
 * The driver and name that a pasted address means, or `undefined`. Scheme, `www.`, upper and lower case before the name, further
 * parameters and a closing slash are ignored. Where several patterns fit, the longest counts.
 */
export const understandUrl = (
  patterns: Readonly<Record<string, string>>,
  pasted: string
): { readonly driver: string; readonly username: string } | undefined => {
  if (pasted.length > longest) return undefined
  const text = withoutScheme(pasted.trim())
  let closest = -1
  let found: { readonly driver: string; readonly username: string } | undefined
  for (const [driver, pattern] of Object.entries(patterns)) {
    const [before = "", after = ""] = withoutScheme(pattern).split("{username}")
    if (before.length + after.length <= closest) continue
    if (text.slice(0, before.length).toLowerCase() !== before.toLowerCase()) continue
    const [rest, end] = [withoutRest(text.slice(before.length)), withoutRest(after)]
    const username = rest.slice(0, rest.length - end.length)
    if (!rest.endsWith(end) || !isName(username)) continue
    closest = before.length + after.length
    found = { driver, username }
  }
  return found
}
