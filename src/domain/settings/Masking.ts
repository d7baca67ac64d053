import { secretsIn } from "../subscriptions/Address.ts"
import { headerLines } from "./HeaderText.ts"
import { type SecretKey, secretKeys } from "./SecretFields.ts"
import type { RecorderSettings } from "./Settings.ts"

const mask = "<redacted>"

/** Shorter values occur by chance. */
const shortest = 6

/** Each value of a cookie header, as a recorder may show it apart from its name. */
const cookieValues = (cookies: string): ReadonlyArray<string> =>
  cookies.split(";").map((pair) => pair.slice(pair.indexOf("=") + 1).trim())

/** Each header's value, and what follows the first word of it, as in `Bearer ...`. */
const headerValues = (headers: string): ReadonlyArray<string> =>
  headerLines(headers)
    .filter(([name]) => !isOpenHeader(name))
    .flatMap(([, value]) => [value, value.slice(value.indexOf(" ") + 1).trim()])

/** What sites are told by every browser, and addresses that are no secret. */
const isOpenHeader = (name: string): boolean => /^(?:referer|origin|accept(?:-.*)?|user-agent|dnt)$/i.test(name)

const passwordOf = (login: string): string => login.slice(login.indexOf(":") + 1)

const parts: { readonly [K in SecretKey]: (secret: string) => ReadonlyArray<string> } = {
  cookies: (text) => [text, ...cookieValues(text)],
  headers: (text) => [text, ...headerValues(text)],
  login: (text) => [text, passwordOf(text)],
  proxy: (text) => {
    const login = /\/\/([^/]*)@/.exec(text)?.[1]
    return login === undefined ? [text] : [text, login, passwordOf(login)]
  }
}

/** All texts by which the secrets of a recorder may be known that is started with these settings, at this address. */
export const secretTexts = (settings: RecorderSettings, url: string | null): ReadonlyArray<string> => [
  ...secretKeys.flatMap((key) => (settings[key] === "" ? [] : parts[key](settings[key]).map((text) => text.trim()))),
  ...(url === null ? [] : secretsIn(url))
]

const spellings = (secret: string): ReadonlyArray<string> => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret)
]

/** A text without the secrets of a recorder's settings. */
export type Mask = (text: string) => string

/**
 * Takes these texts, as they are, as JSON and within an address, out of any other. Those of fewer than 6 characters stay, except
 * within longer ones.
 */
export const masking = (texts: ReadonlyArray<string>): Mask => {
  const secrets = texts.flatMap(spellings)
  // Longest first: one secret may hold another.
  const known = [...new Set(secrets)].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length)
  return known.length === 0 ? (text) => text : (text) => known.reduce((rest, one) => rest.replaceAll(one, mask), text)
}
