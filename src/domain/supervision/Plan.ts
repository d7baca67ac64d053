import type { SourceId } from "../values/Ids.ts"
import type { Instant } from "../values/Time.ts"
import { admit, type Bounds, type Candidate, type NotAdmitted } from "./Admission.ts"
import type { Hold, OwnHold } from "./Hold.ts"
import type { Wish } from "./Limits.ts"
import { isHeld, isOpen, isStopping, type Run, type StopReason } from "./Run.ts"
import { stopsRecorders, storedAs } from "./StorageObstacle.ts"
import type { TaskId } from "./TaskId.ts"

/** What is wanted of one source, and what is known of its runs. */
export interface Situation {
  readonly sourceId: SourceId
  readonly driver: string
  readonly wishes: ReadonlyArray<Wish>
  /** At least one active subscription, and not tripped. */
  readonly eligible: boolean
  /** What holds it back whatever the others do. */
  readonly hold: OwnHold | null
  /** Runs made before so much was asked of the source are to be replaced as soon as a new one may start; 0 when no restart was. */
  readonly restartAsked: number
  /** The open runs, in the order in which they were made; ended ones may be among them and are passed over. */
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
  if (busy || hold !== null) return null
  if (kept === null) return { _tag: "start", sourceId }
  return kept.asked < restartAsked ? stop(kept, "restart") : null
}

/** Why what runs is stopped by a hold; null for holds that only delay a start. */
const stopFor = (hold: OwnHold): StopReason | null =>
  hold._tag === "storage" && stopsRecorders(hold.obstacle) ? storedAs(hold.obstacle) : null

const stop = (run: Run, why: StopReason): Action => ({ _tag: "stop", sourceId: run.sourceId, taskId: run.taskId, why })

/** Whether a run is kept rather than one of the same source that was made before it. */
const isBetter = (run: Run, older: Run): boolean => run.phase === "running" && older.phase !== "running"

/** What is to be done now. */
export interface Plan {
  readonly actions: ReadonlyArray<Action>
  /** The first moment at which something that is held back now may not be any more; null where no time is known. */
  readonly nextAt: Instant | null
}

/**
 * The plan for all sources: starts and restarts as far as they are admitted together. Stops of what is unwanted are never held back.
 */
export const plan = (situations: Iterable<Situation>, bounds: Bounds): Plan => {
  const actions: Array<Action> = []
  const candidates: Array<Candidate & { readonly action: Action }> = []
  let underWay = 0
  let nextAt: Instant | null = null
  const heed = (hold: Hold | NotAdmitted | null): void => {
    const until = hold !== null && "until" in hold ? hold.until : null
    if (until !== null && (nextAt === null || until < nextAt)) nextAt = until
  }
  for (const situation of situations) {
    const { driver, eligible, hold, runs, sourceId, wishes } = situation
    for (const run of runs) {
      if (run.phase === "sent" || (eligible && isStopping(run))) underWay++
    }
    heed(hold)
    const action = planSource(situation)
    if (action === null) continue
    if (action._tag === "stop" && action.why !== "restart") actions.push(action)
    else candidates.push({ sourceId, driver, wishes, replaces: action._tag === "stop", action })
  }
  const { admitted, held } = admit(candidates, bounds, underWay)
  held.forEach(heed)
  return { actions: [...actions, ...admitted.map(({ action }) => action)], nextAt }
}
