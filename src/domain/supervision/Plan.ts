import type { SourceId } from "../values/Ids.ts"
import type { Hold } from "./Hold.ts"
import { isHeld, isOpen, isStopping, type Run, type StopReason } from "./Run.ts"
import type { TaskId } from "./TaskId.ts"

/** What is wanted of one source, and what is known of its runs. */
export interface Situation {
  readonly sourceId: SourceId
  /** At least one active subscription, and not tripped. */
  readonly eligible: boolean
  readonly hold: Hold | null
  /** Runs made before so much was asked of the source are to be replaced as soon as a new one may start; 0 when no restart was. */
  readonly restartAsked: number
  /** The open runs; ended ones may be among them and are passed over. */
  readonly runs: ReadonlyArray<Run>
}

export type Action =
  | { readonly _tag: "start"; readonly sourceId: SourceId }
  | { readonly _tag: "stop"; readonly sourceId: SourceId; readonly taskId: TaskId; readonly why: StopReason }

/**
 * The least that turns what runs into what should run, for one source; null once they agree or while an earlier command is
 * still unanswered. Never a start and a stop together: what must first end is waited for.
 */
export const planSource = (situation: Situation): Action | null => {
  const { eligible, hold, restartAsked, runs, sourceId } = situation
  let kept: Run | null = null
  let double: Run | null = null
  let busy = false
  for (const run of runs) {
    if (!isOpen(run)) continue
    if (!isHeld(run) || isStopping(run)) busy = true
    else if (!eligible) return stop(run, "unwanted")
    else if (kept === null) kept = run
    else if (isBetter(run, kept)) {
      double = kept
      kept = run
    } else double = run
  }
  if (!eligible) return null
  if (double !== null) return stop(double, "double")
  const closing = kept === null || hold === null ? null : stopFor(hold)
  if (kept !== null && closing !== null) return stop(kept, closing)
  // A restart brings its own room along.
  if (busy || (hold !== null && (kept === null || !isRoom(hold)))) return null
  if (kept === null) return { _tag: "start", sourceId }
  return kept.asked < restartAsked ? stop(kept, "restart") : null
}

/** Why what runs is stopped by a hold; null for holds that only delay a start. */
const stopFor = (hold: Hold): StopReason | null =>
  hold._tag === "disk" ? "disk" : hold._tag === "storage" && hold.stops ? "storage" : null

const isRoom = ({ _tag }: Hold): boolean => _tag === "room" || _tag === "limit"

const stop = (run: Run, why: StopReason): Action => ({ _tag: "stop", sourceId: run.sourceId, taskId: run.taskId, why })

/** Of two runs of one source the one to keep: a running one, then the older one, then by id so that all agree. */
const isBetter = (a: Run, b: Run): boolean => {
  if (a.phase !== b.phase) return a.phase === "running"
  return a.createdAt === b.createdAt ? a.taskId < b.taskId : a.createdAt < b.createdAt
}

/**
 * The actions for all sources, at most `concurrency` starts and restarts under way at once. Stops of what is unwanted are never
 * held back. The order of the situations decides who waits: each start is asked for in turn whether there is room for it.
 */
export const plan = (
  situations: Iterable<Situation>,
  concurrency: number,
  takesRoom: (sourceId: SourceId) => boolean = () => true
): ReadonlyArray<Action> => {
  const actions: Array<Action> = []
  const paced: Array<Action> = []
  let underWay = 0
  for (const situation of situations) {
    for (const run of situation.runs) {
      if (run.phase === "sent" || (situation.eligible && isStopping(run))) underWay++
    }
    const action = planSource(situation)
    if (action === null) continue
    if (action._tag === "start" || action.why === "restart") paced.push(action)
    else actions.push(action)
  }
  for (const action of paced) {
    if (underWay >= concurrency) break
    if (action._tag === "start" && !takesRoom(action.sourceId)) continue
    actions.push(action)
    underWay++
  }
  return actions
}
