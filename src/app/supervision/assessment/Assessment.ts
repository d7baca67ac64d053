import { errorPolicy, fingerprint, type RecorderSettings, recorderSettings } from "../../../domain/settings/Settings.ts"
import { type Bounds, heldBack } from "../../../domain/supervision/Admission.ts"
import { nextStart } from "../../../domain/supervision/Backoff.ts"
import { isEligible } from "../../../domain/supervision/Eligibility.ts"
import { recentFailures } from "../../../domain/supervision/ErrorWindow.ts"
import type { History } from "../../../domain/supervision/History.ts"
import { type Bearings, holdAfter, type Offer, type OwnHold, triesAfter } from "../../../domain/supervision/Hold.ts"
import { heartbeatsOf } from "../../../domain/supervision/heartbeats.ts"
import type { Situation } from "../../../domain/supervision/Plan.ts"
import { isHeld, isOpen, type Run } from "../../../domain/supervision/Run.ts"
import { lastEnded } from "../../../domain/supervision/RunOrder.ts"
import type { Hearing } from "../../../domain/supervision/Stall.ts"
import type { Facts } from "../../../domain/supervision/Status.ts"
import { withoutClosures } from "../../../domain/supervision/StorageGate.ts"
import { parseDuration } from "../../../domain/values/Durations.ts"
import { canonical, fingerprintOf } from "../../../domain/values/Fingerprint.ts"
import type { Instant } from "../../../domain/values/Time.ts"
import type { LiveState, SourceEntry } from "../live/LiveState.ts"
import { boundsOf } from "./bounds.ts"
import { driverGates } from "./driverGates.ts"
import { foreignTwins } from "./foreignTwins.ts"

/** Sources as they stand at one moment: holds, situations and facts. */
export type Assessment = ReturnType<typeof assess>

