import { Result } from "effect"

/** Who said where a source is: an admin, somebody else, or the file of channels. */
export const addressGivers = ["admin", "member", "channels"] as const
export type AddressGiver = (typeof addressGivers)[number]

/** Where a source is, without the login that it may have been given with. */
export interface Address {
  readonly url: string
  readonly from: AddressGiver
}

/** What recorders know how to reach. */
export const schemes = ["http", "https", "rtsp", "rtsps", "rtmp", "rtmps", "srt", "udp", "rtp"] as const

/** No address is longer. */
export const longestAddress = 2000

/** An address as it was given, taken apart. */
export interface AddressParts {
  readonly scheme: string
  /** As a URL has it: IPv6 in brackets. */
  readonly host: string
  readonly port: string
  readonly path: string
  /** With its question mark; empty without one. */
  readonly query: string
  /** `name:password`; empty without one. */
  readonly login: string
}

const form =
  /^([a-z][a-z0-9+.-]*):\/\/(?:([^/?#]*)@)?(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?(\/[^?#]*)?(\?[^#]*)?(?:#.*)?$/i

/** What no host's name has, and what readers of addresses take for different things: one host to one, another to the next. */
const ambiguous = /[%\\<>^|"`{}\p{Cf}]/u

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The login within an address; undefined where it can't be read. */
const loginOf = (text: string): string | undefined => {
  if (text === "") return ""
  const colon = text.indexOf(":")
  const name = decoded(colon === -1 ? text : text.slice(0, colon))
  const password = decoded(colon === -1 ? "" : text.slice(colon + 1))
  return name === undefined || password === undefined || name.includes(":") ? undefined : `${name}:${password}`
}

/** Takes an address apart, or says, as a whole sentence, why it is none that recorders know. Secrets in it are not repeated. */
export const parseAddress = (given: string): Result.Result<AddressParts, string> => {
  const text = given.trim()
  if (text.length > longestAddress) return Result.fail(`An address has at most ${longestAddress} characters.`)
  const [whole, scheme = "", user = "", host = "", port = "", path = "", query = ""] = form.exec(text) ?? []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (whole === undefined || /[\s\u0000-\u001f\u007f]/.test(text)) {
    return Result.fail("That is no address: it begins as https://example.org/ does, and has no spaces.")
  }
  if (ambiguous.test(host))
    return Result.fail("The address has no host that can be read: write its name, or its number.")
  if (!schemes.some((known) => known === scheme.toLowerCase())) {
    return Result.fail(
      `No recorder knows addresses that begin with ${scheme}://; they begin with ${schemes.join("://, ")}://.`
    )
  }
  if (Number(port) > 65_535) return Result.fail(`There is no port ${port}; the highest is 65535.`)
  const login = loginOf(user)
  if (login === undefined)
    return Result.fail("The name and password before the @ can't be read: write their signs as %XX.")
  return Result.succeed({ scheme: scheme.toLowerCase(), host: host.toLowerCase(), port, path, query, login })
}

const mask = "***"
const secretName =
  /token|key|secret|sig|pass|auth|hash|hmac|md5|sha\d|jwt|ticket|session|credential|hdnea|hdnt[ls]|^(?:st|e|exp|expires|policy|sid|pw|pwd|user|username|login)$/i

const withQuery = ({ host, path, port, query, scheme }: AddressParts, queryOf: (query: string) => string): string =>
  `${scheme}://${host}${port === "" ? "" : `:${port}`}${path === "" && query !== "" ? "/" : path}${queryOf(query)}`

/** The address without its login, which goes elsewhere. */
export const addressText = (parts: AddressParts): string => withQuery(parts, (query) => query)

/** The parameters of a query as they stand there, name and value. */
const parameters = (query: string): ReadonlyArray<readonly [string, string | undefined]> =>
  query
    .slice(1)
    .split("&")
    .map((one) => {
      const equals = one.indexOf("=")
      return equals === -1 ? [one, undefined] : [one.slice(0, equals), one.slice(equals + 1)]
    })

const maskedQuery = (query: string): string =>
  query === ""
    ? ""
    : `?${parameters(query)
        .map(([name, value]) =>
          value === undefined ? name : `${name}=${value !== "" && secretName.test(name) ? mask : value}`
        )
        .join("&")}`

/** An address as those see it who may: values in its query that are named like a secret are masked. Its host stands for it where there is little room. */
export const shownPlace = (url: string): { readonly address: string; readonly host: string | null } =>
  Result.match(parseAddress(url), {
    onFailure: () => ({ address: mask, host: null }),
    onSuccess: (parts) => ({ address: withQuery(parts, maskedQuery), host: parts.host })
  })

export const shownAddress = (url: string): string => shownPlace(url).address

/** What of an address is searched for, of a part of one as well: host, port and path, and nothing of a login or a query. */
export const searchedPart = (address: string): string => {
  const [place = ""] = address.trim().split(/[?#]/)
  return place.replace(/^[a-z][a-z0-9+.-]*:\/\/(?:[^/]*@)?/i, "")
}

/** Whether an address was shown to somebody and lacks the secrets that it had. */
export const isMasked = (url: string): boolean =>
  Result.match(parseAddress(url), {
    onFailure: () => false,
    onSuccess: ({ query }) => query !== "" && parameters(query).some(([, value]) => value === mask)
  })

/** The secrets in an address, as they stand there and as they are meant. */
export const secretsIn = (url: string): ReadonlyArray<string> =>
  Result.match(parseAddress(url), {
    onFailure: () => [],
    onSuccess: ({ query }) =>
      query === ""
        ? []
        : parameters(query).flatMap(([name, value]) =>
            value === undefined || !secretName.test(name) ? [] : [value, decoded(value) ?? value]
          )
  })
