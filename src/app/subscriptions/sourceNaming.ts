import { type AddressParts, addressText } from "../../domain/subscriptions/Address.ts"
import { suggestName } from "../../domain/subscriptions/AddressName.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"

/** Gives the names of drivers' sources at addresses: those that they have, or new ones, each for one address alone. */
export const sourceNaming = (live: LiveState["Service"]) => {
  const known = new Map<string, string>()
  const given = new Set<string>()
  for (const stored of live.sources()) {
    if (stored.address !== null) known.set(`${stored.driver} ${stored.address.url}`, stored.username)
  }
  return (driver: string, parts: AddressParts, title: string | undefined): string => {
    const at = `${driver} ${addressText(parts)}`
    const isFree = (name: string) => live.byKey(driver, name) === undefined && !given.has(`${driver}/${name}`)
    const name = known.get(at) ?? suggestName(parts, isFree, title)
    known.set(at, name)
    given.add(`${driver}/${name}`)
    return name
  }
}
