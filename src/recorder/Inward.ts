import { lookup as systemLookup } from "node:dns"
import type { LookupFunction } from "node:net"
import { isInward } from "../domain/values/Inward.ts"

/** By it a name that leads inward is known from one that leads nowhere. */
export const code = "EINWARD"

/** Looks names up as the system does, and fails for those that lead inward, but for what `mayBe` says. */
export const lookup =
  (mayBe: (hostname: string) => boolean): LookupFunction =>
  (hostname, options, callback) =>
    systemLookup(hostname, options, (error, found, family) => {
      const addresses = typeof found === "string" ? [found] : (found ?? []).map(({ address }) => address)
      if (error !== null || mayBe(hostname) || !addresses.some(isInward)) callback(error, found, family)
      else callback(Object.assign(new Error(`${hostname} leads inward`), { code }), found, family)
    })
