import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import process from "node:process"
import type { Offered } from "./core/Offering.ts"

const isThere = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const isInstalled = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => isThere(join(folder, program)))

/** The actions, each with those of the programs that it needs which are not installed here. */
export const lookedFor = (offered: ReadonlyMap<string, Offered>): ReadonlyMap<string, Offered> =>
  new Map(
    [...offered].map(([name, { action, limits }]) => {
      const missing = (action.needs ?? []).filter((need) => !need.split("|").some(isInstalled))
      return [name, { action: { ...action, missing }, limits }]
    })
  )
