import { isSeen, type Run } from "./Run.ts"

/** What is stored of a run. */
export type RunFacts = Pick<
  Run,
  | "taskId"
  | "phase"
  | "sourceId"
  | "createdAt"
  | "asked"
  | "startedAt"
  | "pid"
  | "endedAt"
  | "ending"
  | "exitCode"
  | "refusal"
  | "message"
  | "settings"
  | "action"
  | "tries"
  | "stopReason"
>

/** What is filled in of a stored run as more is told of it. */
type Filled = Omit<RunFacts, "taskId" | "phase" | "sourceId" | "createdAt">

/** Whether a run was given up before it began. */
const isGivenUp = ({ ending, startedAt }: Pick<Run, "ending" | "startedAt">): boolean =>
  startedAt === null && (ending === "unsent" || ending === "refused")

/** A run ends once. Only one that was given up before it began, and is seen at the overseer after all, is what it is told to be now. */
const isOpenTo = (run: Filled, facts: RunFacts): boolean => run.endedAt === null || (isGivenUp(run) && isSeen(facts))

/** Whether the run ends by this, and by no stop of ours: one that was stored was not sent. */
export const endsUnasked = (run: Filled, facts: RunFacts): boolean =>
  isOpenTo(run, facts) && facts.endedAt !== null && facts.stopReason === null

/**
 * What is stored of a run once more is told of it: what is known stays, and what was empty is filled in. The adapter of PostgreSQL says
 * the same in SQL.
 */
export const filledIn = <Known extends Filled>(run: Known, facts: RunFacts): Known => ({
  ...run,
  startedAt: run.startedAt ?? facts.startedAt,
  pid: run.pid ?? facts.pid,
  settings: run.settings ?? facts.settings,
  action: run.action ?? facts.action,
  tries: Math.max(run.tries, facts.tries),
  stopReason: endsUnasked(run, facts) ? null : (run.stopReason ?? facts.stopReason),
  ...(isOpenTo(run, facts) && {
    asked: Math.max(run.asked, facts.asked),
    endedAt: facts.endedAt,
    ending: facts.ending,
    exitCode: facts.exitCode,
    refusal: facts.refusal,
    message: facts.message
  })
})

/**
 * Whether the two can't be said as one, for what is stored may be changed by the first, and then once more: what ended unseen is opened
 * again by what is seen, a stop that was taken from the record is known to have been sent, and an end that nobody asked for takes a
 * stop from the record only where the run was not known to have ended.
 */
export const comeApart = (earlier: RunFacts, later: RunFacts): boolean => {
  if (earlier.endedAt === null) return earlier.stopReason !== null && endsUnasked(earlier, later)
  return (!isSeen(earlier) && isSeen(later)) || (earlier.stopReason === null && later.stopReason !== null)
}
