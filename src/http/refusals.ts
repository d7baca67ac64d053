import { Effect } from "effect"
import type { NotAllowed, NoUser, TooManyAttempts } from "../app/accounts/AccountRefusals.ts"
import type { Misfits } from "../app/settings/Configuring.ts"
import type { KeptTooLong } from "../app/subscriptions/KeepingLonger.ts"
import type {
  BadAddress,
  UnknownDriver as NoDriver,
  NotRestartable as NoRecorder,
  NoSource,
  NoSubscription,
  AddressTaken as Taken,
  TooManySubscriptions
} from "../app/subscriptions/SubscriptionRefusals.ts"
import type { WeakPassword } from "../domain/accounts/PasswordStrength.ts"
import type { SettingsChanged as Changed } from "../ports/SettingsStore.ts"
import { alsoSet } from "./Answers.ts"
import {
  AddressTaken,
  Forbidden,
  NotFound,
  NotRestartable,
  SettingsChanged,
  saying,
  TooManyRequests,
  UnknownDriver,
  Unusable,
  VersionRequired
} from "./api/Problems.ts"

/** The programs' refusals as the problems of the contract, by their tags. */
export const forbidden = ({ message }: NotAllowed) => Effect.fail(new Forbidden(saying(message)))
export const noSubscription = ({ message }: NoSubscription) =>
  Effect.fail(new NotFound({ ...saying(message), what: "subscription" }))
export const noSource = ({ message }: NoSource) => Effect.fail(new NotFound({ ...saying(message), what: "source" }))
export const noUser = ({ message }: NoUser) => Effect.fail(new NotFound({ ...saying(message), what: "user" }))
export const unknownDriver = ({ message, offered }: NoDriver) =>
  Effect.fail(new UnknownDriver({ ...saying(message), drivers: offered }))
export const notRestartable = ({ message }: NoRecorder) => Effect.fail(new NotRestartable(saying(message)))

export const badAddress = ({ field, message }: BadAddress) =>
  Effect.fail(new Unusable({ ...saying(message), errors: [{ field, message }] }))

export const addressTaken = ({ message }: Taken) => Effect.fail(new AddressTaken(saying(message)))

export const tooManySubscriptions = ({ message }: TooManySubscriptions) =>
  Effect.fail(new Unusable({ ...saying(message), errors: [] }))

export const keptTooLong = ({ message }: KeptTooLong) =>
  Effect.fail(new Unusable({ ...saying(message), errors: [{ field: "keep_days", message }] }))

/** A refused password, at its field. */
export const weakPassword =
  (field: string) =>
  ({ message }: WeakPassword) =>
    Effect.fail(new Unusable({ ...saying(message), errors: [{ field, message }] }))

/** Refused values, field by field. */
export const misfits = ({ message, refusals }: Misfits) =>
  Effect.fail(
    new Unusable({ ...saying(message), errors: refusals.map(({ field, reason }) => ({ field, message: reason })) })
  )

/** 429 with `Retry-After`. */
export const tooManyAttempts = ({ message, seconds }: TooManyAttempts) =>
  Effect.andThen(
    alsoSet({ "retry-after": String(seconds) }),
    Effect.fail(new TooManyRequests({ ...saying(message), retry_after: seconds }))
  )

export const settingsChanged = ({ current, message }: Changed) =>
  Effect.fail(new SettingsChanged({ ...saying(message), version: current }))

/** The version that a change rests on, from If-Match; a change without one is refused. */
export const expectedVersion = (ifMatch: string | undefined) => {
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(ifMatch?.trim() ?? "")?.[1]
  return version === undefined
    ? Effect.fail(
        new VersionRequired(
          saying(
            'Say which version the change rests on: If-Match with the ETag that GET gave for the same settings, such as "7".'
          )
        )
      )
    : Effect.succeed(Number(version))
}
