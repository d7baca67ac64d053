import type { RecorderSettings } from "../../domain/settings/Settings.ts"
import type { DriverInfo } from "../../ports/Overseer.ts"
import type { StoredSource } from "../../ports/Sources.ts"

/** Whether an action takes a parameter; one that is not described is not known to refuse any. */
export const takes = (driver: DriverInfo | undefined, name: string): boolean =>
  driver === undefined || Object.hasOwn(driver.params, name)

/**
 * The parameters of a start, by the names that recorders' actions use; files lie below the recordings' folder. Where a source is, and what
 * its site asks for beside cookies, is told to those alone that ask for it; a member's address to those that keep away from this machine.
 */
export const startParameters = (
  { address, username }: Pick<StoredSource, "address" | "username">,
  settings: RecorderSettings,
  mediaRoot: string,
  driver: DriverInfo | undefined
): Readonly<Record<string, string>> => {
  const { headers, login, out_pattern, proxy, ...rest } = settings
  const isLed = address !== null && (address.from !== "member" || takes(driver, "inward"))
  const place = !isLed ? {} : { url: address.url, inward: address.from === "member" ? "no" : "" }
  const asked = Object.entries({ headers, login, proxy, ...place }).filter(
    ([name, value]) => value !== "" && takes(driver, name)
  )
  return { source: username, out: `${mediaRoot}/${out_pattern}`, ...rest, ...Object.fromEntries(asked) }
}
