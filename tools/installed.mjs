/**
 * Exit code 0 when node_modules holds what package-lock.json asks for. Plain JavaScript, since it also runs on the old
 * Node that begins an installation.
 */
import { readFileSync } from "node:fs"

const packages = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages
  } catch {
    return undefined
  }
}

const wanted = packages("package-lock.json")
const present = packages("node_modules/.package-lock.json")

const same = ([place, { integrity, optional, version }]) => {
  const found = present[place]
  return found === undefined ? optional === true : found.version === version && found.integrity === integrity
}

const complete =
  wanted !== undefined &&
  present !== undefined &&
  Object.entries(wanted).every((entry) => entry[0] === "" || same(entry)) &&
  Object.keys(present).every((place) => place in wanted)

process.exit(complete ? 0 : 1)
