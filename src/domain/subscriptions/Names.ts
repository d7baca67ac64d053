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
