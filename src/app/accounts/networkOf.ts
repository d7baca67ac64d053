import { Result } from "effect"
import { IpNetwork, NetAddress } from "effect/net"

/** Of IPv6 addresses these leading bits are one client's. */
const prefix = 64

/** No address is longer, nor is a zone behind it. */
const longest = 100

/**
 * What counts as one client of an address: an IPv4 address itself, of IPv6 the /64 that it lies in, as anybody who has one has
 * all of its addresses. What is no address is taken as it is.
 */
export const networkOf = (address: string): string => {
  if (address.length > longest) return address
  const parsed = Result.getOrUndefined(NetAddress.ipFromString(address.split("%", 1)[0] ?? ""))
  if (parsed === undefined) return address
  const plain = NetAddress.toCanonical(parsed)
  return NetAddress.isIpv6Address(plain)
    ? IpNetwork.format(IpNetwork.fromAddressUnsafe(plain, prefix))
    : NetAddress.formatIp(plain)
}

/** Whether two addresses are known and count as one client's. */
export const isSameNetwork = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && networkOf(one) === networkOf(other)
