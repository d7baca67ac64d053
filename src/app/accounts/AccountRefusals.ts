import { Data } from "effect"
import type { UserId } from "../../domain/values/Ids.ts"

/** Signed in, but not allowed. */
export class NotAllowed extends Data.TaggedError("NotAllowed")<{ readonly message: string }> {}

export class NoUser extends Data.TaggedError("NoUser")<{ readonly id: UserId }> {
  override get message() {
    return `There is no user with id ${this.id}.`
  }
}

const seconds = (count: number): string => `${count} ${count === 1 ? "second" : "seconds"}`

const tooMany = {
  guessing: "Too many attempts",
  crowd: "Too many people are signing in at this moment",
  looks: "Too many addresses are looked at"
} as const

/** Too many attempts, by whoever asks or by a crowd of others: try again after so many seconds. */
export class TooManyAttempts extends Data.TaggedError("TooManyAttempts")<{
  readonly why: keyof typeof tooMany
  readonly seconds: number
}> {
  override get message() {
    return `${tooMany[this.why]}. Try again in ${seconds(this.seconds)}.`
  }
}
