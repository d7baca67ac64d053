const mask = "<redacted>"

/** Shorter values occur by chance. */
const shortest = 6

/** Each value of a cookie header, as a recorder may show it apart from its name. */
const valuesIn = (cookies: string): ReadonlyArray<string> =>
  cookies.split(";").map((pair) => pair.slice(pair.indexOf("=") + 1).trim())

const spellings = (secret: string): ReadonlyArray<string> => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret)
]

/** A text without the secrets of a recorder's settings. */
export type Mask = (text: string) => string

/**
 * Takes these cookie headers, whole and value by value, as they are, as JSON and within an address, out of any text. Values of
 * fewer than 6 characters stay, except within the whole header.
 */
export const masking = (headers: ReadonlyArray<string>): Mask => {
  const secrets = headers.flatMap((cookies) => [cookies.trim(), ...valuesIn(cookies)]).flatMap(spellings)
  // Longest first: one secret may hold another.
  const known = [...new Set(secrets)].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length)
  return known.length === 0 ? (text) => text : (text) => known.reduce((rest, one) => rest.replaceAll(one, mask), text)
}
