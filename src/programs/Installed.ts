import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"

const isThere = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Whether a program is in one of the folders of `path`, as the variable PATH has them. */
export const isInstalled = (program: string, path: string): boolean =>
  path.split(delimiter).some((folder) => isThere(join(folder, program)))
