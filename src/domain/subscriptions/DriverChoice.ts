import type { AddressParts } from "./Address.ts"

/** What a driver says of the addresses that it records. */
export interface Reach {
  readonly name: string
  /** How they begin; absent where it does not say. */
  readonly schemes?: ReadonlyArray<string>
  /** The sites that are its own. */
  readonly hosts?: ReadonlyArray<string>
  /** What their paths end in, where that tells them: `.mpd`. */
  readonly endings?: ReadonlyArray<string>
}

const isOf = (host: string, site: string): boolean => host === site || host.endsWith(`.${site}`)

/** Whether a host is one of a site that a driver calls its own. */
export const isOwnSite = (host: string, { hosts = [] }: Pick<Reach, "hosts">): boolean =>
  hosts.some((site) => isOf(host, site.toLowerCase()))

/** What a path ends in, as `.m3u8`; empty for one that ends in nothing of the kind. */
const endingOf = (path: string): string => /\.[a-z0-9]{1,8}$/i.exec(path)?.[0].toLowerCase() ?? ""

/**
 * How well an address fits: of a site of the driver's own; of a scheme and an ending that it names; of a scheme that it names, with no
 * ending to go by; the same with an ending that it does not name, or where it has sites of its own, or of any where it names nothing. 0
 * for not at all.
 */
const closeness = ({ host, path, scheme }: AddressParts, reach: Reach): number => {
  const { endings = [], hosts, schemes } = reach
  if (isOwnSite(host, reach)) return 4
  if (schemes === undefined) return hosts === undefined ? 1 : 0
  if (!schemes.includes(scheme)) return 0
  const ending = endingOf(path)
  if (endings.includes(ending)) return 3
  return hosts === undefined && (ending === "" || endings.length === 0) ? 2 : 1
}

/** The drivers that record an address, the one that fits best first; by name where several fit as well. */
export const driversFor = (address: AddressParts, drivers: Iterable<Reach>): ReadonlyArray<string> =>
  [...drivers]
    .map((driver) => ({ name: driver.name, closeness: closeness(address, driver) }))
    .filter((one) => one.closeness > 0)
    .sort((a, b) => b.closeness - a.closeness || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
