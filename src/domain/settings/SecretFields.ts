import { Struct } from "effect"
import type { SettingField } from "./SettingField.ts"

const secret = { group: "recording", overridable: true, restarts: true, kind: "secret" } as const

/** What recorders show to sites and nobody else may see: accepted and used, never shown again. */
export const secretFields = {
  cookies: {
    ...secret,
    max: 8000,
    title: "Cookies",
    help: "Sent to sites by recorders. Write-only: never shown again, never logged."
  },
  headers: {
    ...secret,
    // Servers refuse a request whose headers are longer than 16 KiB together: these, the cookies, the agent and the login are not.
    max: 4000,
    title: "Headers",
    help: "Sent to sites by recorders, as lines such as 'Referer: https://example.org/'. Referer, Origin and Accept headers go to every host, others to the address's own alone. Write-only."
  },
  login: {
    ...secret,
    max: 500,
    title: "Login",
    help: "The name and password that a site asks for, as name:password. They go to the address's own host alone. Write-only."
  },
  proxy: {
    ...secret,
    max: 500,
    title: "Proxy",
    help: "What recorders reach sites through, such as http://name:password@proxy.example.org:3128. Write-only."
  }
} as const satisfies Readonly<Record<string, SettingField>>

export type SecretKey = keyof typeof secretFields

/** The settings that are never shown, in the order of the form. */
// `Object.keys` of a value that has exactly these keys.
export const secretKeys = Object.keys(secretFields) as ReadonlyArray<SecretKey>

export const isSecret = (key: string): boolean => Object.hasOwn(secretFields, key)

/** The secrets that recorders did not always have, so that they are sent to those drivers alone that ask for them: all but the cookies. */
export const isAskedFor = (key: string): boolean => isSecret(key) && key !== "cookies"

/** A value for each secret. */
export const forSecrets = <A>(value: (key: SecretKey) => A) =>
  // `Object.fromEntries` of exactly these keys.
  Object.fromEntries(secretKeys.map((key) => [key, value(key)])) as { readonly [K in SecretKey]: A }

/** The same under the names by which it is told whether a secret is set. */
export const forSecretsSet = <A>(value: (key: SecretKey) => A) =>
  // As above.
  Object.fromEntries(secretKeys.map((key) => [`${key}_set`, value(key)])) as {
    readonly [K in SecretKey as `${K}_set`]: A
  }

/** What is no secret of values that have both. */
export const withoutSecrets = <A extends { readonly [K in SecretKey]?: unknown }>(values: A): Omit<A, SecretKey> =>
  Struct.omit(values, secretKeys)
