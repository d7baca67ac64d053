import { Result } from "effect"
import { IpNetwork, NetAddress } from "effect/net"

/** This machine itself, its own link, and what clouds tell their machines there: passwords, among other things. */
const inward = [
  "0.0.0.0/8",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "100.100.100.200/32",
  "::/128",
  "::1/128",
  "fe80::/10",
  "fd00:ec2::254/128"
].map((network) => IpNetwork.fromStringUnsafe(network))

/** Whether a host, as a URL has it, is an address that no site is at. A name is none, but for `localhost`; what it stands for may be. */
export const isInward = (hostname: string): boolean => {
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname
  const address = Result.getOrUndefined(NetAddress.ipFromString(host))
  if (address === undefined) return /^(?:.*\.)?localhost\.?$/i.test(host)
  const canonical = NetAddress.toCanonical(address)
  return inward.some((network) => IpNetwork.contains(network, canonical))
}
