import { Result } from "effect"
import type { Parameters } from "../../../domain/settings/Parameters.ts"
import { isAskedFor, secretKeys } from "../../../domain/settings/SecretFields.ts"
import type { RecorderSettings } from "../../../domain/settings/Settings.ts"
import { type Address, parseAddress } from "../../../domain/subscriptions/Address.ts"
import { isOwnSite } from "../../../domain/subscriptions/DriverChoice.ts"
import type { DriverInfo } from "../../../ports/Overseer.ts"
import type { StoredSource } from "../../../ports/Sources.ts"

/** Whether an action takes a parameter; one that is not described is not known to refuse any. */
export const takes = (driver: DriverInfo | undefined, name: string): boolean =>
  driver === undefined || Object.hasOwn(driver.params, name)

/** Whether a member chose the host that an address leads to, and not who described the driver. */
const isMembersHost = ({ from, url }: Address, driver: DriverInfo | undefined): boolean =>
  from === "member" &&
  Result.match(parseAddress(url), {
    onFailure: () => true,
    onSuccess: ({ host }) => driver === undefined || !isOwnSite(host, driver)
  })

/** What a site is shown: at a host that a member chose nothing that is for everybody or the driver, or whoever is at it would have it. */
const shownToSite = (
  settings: RecorderSettings,
  { address, overrides }: Pick<StoredSource, "address" | "overrides">,
  driver: DriverInfo | undefined
): RecorderSettings => {
  if (address === null || !isMembersHost(address, driver)) return settings
  const own = secretKeys.map((key) => [key, key === "proxy" ? settings.proxy : (overrides[key] ?? "")] as const)
  return { ...settings, ...Object.fromEntries(own) }
}

/** Of what is set for parameters that are no settings, what the action declares; an action that is not described is given none. */
const declaredOf = (parameters: Parameters, driver: DriverInfo | undefined): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => driver !== undefined && takes(driver, name)))

/**
 * The parameters of a start, by the names that recorders' actions use; files lie below the recordings' folder. Where a source is, and what
 * its site asks for beside cookies, is told to those alone that ask for it; a member's address to those that keep away from this machine.
 */
export const startParameters = (
  source: Pick<StoredSource, "address" | "overrides" | "username">,
  settings: RecorderSettings,
  mediaRoot: string,
  driver: DriverInfo | undefined
): Readonly<Record<string, string>> => {
  const { address, username } = source
  const { out_pattern, parameters, ...values } = shownToSite(settings, source, driver)
  const isLed = address !== null && (address.from !== "member" || takes(driver, "inward"))
  const place = !isLed ? {} : { url: address.url, inward: address.from === "member" ? "no" : "" }
  const all = Object.entries(values)
  const asked = [...all.filter(([name]) => isAskedFor(name)), ...Object.entries(place)]
  return {
    ...declaredOf(parameters, driver),
    source: username,
    out: `${mediaRoot}/${out_pattern}`,
    ...Object.fromEntries(all.filter(([name]) => !isAskedFor(name))),
    ...Object.fromEntries(asked.filter(([name, value]) => value !== "" && takes(driver, name)))
  }
}
