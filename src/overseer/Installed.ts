import { isInstalled } from "../programs/Installed.ts"
import type { Offered } from "./core/Offering.ts"

/** The actions, each with those of the programs that it needs which are in none of the folders of `path`, as the variable PATH has them. */
export const lookedFor = (offered: ReadonlyMap<string, Offered>, path: string): ReadonlyMap<string, Offered> =>
  new Map(
    [...offered].map(([name, { action, limits }]) => {
      const missing = (action.needs ?? []).filter(
        (need) => !need.split("|").some((program) => isInstalled(program, path))
      )
      return [name, { action: { ...action, missing }, limits }]
    })
  )
