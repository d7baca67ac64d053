import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { mutants } from "./list/all.ts"
import type { Mutant } from "./Mutant.ts"

export const root = resolve(import.meta.dirname, "../..")

const sourceOf = (tree: string, { file }: Mutant): string => join(tree, "src", file)

/** How often the text that a mutant changes stands in its file. */
export const places = (mutant: Mutant): number =>
  readFileSync(sourceOf(root, mutant), "utf8").split(mutant.before).length - 1

/** Why the list can't be worked off as it stands; empty where it can. */
export const misfits = (): ReadonlyArray<string> =>
  mutants.flatMap((mutant) => {
    const count = places(mutant)
    return count === 1 ? [] : [`${mutant.breaks}: its text stands ${count} times in src/${mutant.file}`]
  })

/** A copy of the tree to plant mutants in; what is neither source nor test is the tree's own. */
export const makeTree = () => {
  const tree = mkdtempSync(join(tmpdir(), "sticky-dvr-mutants-"))
  for (const name of readdirSync(root)) {
    if (name === "src" || name === "test") cpSync(join(root, name), join(tree, name), { recursive: true })
    else if (name !== ".git") symlinkSync(join(root, name), join(tree, name))
  }
  return {
    tree,
    plant: (mutant: Mutant): void => {
      const text = readFileSync(sourceOf(root, mutant), "utf8")
      writeFileSync(
        sourceOf(tree, mutant),
        text.replace(mutant.before, () => mutant.after)
      )
    },
    heal: (mutant: Mutant): void => cpSync(sourceOf(root, mutant), sourceOf(tree, mutant)),
    remove: (): void => rmSync(tree, { recursive: true, force: true })
  }
}
