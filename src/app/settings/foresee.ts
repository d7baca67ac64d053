import { errorPolicy, type Settings } from "../../domain/settings/Settings.ts"
import { isEligible } from "../../domain/supervision/Eligibility.ts"
import { shouldTrip } from "../../domain/supervision/ErrorWindow.ts"
import { isHeld, isStopping, type Run } from "../../domain/supervision/Run.ts"
import { isLow, withoutClosures } from "../../domain/supervision/StorageGate.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import type { LiveState } from "../supervision/live/LiveState.ts"

/** What settings would do at once to what is recorded, were they saved now. */
export interface Foreseen {
  /** Recorders that would be stopped. */
  readonly stops: number
  /** How many of those are recording. */
  readonly recording: number
  /** Sources without a recorder whose start would be held. */
  readonly holds: number
  /** Sources that would be in error. */
  readonly errors: number
  /** Some of those that would be stopped, by driver and name; those that record come first. */
  readonly sources: ReadonlyArray<string>
}

/** So many of them are named. */
const named = 20

const isRunning = (run: Run): boolean => isHeld(run) && !isStopping(run)
const isRecording = (run: Run): boolean => run.capture.recordingSince !== null

/** Compares what the settings in force and other ones make of every source, and counts where only the other ones stand in the way. */
export const foresee = (live: LiveState["Service"], settings: Settings, now: Instant): Foreseen => {
  const { free, obstacle } = live.storage()
  const isFull = obstacle === null && free !== null && isLow(free, settings.min_free_space, false)
  const [before, after] = [errorPolicy(live.settings().settings), errorPolicy(settings)]
  const isWanted = (stored: StoredSource) => isEligible(stored.subscriptions, stored.history)
  const stopped: Array<{ readonly name: string; readonly recording: boolean }> = []
  let holds = 0
  let errors = 0
  for (const stored of live.sources()) {
    const { driver, id, username } = stored
    const history = withoutClosures(stored.history, live.closures())
    if (!isWanted(stored)) continue
    const trips = shouldTrip(history, after, now) && !shouldTrip(history, before, now)
    if (trips) errors += 1
    if (!trips && !isFull) continue
    const running = live.runsOf(id).filter(isRunning)
    if (running.length > 0) stopped.push({ name: `${driver}/${username}`, recording: running.some(isRecording) })
    else if (isFull) holds += 1
  }
  const recording = stopped.filter((one) => one.recording)
  const others = stopped.filter((one) => !one.recording)
  return {
    stops: stopped.length,
    recording: recording.length,
    holds,
    errors,
    sources: [...recording, ...others].slice(0, named).map(({ name }) => name)
  }
}
