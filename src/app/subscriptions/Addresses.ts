import { Context, Effect, Layer, Result } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { ruleWords } from "../../domain/settings/ruleChoices.ts"
import { isSecret, type SecretKey } from "../../domain/settings/SecretFields.ts"
import { isAdmin, mayGiveAddresses, mayUseScheme } from "../../domain/subscriptions/Access.ts"
import {
  type AddressParts,
  addressText,
  isMasked,
  parseAddress,
  shownAddress
} from "../../domain/subscriptions/Address.ts"
import { driversFor } from "../../domain/subscriptions/DriverChoice.ts"
import { type SourceKey, sourceKeyOf } from "../../domain/subscriptions/Names.ts"
import { understandUrl } from "../../domain/subscriptions/UrlPattern.ts"
import { isInward } from "../../domain/values/Inward.ts"
import { MachineAddresses } from "../../ports/Machine.ts"
import { ParameterRules } from "../../ports/ParameterRules.ts"
import { Sources } from "../../ports/Sources.ts"
import { NotAllowed } from "../accounts/AccountRefusals.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { Overview } from "../lists/Overview.ts"
import { takes } from "../supervision/assessment/startParameters.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { move, type Place, type PlaceValues, placeEvent } from "./Placing.ts"
import { Subscribing } from "./Subscribing.ts"
import { AddressTaken, BadAddress, NoSource, type UnknownDriver } from "./SubscriptionRefusals.ts"
import { sourceNaming } from "./sourceNaming.ts"

/** An address as somebody gave it, with what was said beside it. */
export interface GivenAddress {
  readonly address: string
  readonly driver?: string
  readonly username?: string
  /** What it is called elsewhere: a name that is missing is made of it. */
  readonly title?: string
  readonly own: PlaceValues
}

/** The source that an address is of; without a place its name alone tells its recorder. */
export interface Understood {
  readonly key: SourceKey
  readonly place: Place | null
}

/** What an address would become, and which drivers record such ones, the best first. */
export interface Suggestion extends Understood {
  readonly drivers: ReadonlyArray<string>
}

/** What an address that somebody gives means. */
export type Understanding = (
  by: Caller,
  given: GivenAddress
) => Effect.Effect<Understood, NotAllowed | BadAddress | AddressTaken | UnknownDriver>

/** Addresses of sources: whose they may be, what they mean, and where a source is moved to. */
export class Addresses extends Context.Service<
  Addresses,
  {
    readonly suggest: (
      by: Caller,
      given: Omit<GivenAddress, "username">
    ) => Effect.Effect<Suggestion, NotAllowed | BadAddress>
    /** The source that is meant; its name is suggested where none was given, and is that of one at the same address if there is one. */
    readonly understand: Understanding
    /** The same for many that are given together, of which each gets a name of its own. */
    readonly reading: Effect.Effect<Understanding>
    /** Moves a source elsewhere, for admins; its recorder goes there with its next start. Gives which secrets go with it. */
    readonly move: (
      by: Caller,
      key: SourceKey,
      address: string | null,
      own: PlaceValues
    ) => Effect.Effect<ReadonlyArray<SecretKey>, NoSource | BadAddress>
  }
>()("sticky-dvr/app/subscriptions/Addresses") {}

const bad = (field: string, message: string) => new BadAddress({ field, message })

