import { Predicate, Redacted } from "effect"
import { passwordOf } from "../environment/passwordOf.ts"
import type { Environment } from "./Environment.ts"

const mask = "<redacted>"

/**
 * Names under which secrets travel, in headers, cookies, bodies, settings and recorders' output. They stand here as they are, so that it can be seen that no
 * pattern is slow; a test sees to it that no secret setting is missing.
 */
const names =
  "cookies?|headers|login|proxy|set-cookie|authorization|x-proxy-secret|password(?:_?hash)?|(?:__(?:Host|Secure)-)?(?:refresh|access)_token(?:_[0-9a-f]{8})?|jwt_secret|proxy_secret|metrics_token|admin_password|db_dsn|pgpassword"

const isName = new RegExp(`^(?:${names})$`, "i")

/** Each begins only where little has to be looked at, so that no text makes them slow. */
const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // "name": "value" in a text that is JSON, and in a text that is JSON within JSON.
  [new RegExp(`("(?:${names})"\\s{0,4}:\\s{0,4}")(?:[^"\\\\]|\\\\.)+`, "gi"), `$1${mask}`],
  [
    new RegExp(
      `(\\\\"(?:${names})\\\\"\\s{0,4}:\\s{0,4}\\\\")(?:[^\\\\]|\\\\\\\\(?:\\\\.|[^\\\\])|\\\\[^"\\\\])+`,
      "gi"
    ),
    `$1${mask}`
  ],
  [new RegExp(`(\\b(?:${names})=")(?:[^"\\\\]|\\\\.)+`, "gi"), `$1${mask}`],
  [new RegExp(`(\\b(?:${names})=)(?!")[^\\s"&;,]+`, "gi"), `$1${mask}`],
  [/(\b(?:set-)?cookie: )[^\r\n]+/gi, `$1${mask}`],
  [/\b(bearer|basic) {1,4}[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mask}`],
  // A JSON Web Token, wherever it stands.
  [/(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g, mask],
  // A bcrypt hash.
  [/\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}/g, mask],
  // The password of a URL.
  [/(:\/\/[^\s:/?#@"]{0,200}:)[^\s/@"]{1,500}(?=@)/g, `$1${mask}`]
]

/** No entry needs more of one text, and its cleaning stays cheap. */
const longest = 32_768

/** Shorter texts occur by chance. */
const shortest = 6

/** Every way in which a text may appear within another: as it is, as JSON, within a URL. */
const spellings = (secret: string): ReadonlyArray<string> =>
  [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])].filter(
    (text) => text.length >= shortest
  )

/** Takes these secrets, and whatever looks like one, out of the texts of a value that JSON can hold. */
export const redaction = (secrets: ReadonlyArray<Redacted.Redacted>): ((value: unknown) => unknown) => {
  // Longest first: one secret may hold another.
  const known = secrets.flatMap((secret) => spellings(Redacted.value(secret))).sort((a, b) => b.length - a.length)

  const cleanText = (text: string): string => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, mask), text)
    const cut = without.length > longest ? `${without.slice(0, longest)}… (${without.length} characters)` : without
    return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), cut)
  }

  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return cleanText(value)
    if (Array.isArray(value)) return value.map(clean)
    if (!Predicate.isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, isName.test(key) && one !== null ? mask : clean(one)])
    )
  }
  return clean
}

/** What of the environment must never be seen. */
export const secretsOf = (
  environment: Pick<Environment, "dsn" | "jwtSecret" | "identity" | "metricsToken" | "adminPassword" | "overseerSecret">
): ReadonlyArray<Redacted.Redacted> => {
  const { adminPassword, dsn, identity, jwtSecret, metricsToken, overseerSecret } = environment
  const { given, meant } = passwordOf(Redacted.value(dsn))
  return [
    dsn,
    jwtSecret,
    ...(given === "" ? [] : [Redacted.make(given), Redacted.make(meant)]),
    ...(identity._tag === "proxied" ? [identity.secret] : []),
    ...(metricsToken === null ? [] : [metricsToken]),
    ...(overseerSecret === null ? [] : [overseerSecret]),
    ...(adminPassword === null ? [] : [adminPassword])
  ]
}
