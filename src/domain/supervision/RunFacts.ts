import { type Ending, isSeen, type Run } from "./Run.ts"

/** What is stored of a run, but for what it belongs to and whether the overseer has it. */
export const storedOfRun = [
  "taskId",
  "createdAt",
  "asked",
  "startedAt",
  "pid",
  "endedAt",
  "ending",
  "exitCode",
  "refusal",
  "message",
  "settings",
  "action",
  "tries",
  "stopReason"
] as const satisfies ReadonlyArray<keyof Run>

/** What is told to the store of a run. */
export type RunFacts = Pick<Run, (typeof storedOfRun)[number] | "sourceId" | "phase">

/** What is filled in of a stored run as more is told of it. */
type Filled = Omit<RunFacts, "taskId" | "phase" | "sourceId" | "createdAt">

/** How a run ends that was given up before it began. */
export const givenUp: ReadonlyArray<Ending> = ["unsent", "refused"]

/** Whether a run was given up before it began. */
const isGivenUp = ({ ending, startedAt }: Pick<Run, "ending" | "startedAt">): boolean =>
  startedAt === null && ending !== null && givenUp.includes(ending)

/** How what is stored of a run is filled in; a stop's reason besides is forgotten by an end that nobody asked for. */
export const filling = {
  /** What is known stays. */
  once: ["startedAt", "pid", "settings", "action"],
  /** The greater counts. */
  greatest: ["tries"],
  /** The greater counts until the run has ended. */
  greatestUntilEnd: ["asked"],
  /** Comes with the end of the run, as a whole. */
  withEnd: ["endedAt", "ending", "exitCode", "refusal", "message"]
} as const satisfies Readonly<Record<string, ReadonlyArray<keyof Filled>>>

const each = <Key extends keyof Filled>(keys: ReadonlyArray<Key>, value: (key: Key) => Filled[Key]) =>
  // `Object.fromEntries` of exactly these keys.
  Object.fromEntries(keys.map((key) => [key, value(key)])) as unknown as Pick<Filled, Key>

/** A run ends once. Only one that was given up before it began, and is seen at the overseer after all, is what it is told to be now. */
const isOpenTo = (run: Filled, facts: RunFacts): boolean => run.endedAt === null || (isGivenUp(run) && isSeen(facts))

/** Whether the run ends by this, and by no stop of ours: one that was stored was not sent. */
export const endsUnasked = (run: Filled, facts: RunFacts): boolean =>
  isOpenTo(run, facts) && facts.endedAt !== null && facts.stopReason === null

/** What is stored of a run once more is told of it: what is known stays, and what was empty is filled in. */
export const filledIn = <Known extends Filled>(run: Known, facts: RunFacts): Known => ({
  ...run,
  ...each(filling.once, (key) => run[key] ?? facts[key]),
  ...each(filling.greatest, (key) => Math.max(run[key], facts[key])),
  stopReason: endsUnasked(run, facts) ? null : (run.stopReason ?? facts.stopReason),
  ...(isOpenTo(run, facts) && {
    ...each(filling.greatestUntilEnd, (key) => Math.max(run[key], facts[key])),
    ...each(filling.withEnd, (key) => facts[key])
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
