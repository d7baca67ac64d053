import type { Role } from "../accounts/User.ts"
import type { UserId } from "../values/Ids.ts"
import type { Posture } from "./Posture.ts"

interface Asking {
  readonly userId: UserId
  readonly role: Role
}

export const isAdmin = (caller: Asking): boolean => caller.role === "admin"

/** Whether the caller may see and change the subscriptions of `owner`: everybody their own, admins all. */
export const mayActFor = (caller: Asking, owner: UserId): boolean => isAdmin(caller) || caller.userId === owner

/** Whether the caller may see the status of a source: its subscribers whatever their posture, and admins. */
export const maySeeSource = (caller: Asking, own: Posture | null): boolean => isAdmin(caller) || own !== null

/**
 * Whether the caller may see a source's events, log, files and coverage: admins, and, where the setting
 * `subscribers_see_sources` says so, those with an active or paused subscription.
 */
export const maySeeRecordings = (caller: Asking, own: Posture | null, subscribersSeeSources: boolean): boolean =>
  isAdmin(caller) || (subscribersSeeSources && (own === "active" || own === "paused"))

/** Why those may not who have a subscription; null for those who may. */
export const whyRecordingsHidden = (
  caller: Asking,
  own: Posture | null,
  subscribersSeeSources: boolean
): string | null => {
  if (maySeeRecordings(caller, own, subscribersSeeSources)) return null
  return subscribersSeeSources
    ? "Your subscription is archived. Resume it to see the recordings."
    : "Only admins see recordings here. The setting “Subscribers see recordings” opens them to active and paused subscribers."
}

/** Whether the caller may say where a source is, and see it: admins, and all where the setting `members_give_addresses` says so. */
export const mayGiveAddresses = (caller: Asking, membersGiveAddresses: boolean): boolean =>
  isAdmin(caller) || membersGiveAddresses

/** Whether the caller may give an address of this scheme: what opens any but web addresses can't be kept from the recorder's machine. */
export const mayUseScheme = (caller: Asking, scheme: string): boolean => isAdmin(caller) || /^https?$/.test(scheme)

/** Whether the caller may reset a tripped source: an active subscriber or an admin. */
export const mayReset = (caller: Asking, own: Posture | null): boolean => isAdmin(caller) || own === "active"