/** Assesses sources at one moment: holds, situations and facts, from the live state alone. Make a new one for each batch. */
export const assess = (live: LiveState["Service"], now: Instant) => {
  const { settings } = live.settings()
  const policy = errorPolicy(settings)
  const { obstacle } = live.storage()
  const closures = live.closures()
  const link = live.link()
  const linkDown = link.listed
    ? null
    : { since: link.since, lastHeardAt: link.lastHeardAt, reached: link.connection !== null, fault: link.fault }
  const room = live.room()
  const gates = driverGates(live, policy, now)
  const twins = foreignTwins(live)
  let bounded: Bounds | null = null
  const actions = new Map<string, string>()

  /** A fingerprint of the overseer's action for a driver, also of its lack; null before the overseer has described any. */
  const actionOf = (driver: string): string | null => {
    const drivers = live.drivers()
    if (drivers === null) return null
    const known = actions.get(driver)
    if (known !== undefined) return known
    const made = fingerprintOf(canonical(drivers.get(driver)))
    actions.set(driver, made)
    return made
  }

  /** What bounds the starts of all sources together. */
  const bounds = (): Bounds => {
    bounded ??= boundsOf(live, gates.of)
    return bounded
  }

  /** What its recorders are to be blamed for. */
  const historyOf = (entry: SourceEntry): History => withoutClosures(entry.stored.history, closures)

  const settingsOf = (entry: SourceEntry): RecorderSettings =>
    recorderSettings(settings, entry.stored.driver, entry.stored.overrides)

  const markOf = (entry: SourceEntry): string => fingerprint(settingsOf(entry), entry.stored.address)

  const offerOf = (entry: SourceEntry): Offer => ({
    settings: markOf(entry),
    action: actionOf(entry.stored.driver)
  })

  /** Where there was a slot at the first look already, whoever leads tries once; the others may know less of it than the leader. */
  const freeSince = (driver: string): Instant | null => {
    const told = room?.drivers.get(driver)
    return told !== undefined && (told.wasFull || live.leading()) ? told.freeSince : null
  }

  const bearingsOf = (entry: SourceEntry): Bearings => ({
    upSince: link.upSince,
    freeSince: freeSince(entry.stored.driver),
    checkInterval: () => parseDuration(settingsOf(entry).check_interval) ?? 60_000
  })

  /** What delays the next start of a source whatever the others do. */
  const ownHoldOf = (entry: SourceEntry): OwnHold | null => {
    const { id } = entry.stored
    const history = historyOf(entry)
    if (obstacle !== null) return { _tag: "storage", obstacle }
    const twin = twins.of(entry.stored, () => settingsOf(entry))
    if (twin !== null) {
      return { _tag: "declined", why: "duplicate", until: null, message: `${twin} of another client runs` }
    }
    const refused = holdAfter(lastEnded(live.runsOf(id)), history.reset, () => offerOf(entry), bearingsOf(entry), now)
    if (refused !== null) return refused
    if (history.failures.length > 0 || history.blocks.length > 0) {
      const until = nextStart(id, history, policy)
      if (until !== null && until > now) {
        const failure = history.failures.at(-1)
        return failure === undefined || (history.blocks.at(-1) ?? 0) > failure
          ? { _tag: "blocked", until }
          : { _tag: "backoff", until, failures: recentFailures(history, policy, now).length }
      }
    }
    return null
  }

  /** What would hold back a start of a source without a recorder for the sake of others. */
  const sharedHoldOf = ({ stored }: SourceEntry) =>
    live.runsOf(stored.id).some(isOpen)
      ? null
      : heldBack(
          { sourceId: stored.id, driver: stored.driver, wishes: stored.subscriptions, replaces: false },
          bounds()
        )

  const hearingOf = (entry: SourceEntry): Hearing => ({
    interval: parseDuration(settingsOf(entry).heartbeat_interval) ?? 0,
    since: link.upSince ?? now,
    last: link.lastHeardAt ?? link.since
  })

  const eligible = (entry: SourceEntry): boolean => isEligible(postures(entry), entry.stored.history)

  return {
    policy,
    historyOf,
    settingsOf,
    hearingOf,
    eligible,
    bounds,

    /** What a start of the source made now rests on. */
    startOf: (entry: SourceEntry): Offer & Pick<Run, "asked" | "tries" | "heartbeatInterval"> => ({
      ...offerOf(entry),
      asked: entry.stored.asked,
      tries: triesAfter(lastEnded(live.runsOf(entry.stored.id))),
      heartbeatInterval: heartbeatsOf(settingsOf(entry))
    }),

    /** Whether the source's recorder runs with settings that are no longer in force. */
    outdated: (entry: SourceEntry, { run }: Facts): boolean =>
      run !== null && isOpen(run) && run.settings !== null && run.settings !== markOf(entry),

    /** What a plan needs to know of the source. */
    situation: (entry: SourceEntry): Situation => {
      const wanted = eligible(entry)
      const runs = live.runsOf(entry.stored.id)
      const idle = wanted && !runs.some(isOpen)
      return {
        sourceId: entry.stored.id,
        driver: entry.stored.driver,
        wishes: entry.stored.subscriptions,
        eligible: wanted,
        hold: idle || obstacle !== null || entry.stored.restartAsked > 0 ? ownHoldOf(entry) : null,
        restartAsked: entry.stored.restartAsked,
        runs
      }
    },

    /** The drivers whose sites block them, so that their sources wait or try one at a time. */
    heldDrivers: gates.shut,

    /** What a status needs to know of the source. */
    facts: (entry: SourceEntry): Facts => {
      const run = counting(live.runsOf(entry.stored.id))
      const history = historyOf(entry)
      const wanted = entry.stored.subscriptions.some((subscription) => subscription.posture === "active")
      return {
        eligible: eligible(entry),
        wanted,
        history,
        failuresInWindow: recentFailures(history, policy, now).length,
        errorWindow: policy.errorWindow,
        errorThreshold: policy.errorThreshold,
        hold: wanted ? (ownHoldOf(entry) ?? sharedHoldOf(entry)) : null,
        run,
        linkDown,
        hearing: hearingOf(entry),
        machine: live.machine(),
        now
      }
    }
  }
}

const postures = (entry: SourceEntry) => entry.stored.subscriptions.map((subscription) => subscription.posture)

/** The run that a source's status speaks of: a held one before one on its way before the last that ended. */
const counting = (runs: ReadonlyArray<Run>): Run | null => {
  let best: Run | null = null
  const rank = (run: Run) => (run.phase === "running" ? 3 : isHeld(run) ? 2 : isOpen(run) ? 1 : 0)
  for (const run of runs) if (best === null || rank(run) > rank(best)) best = run
  return best
}
