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
