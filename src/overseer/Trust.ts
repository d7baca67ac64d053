import { BlockList, isIP, isIPv4 } from "node:net"
import { networkInterfaces } from "node:os"
import { Redacted, Result } from "effect"
import { Mac } from "effect/crypto"

/** Who may open a connection, by the address it comes from. */
export type Trust = (address: string | undefined) => boolean

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

const family = (address: string): "ipv4" | "ipv6" => (isIPv4(address) ? "ipv4" : "ipv6")

const add = (list: BlockList, entry: string): boolean => {
  const [address = "", length, ...more] = entry.split("/")
  if (isIP(address) === 0 || more.length > 0) return false
  if (length === undefined) {
    list.addAddress(address, family(address))
    return true
  }
  if (!/^\d{1,3}$/.test(length) || Number(length) > (isIPv4(address) ? 32 : 128)) return false
  list.addSubnet(address, Number(length), family(address))
  return true
}

/** This machine, and the networks it is on when the overseer starts. */
const neighbours = (): ReadonlyArray<string> => [
  "127.0.0.0/8",
  "::1",
  ...Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).flatMap(({ cidr }) => (cidr === null ? [] : [cidr]))
  )
]

/**
 * Trust in a list of networks (`10.0.0.0/8`) and single addresses; in the local ones if the list is empty. The
 * failure is the entry that is neither.
 */
export const trust = (cidrs: ReadonlyArray<string>): Result.Result<Trust, string> => {
  const list = new BlockList()
  const wrong = (cidrs.length === 0 ? neighbours() : cidrs).find((entry) => !add(list, entry))
  if (wrong !== undefined) return Result.fail(wrong)
  return Result.succeed((address) => {
    if (address === undefined) return false
    const plain = mapped.exec(address)?.[1] ?? address.split("%", 1)[0] ?? ""
    return isIP(plain) !== 0 && list.check(plain, family(plain))
  })
}

/**
 * Whether the header `Authorization` of a request carries the secret that an overseer shares with its clients, told in a time that
 * says no more than whether their lengths are equal. Without a secret everybody does.
 */
export const bearing = (secret: Redacted.Redacted | undefined): ((authorization: string | undefined) => boolean) => {
  if (secret === undefined) return () => true
  const bytes = new TextEncoder()
  const expected = bytes.encode(`Bearer ${Redacted.value(secret)}`)
  return (authorization) => Mac.timingSafeEqual(bytes.encode(authorization ?? ""), expected)
}
