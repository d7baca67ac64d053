import { lookup as systemLookup } from "node:dns"
import { BlockList, isIPv4, isIPv6, type LookupFunction } from "node:net"

/** This machine itself, its own link, and what clouds tell their machines there: passwords, among other things. */
const inward = new BlockList()
inward.addSubnet("0.0.0.0", 8, "ipv4")
inward.addSubnet("127.0.0.0", 8, "ipv4")
inward.addSubnet("169.254.0.0", 16, "ipv4")
inward.addAddress("100.100.100.200", "ipv4")
inward.addAddress("::", "ipv6")
inward.addAddress("::1", "ipv6")
inward.addSubnet("fe80::", 10, "ipv6")
inward.addAddress("fd00:ec2::254", "ipv6")

/** Whether a host, as a URL has it, is an address that no site is at. A name is none; what it stands for may be. */
export const isInward = (hostname: string): boolean => {
  const address = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname
  if (isIPv4(address)) return inward.check(address, "ipv4")
  return isIPv6(address) && inward.check(address, "ipv6")
}

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
