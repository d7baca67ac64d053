import { Schema, SchemaTransformation } from "effect"
import { tidyName } from "./LoginName.ts"

const nameRule = { message: "a user name is 1 to 64 printable characters without a space at its ends" }

/** The name that a person signs in with: 1 to 64 printable characters, no space at either end. */
export const Username = Schema.String.check(
  Schema.isPattern(/^(?!\p{Zs})[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<!\p{Zs})$/u, nameRule)
).annotate({ identifier: "Username", examples: ["alice"] })
export type Username = typeof Username.Type

/** A name for an account as somebody types it: tidied before it is judged. */
export const TypedUsername = Schema.String.check(Schema.isMaxLength(200, nameRule))
  .annotate({ examples: ["alice"] })
  .pipe(Schema.decodeTo(Username, SchemaTransformation.transform({ decode: tidyName, encode: (name) => name })))

const utf8Length = (text: string): number => {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** A new password: at least 8 characters, at most the 72 bytes of UTF-8 that bcrypt reads. */
export const Password = Schema.String.annotate({ examples: ["correct horse battery"] })
  .check(
    Schema.makeFilter((text: string) => [...text].length >= 8 || "a password has at least 8 characters"),
    Schema.makeFilter(
      (text: string) => utf8Length(text) <= 72 || "a password has at most 72 bytes (bcrypt reads no more)"
    ),
    Schema.makeFilter((text: string) => !text.includes("\0") || "a password has no NUL character")
  )
  .annotate({ identifier: "Password" })
export type Password = typeof Password.Type
