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

/**
 * Where a run belongs that nothing was known of. One that is in the making is the last. Of one that the overseer told of only its id says
 * anything: it may be new, or one that ended long ago and of which a word comes late.
 */
const placeOf = (runs: ReadonlyArray<Run>, { seenAt, taskId }: Run): number =>
  seenAt === null ? runs.length : runs.findLastIndex((known) => known.taskId < taskId) + 1

/** The runs with this one in the place of what was known of it, or where one belongs that nothing was known of. */
export const withRun = (runs: ReadonlyArray<Run>, run: Run): ReadonlyArray<Run> => {
  const at = runs.findIndex(({ taskId }) => taskId === run.taskId)
  return at < 0 ? runs.toSpliced(placeOf(runs, run), 0, run) : runs.with(at, run)
}
