import { Effect, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { secretKeys, withoutSecrets } from "../../domain/settings/SecretFields.ts"
import { keepSecret, type SecretsChange } from "../../domain/settings/SecretsChange.ts"
import type { Overrides } from "../../domain/settings/Settings.ts"
import { isAdmin } from "../../domain/subscriptions/Access.ts"
import { type Address, shownAddress } from "../../domain/subscriptions/Address.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Sources } from "../../ports/Sources.ts"
import type { AuditEvent } from "../accounts/Auditing.ts"
import { AddressTaken } from "./SubscriptionRefusals.ts"

/** What is said of a source beside its address: what its site asks for, and how it is recorded. What is absent stays; null removes a secret. */
export type PlaceValues = SecretsChange & Pick<Overrides, "resolution">

/** Where a source is, with values of its own. */
export interface Place {
  readonly address: Address | null
  readonly own: PlaceValues
}

/** What the audit log says of a place: never a secret. */
export const placeEvent = (key: SourceKey, { address, own }: Place): AuditEvent => ({
  action: "source.address",
  subject: showKey(key),
  detail: [address === null ? "none" : shownAddress(address.url), ...Object.keys(own)].join(", ")
})

/** Stores where a source is; to be done within one unit of storage, in which nobody else changes it. Gives which secrets of its own it keeps. */
export const move = Effect.fnUntraced(function* (sources: Sources["Service"], id: SourceId, place: Place) {
  const stored = Option.getOrUndefined(yield* sources.own(id))
  if (stored === undefined) return []
  const overrides = keepSecret({ ...withoutSecrets(stored.overrides), ...place.own }, stored.overrides)
  yield* Effect.orDie(sources.setAddress(id, place.address, overrides, stored.overridesVersion))
  return secretKeys.filter((key) => overrides[key] !== undefined && place.own[key] === undefined)
})

/**
 * The same of a source that is subscribed to, if it is new or an admin says so; whether anything was to be stored. One that is somewhere
 * else already stays there.
 */
export const settle = Effect.fnUntraced(function* (
  sources: Sources["Service"],
  by: Caller,
  source: { readonly id: SourceId; readonly key: SourceKey; readonly isNew: boolean },
  place: Place
) {
  const { id, isNew, key } = source
  const stored = Option.getOrUndefined(yield* sources.own(id))
  const url = stored?.address?.url
  const isSame = url !== undefined && url === place.address?.url
  // What an admin set for a source, such as its login, goes to no address of somebody else.
  const isUntouched = isNew && stored?.overridesVersion === 0
  if (!isSame && (url !== undefined || !(isUntouched || isAdmin(by)))) {
    return yield* new AddressTaken({ key, mayChange: isAdmin(by) })
  }
  if (isSame && (!isAdmin(by) || Object.keys(place.own).length === 0)) return false
  yield* move(sources, id, place)
  return true
})

/**
 * The same of many that were made sure of; those that somebody else placed, or gave values to, meanwhile stay where they are. Gives what is to be told of
 * those that were stored.
 */
export const settleAll = Effect.fnUntraced(function* (
  sources: Sources["Service"],
  by: Caller,
  placed: ReadonlyArray<{ readonly id: SourceId; readonly key: SourceKey; readonly place: Place }>
) {
  const events: Array<AuditEvent> = []
  for (const { id, key, place } of placed) {
    const isStored = yield* Effect.catchTag(settle(sources, by, { id, key, isNew: true }, place), "AddressTaken", () =>
      Effect.succeed(false)
    )
    if (isStored) events.push(placeEvent(key, place))
  }
  return events
})
