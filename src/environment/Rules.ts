import { isAbsolute, resolve } from "node:path"
import { Result, Schema } from "effect"
import { problemOf } from "../domain/values/schemaProblems/explain.ts"
import { isWellKnown } from "./WellKnown.ts"

/** What a value must be: the value understood, or what is wrong and what to do, as the rest of a sentence. */
export type Rule<A> = (value: string) => { readonly value: A } | { readonly problem: string }

const whole =
  (min: number, max: number, what: string, remedy: string): Rule<number> =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max
      ? { value: Number(value) }
      : { problem: `${what} is a whole number from ${min} to ${max}; ${remedy}.` }

export const port = whole(1, 65535, "a port", "set it to a free one, such as 8080")

export const poolSize = whole(1, 500, "the number of database connections", "10 suits most installations")

export const bcryptCost = whole(4, 16, "the cost of bcrypt", "12 is a good choice")

export const oneOf =
  <A extends string>(...words: ReadonlyArray<A>): Rule<A> =>
  (value) => {
    const found = words.find((word) => word === value)
    return found === undefined ? { problem: `it must be one of ${words.join(", ")}.` } : { value: found }
  }

export const boolean: Rule<boolean> = (value) =>
  value === "true" || value === "false" ? { value: value === "true" } : { problem: "it must be true or false." }

export const host: Rule<string> = (value) =>
  /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$/.test(value)
    ? { value }
    : { problem: "it must be an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all." }

export const url =
  (example: string, ...schemes: ReadonlyArray<string>): Rule<string> =>
  (value) => {
    const parsed = URL.parse(value)
    return parsed !== null && schemes.includes(parsed.protocol) && parsed.hostname !== ""
      ? { value }
      : { problem: `it must be a URL such as ${example}.` }
  }

/** A place that is the same whatever folder a program runs in. */
export const absolute: Rule<string> = (value) =>
  isAbsolute(value) ? { value } : { problem: `it must be absolute, such as ${resolve(value)}.` }

/** A neighbour that speaks the overseer's protocol, given as ws, wss, http or https; its socket is at `/ws` unless a path is given. */
export const socket =
  (example: string): Rule<string> =>
  (value) => {
    const assessment = url(example, "ws:", "wss:", "http:", "https:")(value)
    if ("problem" in assessment) return assessment
    const address = new URL(value.replace(/^http/, "ws"))
    if (address.pathname === "/") address.pathname = "/ws"
    return { value: address.href }
  }

/** What tells one installation's cookies from another's. */
export const installation: Rule<string> = (value) =>
  /^[a-z0-9]{1,32}$/.test(value)
    ? { value }
    : { problem: "it must be 1 to 32 small letters and digits, such as those of 'openssl rand -hex 4'." }

/** What stands before every path in the address bar; a slash alone is nothing. */
export const publicPath: Rule<string> = (value) => {
  if (value === "/") return { value: "" }
  return /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}){1,8}$/.test(value)
    ? { value }
    : { problem: "it must begin with a slash and end without one, such as /dvr." }
}

/** Text of at least `bytes` bytes that was not copied from an example. */
export const secret =
  (bytes: number): Rule<string> =>
  (value) => {
    if (new TextEncoder().encode(value).length < bytes) {
      return { problem: `it has fewer than ${bytes} bytes; make one with 'openssl rand -hex 32'.` }
    }
    return isWellKnown(value)
      ? { problem: "it is an example that everybody knows; make one with 'openssl rand -hex 32'." }
      : { value }
  }

/** What a schema accepts; what it wants becomes the problem. */
export const accepted =
  (schema: Schema.Codec<string>): Rule<string> =>
  (value) =>
    Result.match(Schema.decodeResult(schema)(value), {
      onSuccess: (text) => ({ value: text }),
      onFailure: ({ issue }) => ({ problem: `${problemOf(issue)}.` })
    })

/** Passwords that a schema accepts and that are not among the first that everybody tries. */
export const password =
  (schema: Schema.Codec<string>): Rule<string> =>
  (value) =>
    isWellKnown(value)
      ? { problem: "it is a password that everybody knows; choose another one, or unset it to have one made." }
      : accepted(schema)(value)
