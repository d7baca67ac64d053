/** The groups of one half of an IPv6 address, without their leading zeros. */
const groups = (half: string): ReadonlyArray<string> =>
  half === "" ? [] : half.split(":").map((group) => group.replace(/^0+(?=.)/, ""))

/**
 * What counts as one client of an address: an IPv4 address itself, of IPv6 the /64 that it lies in, as anybody who has one has
 * all of its addresses. What is no address is taken as it is.
 */
export const networkOf = (address: string): string => {
  const plain = address.toLowerCase().replace(/%.*$/, "")
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  if (!plain.includes(":")) return plain
  const [head = "", tail] = plain.split("::")
  const before = groups(head)
  const behind = groups(tail ?? "")
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - behind.length)
  const all = [...before, ...Array.from({ length: zeros }, () => "0"), ...behind]
  return `${all.slice(0, 4).join(":")}::/64`
}
