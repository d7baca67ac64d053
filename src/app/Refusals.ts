import { Data } from "effect"
import type { UserId } from "../domain/Ids.ts"
import { type SourceKey, showKey } from "../domain/Names.ts"

/** Signed in, but not allowed. */
export class NotAllowed extends Data.TaggedError("NotAllowed")<{ readonly message: string }> {}

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

export class NoUser extends Data.TaggedError("NoUser")<{ readonly id: UserId }> {
  override get message() {
    return `There is no user with id ${this.id}.`
  }
}

/** The overseer has described its actions, and this is none of them. */
export class UnknownDriver extends Data.TaggedError("UnknownDriver")<{
  readonly driver: string
  readonly known: ReadonlyArray<string>
}> {
  override get message() {
    return `There is no driver named ${this.driver}. Known are: ${this.known.join(", ") || "none"}.`
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
