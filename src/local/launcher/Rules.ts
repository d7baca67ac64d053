import { Result, Schema } from "effect"

/** What a value must be: the value understood, or what is wrong and what to do, as the rest of a sentence. */
export type Rule<A> = (value: string) => { readonly value: A } | { readonly problem: string }

export const port: Rule<number> = (value) => {
  const number = Number(value)
  return /^\d+$/.test(value) && number >= 1 && number <= 65535
    ? { value: number }
    : { problem: "a port is a whole number from 1 to 65535; set it to a free one, such as 8080." }
}

export const oneOf =
  (...words: ReadonlyArray<string>): Rule<string> =>
  (value) =>
    words.includes(value) ? { value } : { problem: `it must be one of ${words.join(", ")}.` }

export const url =
  (example: string, ...schemes: ReadonlyArray<string>): Rule<string> =>
  (value) => {
    const parsed = URL.parse(value)
    return parsed !== null && schemes.includes(parsed.protocol) && parsed.hostname !== ""
      ? { value }
      : { problem: `it must be a URL such as ${example}.` }
  }

/** What a schema accepts; its message becomes the problem. */
export const accepted =
  (schema: Schema.Codec<string>): Rule<string> =>
  (value) =>
    Result.match(Schema.decodeResult(schema)(value), {
      onSuccess: (text) => ({ value: text }),
      onFailure: (error) => ({ problem: `${error.message.split("\n")[0]}.` })
    })

/** Text of at least `bytes` bytes of UTF-8. */
export const atLeast =
  (bytes: number, remedy: string): Rule<string> =>
  (value) =>
    new TextEncoder().encode(value).length >= bytes
      ? { value }
      : { problem: `it has fewer than ${bytes} bytes; ${remedy}.` }
