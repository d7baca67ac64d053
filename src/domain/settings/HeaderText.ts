/** What no HTTP header can hold: anything beyond Latin-1, and control characters but for tabs. */
const foreign = /[^\t\x20-\x7e\x80-\xff]/u

/** Why a text can't be sent as the value of an HTTP header, as the end of a sentence about it; `undefined` for one that can. */
export const badHeaderText = (text: string): string | undefined => {
  const [found] = foreign.exec(text) ?? []
  if (found === undefined) return undefined
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")
  return `holds ${JSON.stringify(found)} (U+${code}), which no HTTP header can hold: write it with plain letters and signs`
}

/** The same of cookies, which are given as the header itself. */
export const badCookies = (text: string): string | undefined =>
  /^(file|https?):\/\//.test(text) ? "takes the Cookie header itself, not an address of it" : badHeaderText(text)

/** One header as a line gives it. */
export type HeaderLine = readonly [name: string, value: string]

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** What says how a message is sent, or has a place of its own. */
const reserved = new Set([
  "connection",
  "content-length",
  "cookie",
  "host",
  "proxy-authorization",
  "range",
  "transfer-encoding"
])

/** The headers of lines such as `Referer: https://example.org/`, whether or not they can be sent; blank lines say nothing. */
export const headerLines = (text: string): ReadonlyArray<HeaderLine> =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const colon = line.indexOf(":")
      return colon === -1 ? [line.trim(), ""] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    })

/** Why lines can't be sent as headers, as the end of a sentence that does not repeat their values; `undefined` for those that can. */
export const badHeaders = (text: string): string | undefined => {
  for (const [name, value] of headerLines(text)) {
    if (!token.test(name) || value === "") return "has lines of the form 'Name: value', one for each header"
    if (reserved.has(name.toLowerCase())) return `has no line for ${name}: recorders set that one themselves`
    const why = badHeaderText(value)
    if (why !== undefined) return `has a line for ${name} that ${why}`
  }
  return undefined
}

/** Why a text is no login, `name:password`. */
export const badLogin = (text: string): string | undefined =>
  text === "" || /^[^:\p{Cc}]+:\P{Cc}*$/u.test(text) ? undefined : "is a name and a password with a colon between them"

/** Why a text is no proxy's address. */
export const badProxy = (text: string): string | undefined =>
  text === "" || /^https?:\/\/(?:[!-~]*@)?[A-Za-z0-9.-]+(?::\d{1,5})?\/?$/.test(text)
    ? undefined
    : "is an address such as http://proxy.example.org:3128, with name:password@ before the host where it asks for them"