export const layer = Layer.effect(
  Addresses,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const current = yield* CurrentSettings
    const live = yield* LiveState
    const overview = yield* Overview
    const own = yield* MachineAddresses
    const rules = yield* ParameterRules
    const sources = yield* Sources
    const subscribing = yield* Subscribing

    const read = (address: string) =>
      Effect.mapError(Effect.fromResult(parseAddress(address)), (why) => bad("address", why))

    const requireMayGive = Effect.fnUntraced(function* (by: Caller, { host, scheme }: AddressParts) {
      const { members_give_addresses } = (yield* current.get).settings
      if (!mayGiveAddresses(by, members_give_addresses)) {
        return yield* new NotAllowed({
          message: "Only admins give addresses here. Ask one to add it, or name a driver and a source."
        })
      }
      if (!mayUseScheme(by, scheme))
        return yield* new NotAllowed({ message: `Only admins give ${scheme}:// addresses.` })
      if (!isAdmin(by) && isInward(host, own)) {
        return yield* new NotAllowed({
          message: `${host} leads to this machine or its own link: only admins give such addresses.`
        })
      }
    })

    /** Why a driver does not record an address that `by` gives, as a sentence; null where it does. */
    const obstacle = (by: Caller, name: string, url: string): string | null => {
      const driver = live.drivers()?.get(name)
      if (!takes(driver, "url")) return `The driver ${name} takes no addresses: it knows its sources by their names.`
      if (!isAdmin(by) && driver === undefined) {
        return `The overseer has not described the driver ${name} yet, and only admins give it addresses before.`
      }
      if (!isAdmin(by) && !takes(driver, "inward")) {
        return `The driver ${name} takes addresses from admins alone: it doesn't say that it keeps away from this machine.`
      }
      const rule = driver?.params["url"]?.validate
      return rule !== undefined && rules.accepts(rule, url) === false
        ? `The driver ${name} does not record such an address. It accepts only ${ruleWords(rule)}.`
        : null
    }

    const candidates = (by: Caller, parts: AddressParts): ReadonlyArray<string> => {
      const known = [...(live.drivers()?.values() ?? [])]
      return driversFor(
        parts,
        known.filter(({ name }) => obstacle(by, name, addressText(parts)) === null)
      )
    }

    const byName = (address: string) =>
      Effect.map(current.get, ({ settings }) => understandUrl(settings.driver_urls, address))

    const placeOf = (by: Caller, parts: AddressParts, own: PlaceValues): Place => ({
      address: { url: addressText(parts), from: isAdmin(by) ? "admin" : "member" },
      own: parts.login === "" ? own : { login: parts.login, ...own }
    })

    /** Whether a source that is there already is where it is said to be; one without an address is an admin's to give one. */
    const requireThere = Effect.fnUntraced(function* (by: Caller, key: SourceKey, url: string) {
      const stored = live.byKey(key.driver, key.username)
      if (stored === undefined || stored.address?.url === url || (stored.address === null && isAdmin(by))) return
      return yield* new AddressTaken({ key, mayChange: isAdmin(by) })
    })

    /** Whether it is what was shown of the address of a source that is named, which then stays as it is. */
    const isShownOf = ({ address, driver, username }: GivenAddress): boolean => {
      if (driver === undefined || username === undefined) return false
      const url = live.byKey(driver, username)?.address?.url
      return url !== undefined && shownAddress(url) === address.trim()
    }

    const understand = Effect.fnUntraced(function* (
      by: Caller,
      given: GivenAddress,
      nameAt: ReturnType<typeof sourceNaming>
    ): Effect.fn.Return<Understood, NotAllowed | BadAddress | AddressTaken | UnknownDriver> {
      if (given.driver === undefined && given.username === undefined) {
        const key = yield* byName(given.address)
        if (key !== undefined) return { key, place: null }
      }
      const parts = yield* read(given.address)
      yield* requireMayGive(by, parts)
      if (isMasked(given.address)) {
        const { driver = "", username = "" } = given
        if (isShownOf(given)) return { key: { driver, username }, place: null }
        return yield* bad("address", "The address has *** in place of a secret: give it whole.")
      }
      if (!isAdmin(by) && Object.keys(given.own).some(isSecret)) {
        return yield* new NotAllowed({ message: "Only admins give headers, cookies, a login or a proxy." })
      }
      if (given.driver !== undefined) yield* subscribing.requireDriver(given.driver)
      const driver = given.driver ?? candidates(by, parts)[0]
      if (driver === undefined) {
        const isTold = live.drivers() !== null
        const why = isTold ? "No driver records such addresses." : "The overseer has not described its drivers yet."
        return yield* bad("driver", `${why} Name the driver that is to record this one.`)
      }
      const why = obstacle(by, driver, addressText(parts))
      if (why !== null) return yield* bad("driver", why)
      const key = yield* Effect.mapError(
        Effect.fromResult(sourceKeyOf(driver, given.username ?? nameAt(driver, parts, given.title))),
        (fault) => bad(given.username === undefined ? "driver" : "username", `That can't be a source: ${fault}.`)
      )
      yield* requireThere(by, key, addressText(parts))
      return { key, place: placeOf(by, parts, given.own) }
    })

    const reading = Effect.map(live.ready, () => {
      const nameAt = sourceNaming(live)
      return (by: Caller, given: GivenAddress) => understand(by, given, nameAt)
    })

    return Addresses.of({
      reading,
      understand: Effect.fn("Addresses.understand")(function* (by, given) {
        return yield* (yield* reading)(by, given)
      }),

      suggest: Effect.fn("Addresses.suggest")(function* (by, given) {
        // A name that is suggested is that of the source which is there, or of none.
        const understood = yield* Effect.catchTags((yield* reading)(by, given), {
          UnknownDriver: ({ message }) => Effect.fail(bad("driver", message)),
          AddressTaken: ({ message }) => Effect.fail(bad("username", message))
        })
        const parts = Result.getOrUndefined(parseAddress(given.address))
        return { ...understood, drivers: parts === undefined ? [] : candidates(by, parts) }
      }),

      move: Effect.fn("Addresses.move")(function* (by, key, address, own) {
        yield* live.ready
        const stored = live.byKey(key.driver, key.username)
        if (stored === undefined) return yield* new NoSource({ key })
        const now = stored.address
        const place =
          address === null
            ? { address: null, own }
            : now !== null && address.trim() === shownAddress(now.url)
              ? { address: { ...now, from: "admin" as const }, own }
              : placeOf(by, yield* read(address), own)
        if (address !== null && place.address !== null) {
          if (isMasked(place.address.url)) {
            return yield* bad("address", "The address has *** in place of a secret: give it whole.")
          }
          const why = obstacle(by, key.driver, place.address.url)
          if (why !== null) return yield* bad("address", why)
        }
        const kept = yield* auditing.audited(by, move(sources, stored.id, place), () => [placeEvent(key, place)])
        yield* overview.refresh([stored.id])
        return kept
      })
    })
  })
)
