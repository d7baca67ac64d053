import { errorPolicy } from "../../../domain/settings/Settings.ts"
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
import type { StoredSource } from "../../../ports/Sources.ts"
import type { LiveState } from "../live/LiveState.ts"
import { boundsOf } from "./bounds.ts"
import { driverGates } from "./driverGates.ts"
import { foreignTwins } from "./foreignTwins.ts"
import { settingsOfSources } from "./settingsOfSources.ts"

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
  const { heartbeatOf, markOf, settingsOf } = settingsOfSources(settings)
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
  const historyOf = (stored: StoredSource): History => withoutClosures(stored.history, closures)

  const offerOf = (stored: StoredSource): Offer => ({
    settings: markOf(stored),
    action: actionOf(stored.driver)
  })

  /** Where there was a slot at the first look already, whoever leads tries once; the others may know less of it than the leader. */
  const freeSince = (driver: string): Instant | null => {
    const told = room?.drivers.get(driver)
    return told !== undefined && (told.wasFull || live.leading()) ? told.freeSince : null
  }

  const bearingsOf = (stored: StoredSource): Bearings => ({
    upSince: link.upSince,
    freeSince: freeSince(stored.driver),
    checkInterval: () => parseDuration(settingsOf(stored).check_interval) ?? 60_000
  })

  /** What delays the next start of a source whatever the others do. */
  const ownHoldOf = (stored: StoredSource): OwnHold | null => {
    const { id } = stored
    const history = historyOf(stored)
    if (obstacle !== null) return { _tag: "storage", obstacle }
    const twin = twins.of(stored, () => settingsOf(stored))
    if (twin !== null) {
      return { _tag: "declined", why: "duplicate", until: null, message: `${twin} of another client runs` }
    }
    const refused = holdAfter(lastEnded(live.runsOf(id)), history.reset, () => offerOf(stored), bearingsOf(stored), now)
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
  const sharedHoldOf = (stored: StoredSource) =>
    live.runsOf(stored.id).some(isOpen)
      ? null
      : heldBack(
          { sourceId: stored.id, driver: stored.driver, wishes: stored.subscriptions, replaces: false },
          bounds()
        )

  const hearingOf = (stored: StoredSource): Hearing => ({
    interval: heartbeatOf(stored),
    since: link.upSince ?? now,
    last: link.lastHeardAt ?? link.since
  })

  const eligible = (stored: StoredSource): boolean => isEligible(stored.subscriptions, stored.history)

  return {
    policy,
    historyOf,
    settingsOf,
    hearingOf,
    eligible,
    bounds,

    /** What a start of the source made now rests on. */
    startOf: (stored: StoredSource): Offer & Pick<Run, "asked" | "tries" | "heartbeatInterval"> => ({
      ...offerOf(stored),
      asked: stored.asked,
      tries: triesAfter(lastEnded(live.runsOf(stored.id))),
      heartbeatInterval: heartbeatsOf(settingsOf(stored))
    }),

    /** Whether the source's recorder runs with settings that are no longer in force. */
    outdated: (stored: StoredSource, { run }: Facts): boolean =>
      run !== null && isOpen(run) && run.settings !== null && run.settings !== markOf(stored),

    /** What a plan needs to know of the source. */
    situation: (stored: StoredSource): Situation => {
      const wanted = eligible(stored)
      const runs = live.runsOf(stored.id)
      const idle = wanted && !runs.some(isOpen)
      return {
        sourceId: stored.id,
        driver: stored.driver,
        wishes: stored.subscriptions,
        eligible: wanted,
        hold: idle || obstacle !== null || stored.restartAsked > 0 ? ownHoldOf(stored) : null,
        restartAsked: stored.restartAsked,
        runs
      }
    },

    /** The drivers whose sites block them, so that their sources wait or try one at a time. */
    heldDrivers: gates.shut,

    /** What a status needs to know of the source. */
    facts: (stored: StoredSource): Facts => {
      const run = counting(live.runsOf(stored.id))
      const history = historyOf(stored)
      const wanted = stored.subscriptions.some((subscription) => subscription.posture === "active")
      return {
        eligible: eligible(stored),
        wanted,
        history,
        failuresInWindow: recentFailures(history, policy, now).length,
        errorWindow: policy.errorWindow,
        errorThreshold: policy.errorThreshold,
        hold: wanted ? (ownHoldOf(stored) ?? sharedHoldOf(stored)) : null,
        run,
        linkDown,
        hearing: hearingOf(stored),
        machine: live.machine(),
        now
      }
    }
  }
}

/** The run that a source's status speaks of: a held one before one on its way before the last that ended. */
const counting = (runs: ReadonlyArray<Run>): Run | null => {
  let best: Run | null = null
  const rank = (run: Run) => (run.phase === "running" ? 3 : isHeld(run) ? 2 : isOpen(run) ? 1 : 0)
  for (const run of runs) if (best === null || rank(run) > rank(best)) best = run
  return best
}
