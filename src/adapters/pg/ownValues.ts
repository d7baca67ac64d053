import type { OwnValues } from "../../ports/Sources.ts"
import { addressOf, number } from "./cells.ts"
import { lenientOverrides } from "./lenientSettings.ts"

/** What a source has of its own, in the columns that `ownValues` reads. */
export const ownColumns = "overrides, overrides_version, address, address_from"

export const ownValues = ([overrides, version, url, from]: ReadonlyArray<unknown>): OwnValues => ({
  overrides: lenientOverrides(overrides),
  overridesVersion: number(version),
  address: addressOf(url, from)
})
