import { isOpen, type Run } from "./Run.ts"

/*
 * The runs of one source stand everywhere in the order in which they were made: as the store numbers them, and after those what was made
 * or found since. No moment tells that order, for clocks may be set, and those of two backends differ.
 */

/** Of the runs that ended the one that was made last. */
export const lastEnded = (runs: ReadonlyArray<Run>): Run | null => runs.findLast((run) => !isOpen(run)) ?? null

/** What is kept of a source's runs: all open ones and, so that it can be told how things ended, the last ended one. */
export const worthKeeping = (runs: ReadonlyArray<Run>): ReadonlyArray<Run> => {
  const last = lastEnded(runs)
  return runs.filter((run) => isOpen(run) || run === last)
}

/** The runs with this one in the place of what was known of it; one that nothing was known of was made last. */
export const withRun = (runs: ReadonlyArray<Run>, run: Run): ReadonlyArray<Run> => {
  const at = runs.findIndex(({ taskId }) => taskId === run.taskId)
  return at < 0 ? [...runs, run] : runs.with(at, run)
}
