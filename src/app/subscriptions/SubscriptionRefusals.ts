import { Data } from "effect"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"

export class NoSubscription extends Data.TaggedError("NoSubscription")<{ readonly key: SourceKey }> {
  override get message() {
    return `There is no subscription to ${showKey(this.key)}.`
  }
}

export class NoSource extends Data.TaggedError("NoSource")<{ readonly key: SourceKey }> {
  override get message() {
    return `There is no source ${showKey(this.key)}. Subscribe to it first.`
  }
}

/** That there is no such driver, without the full stop. */
export const noDriverWords = (driver: string, offered: ReadonlyArray<string>): string =>
  `There is no driver named ${driver}. Known are: ${offered.join(", ") || "none"}`

/** The overseer has described its actions, and this is none of them. */
export class UnknownDriver extends Data.TaggedError("UnknownDriver")<{
  readonly driver: string
  readonly offered: ReadonlyArray<string>
}> {
  override get message() {
    return `${noDriverWords(this.driver, this.offered)}.`
  }
}

/** The source has no recorder that a new one could take the place of. */
export class NotRestartable extends Data.TaggedError("NotRestartable")<{
  readonly key: SourceKey
  readonly why: string
}> {
  override get message() {
    return `${showKey(this.key)} can't be restarted: ${this.why}`
  }
}

/** The user has as many subscriptions as a user may have. */
export class TooManySubscriptions extends Data.TaggedError("TooManySubscriptions")<{ readonly limit: number }> {
  override get message() {
    return `A user may have ${this.limit} subscriptions, and this one would be more. Remove some, or ask an admin.`
  }
}

/** An address, or what was given with it, that can't be used; `field` is the part of it. */
export class BadAddress extends Data.TaggedError("BadAddress")<{
  readonly field: string
  /** A whole sentence. */
  readonly message: string
}> {}

/** The source is somewhere else already. */
export class AddressTaken extends Data.TaggedError("AddressTaken")<{
  readonly key: SourceKey
  readonly mayChange: boolean
}> {
  override get message() {
    const way = this.mayChange ? "Choose another name, or change the address on its page." : "Choose another name."
    return `${showKey(this.key)} is there already, at another address. ${way}`
  }
}
