import type { Mutant } from "../Mutant.ts"
import { programs } from "./programs.ts"
import { rules } from "./rules.ts"
import { runs } from "./runs.ts"

export const mutants: ReadonlyArray<Mutant> = [...rules, ...runs, ...programs]
