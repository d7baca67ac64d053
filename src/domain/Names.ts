import { Result, Schema } from "effect"

const driverRule = { message: "a driver is 1 to 32 of a-z, 0-9, _ and -, and starts with a letter or digit" }

/** The name of a driver: how a site is recorded, and the name of an action at the overseer. */
export const Driver = Schema.String.annotate(driverRule)
  .check(Schema.isPattern(/^[a-z0-9][a-z0-9_-]{0,31}$/, driverRule))
  .annotate({ identifier: "Driver", description: "The overseer's action that records the site.", examples: ["hls"] })
export type Driver = typeof Driver.Type

const sourceNameRule = {
  message: "a source's name is 1 to 64 of A-Z, a-z, 0-9, _, . and -, starts with a letter, digit or _, and has no '..'"
}

/** The name that a source has at its site. */
export const SourceName = Schema.String.annotate(sourceNameRule)
  .check(Schema.isPattern(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, sourceNameRule))
  .annotate({ identifier: "SourceName", description: "The source's name at its site.", examples: ["testcard"] })
export type SourceName = typeof SourceName.Type

/** A source is named by its driver and the name it has there; `site-a/alice` and `site-b/alice` are two sources. */
export const SourceKey = Schema.Struct({ driver: Driver, username: SourceName })
export type SourceKey = typeof SourceKey.Type

const isDriver = Schema.is(Driver)
const isSourceName = Schema.is(SourceName)

/** The key of these names, or what they may be. */
export const sourceKeyOf = (driver: string, username: string): Result.Result<SourceKey, string> => {
  const faults = [
    ...(isDriver(driver) ? [] : [driverRule.message]),
    ...(isSourceName(username) ? [] : [sourceNameRule.message])
  ]
  return faults.length === 0 ? Result.succeed({ driver, username }) : Result.fail(faults.join("; "))
}

/** The key as people write it, `driver/username`. */
export const showKey = (key: SourceKey): string => `${key.driver}/${key.username}`

/** The name that a person signs in with: 1 to 64 printable characters, no space at either end. */
export const Username = Schema.String.check(
  Schema.isPattern(/^(?!\p{Zs})[^\p{C}\p{Zl}\p{Zp}]{1,64}(?<!\p{Zs})$/u, {
    message: "a user name is 1 to 64 printable characters without a space at its ends"
  })
).annotate({ identifier: "Username", examples: ["alice"] })
export type Username = typeof Username.Type

const utf8Length = (text: string): number => {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** A new password: at least 8 characters, at most the 72 bytes of UTF-8 that bcrypt reads. */
export const Password = Schema.String.check(
  Schema.makeFilter((text: string) => [...text].length >= 8 || "a password has at least 8 characters"),
  Schema.makeFilter(
    (text: string) => utf8Length(text) <= 72 || "a password has at most 72 bytes (bcrypt reads no more)"
  ),
  Schema.makeFilter((text: string) => !text.includes("\0") || "a password has no NUL character")
).annotate({ identifier: "Password" })
export type Password = typeof Password.Type
