import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import type { Offered } from "./core/Offering.ts"

const isThere = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The actions, each with those of the programs that it needs which are in none of the folders of `path`, as the variable PATH has them. */
export const lookedFor = (offered: ReadonlyMap<string, Offered>, path: string): ReadonlyMap<string, Offered> => {
  const folders = path.split(delimiter)
  const isInstalled = (program: string): boolean => folders.some((folder) => isThere(join(folder, program)))
  return new Map(
    [...offered].map(([name, { action, limits }]) => {
      const missing = (action.needs ?? []).filter((need) => !need.split("|").some(isInstalled))
      return [name, { action: { ...action, missing }, limits }]
    })
  )
}
