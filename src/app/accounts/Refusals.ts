import { Data } from "effect"
import type { UserId } from "../../domain/values/Ids.ts"

/** Signed in, but not allowed. */
export class NotAllowed extends Data.TaggedError("NotAllowed")<{ readonly message: string }> {}

export class NoUser extends Data.TaggedError("NoUser")<{ readonly id: UserId }> {
  override get message() {
    return `There is no user with id ${this.id}.`
  }
}
