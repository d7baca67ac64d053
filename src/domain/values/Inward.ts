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

/**
 * IPv4 as programs take it, too: one to four numbers, decimal, octal or hexadecimal, the last of which fills what is left (inet_aton(3)).
 * Undefined for what is none.
 */
const dotted = (host: string): string | undefined => {
  const words = host.split(".")
  if (words.length > 4 || !words.every((word) => /^(?:0x[0-9a-f]*|\d+)$/i.test(word))) return undefined
  const numbers = words.map((word) => {
    if (/^0x/i.test(word)) return Number.parseInt(`0${word.slice(2)}`, 16)
    return word.startsWith("0") ? Number.parseInt(word, 8) : Number(word)
  })
  const whole = numbers.reduce((sum, n, i) => sum + n * 256 ** (i === numbers.length - 1 ? 0 : 3 - i), 0)
  if (numbers.slice(0, -1).some((n) => n > 255) || whole >= 2 ** 32) return undefined
  return [24, 16, 8, 0].map((shift) => Math.floor(whole / 2 ** shift) % 256).join(".")
}

/** A host as resolvers read it: wide letters and dots are plain ones (UTS #46), and a last dot says nothing. */
const plain = (host: string): string => host.normalize("NFKC").replaceAll("\u3002", ".").replace(/\.$/, "")

const nothing = (): ReadonlyArray<string> => []

/** An address of this machine as a network of its own; undefined for what is none. Its zone (`fe80::1%eth0`) says nothing here. */
const alone = (address: string): IpNetwork.IpNetwork | undefined => {
  const [plain = ""] = address.split("%", 1)
  return Result.getOrUndefined(IpNetwork.fromString(`${plain}/${plain.includes(":") ? 128 : 32}`))
}

/**
 * Whether a host, as a URL has it, is an address that no site is at, or one of those that this machine's interfaces have. A name is none, but for
 * `localhost`; what it stands for may be.
 */
export const isInward = (hostname: string, own: () => ReadonlyArray<string> = nothing): boolean => {
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : plain(hostname)
  const address = Result.getOrUndefined(NetAddress.ipFromString(dotted(host) ?? host))
  if (address === undefined) return /^(?:.*\.)?localhost$/i.test(host)
  const canonical = NetAddress.toCanonical(address)
  const isWithin = (network: IpNetwork.IpNetwork | undefined) =>
    network !== undefined && IpNetwork.contains(network, canonical)
  return inward.some(isWithin) || own().map(alone).some(isWithin)
}
