import { coverage } from "../../../src/domain/recordings/Coverage.ts"
import type { CoverageInput } from "../../../src/domain/recordings/CoverageInput.ts"
import type { Stretch } from "../../../src/domain/recordings/Stretch.ts"
import { t0 } from "../supervision/given.ts"
import { m, minute, nothing } from "./evidence.ts"

/** Stretches as `from-to kind cause`, in minutes. */
export const show = (stretches: ReadonlyArray<Stretch>): ReadonlyArray<string> =>
  stretches.map(({ cause, from, kind, to }) => {
    const [a, b] = [from, to].map((one) => (one - t0) / minute)
    return `${a}-${b} ${kind}${cause === null ? "" : ` ${cause}`}`
  })

/** What the coverage of the first `to` minutes shows. */
export const covered = (evidence: Partial<CoverageInput>, to = 60) =>
  show(coverage({ ...nothing, ...evidence }, m(0), m(to)))
