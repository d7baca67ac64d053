import { lookup as systemLookup } from "node:dns"
import type { LookupFunction } from "node:net"
import { networkInterfaces } from "node:os"
import { Effect } from "effect"
import * as Inward from "../domain/values/Inward.ts"

const interfaceAddresses = (): ReadonlyArray<string> =>
  Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address))

/** Whether a host is an address within this machine, by whichever of its interfaces. */
export const isInward = (hostname: string): boolean => Inward.isInward(hostname, interfaceAddresses)

/** By it a name that leads inward is known from one that leads nowhere. */
export const code = "EINWARD"

/** What is said of a name that leads inward. */
export const inwardError = (hostname: string): Error & { readonly code: string } =>
  Object.assign(new Error(`${hostname} leads inward`), { code })

/** Looks names up as the system does, and fails for those that lead inward, but for what `mayBe` says. */
export const lookup =
  (mayBe: (hostname: string) => boolean): LookupFunction =>
  (hostname, options, callback) =>
    systemLookup(hostname, options, (error, found, family) => {
      const addresses = typeof found === "string" ? [found] : (found ?? []).map(({ address }) => address)
      if (error !== null || mayBe(hostname) || !addresses.some((address) => isInward(address)))
        callback(error, found, family)
      else callback(inwardError(hostname), found, family)
    })

/** How long a name is looked up that a proxy may be the only one to know. */
const patience = "2 seconds"

/**
 * Whether a name leads inward as far as this machine knows. For names that a proxy looks up, where `lookup` has no say: one that is not
 * found here is left to the proxy.
 */
export const isKnownInward = (hostname: string): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) =>
    systemLookup(hostname, { all: true }, (error, found) =>
      resume(Effect.succeed(error === null && found.some(({ address }) => isInward(address))))
    )
  ).pipe(Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(false) }))
