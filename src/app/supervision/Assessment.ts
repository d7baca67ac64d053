import { errorPolicy, fingerprint, type RecorderSettings, recorderSettings } from "../../domain/settings/Settings.ts"
import { nextStart } from "../../domain/supervision/Backoff.ts"
import { blocksToHold, type Gate, gate, provenBy } from "../../domain/supervision/Breaker.ts"
import { isEligible } from "../../domain/supervision/Eligibility.ts"
import { recentFailures } from "../../domain/supervision/ErrorWindow.ts"
import type { History } from "../../domain/supervision/History.ts"
import {
  type Bearings,
  type Hold,
  holdAfter,
  holdByStorage,
  lastEnded,
  type Offer,
  triesAfter
} from "../../domain/supervision/Hold.ts"
import { heartbeatsOf } from "../../domain/supervision/heartbeats.ts"
import type { Situation } from "../../domain/supervision/Plan.ts"
import { isHeld, isOpen, type Run } from "../../domain/supervision/Run.ts"
import type { Hearing } from "../../domain/supervision/Stall.ts"
import type { Facts } from "../../domain/supervision/Status.ts"
import { withoutClosures } from "../../domain/supervision/StorageGate.ts"
import { parseDuration } from "../../domain/values/Durations.ts"
import { canonical, fingerprintOf } from "../../domain/values/Fingerprint.ts"
import { type Instant, latestKnown } from "../../domain/values/Time.ts"
import { foreignTwins } from "./foreignTwins.ts"
import type { LiveState, SourceEntry } from "./LiveState.ts"
import { limits } from "./limits.ts"

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
    : { since: link.since, lastHeardAt: link.lastHeardAt, reached: link.connection !== null }
  const room = live.room()
  const recorders = limits(live)
  const twins = foreignTwins(live)
  const gates = new Map<string, { readonly gate: Gate; probed: boolean }>()
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

  const openGate = (driver: string): { readonly gate: Gate; probed: boolean } => {
    const known = gates.get(driver)
    if (known !== undefined) return known
    const made = makeGate(driver)
    gates.set(driver, made)
    return made
  }

  const makeGate = (driver: string): { readonly gate: Gate; probed: boolean } => {
    const blocks = live.blocked(driver).flatMap((entry) => entry.stored.history.blocks)
    if (blocks.length < blocksToHold) return { gate: { _tag: "open" }, probed: false }
    blocks.sort((a, b) => a - b)
    const last = blocks.at(-1) ?? now
    const since: Array<Instant> = []
    let proof: Instant | null = null
    let probed = false
    for (const { stored } of live.entries()) {
      if (stored.driver !== driver) continue
      for (const run of live.runsOf(stored.id)) {
        if (isOpen(run) && run.createdAt > last) {
          probed = true
          if (run.startedAt !== null) since.push(run.startedAt)
          proof = latestKnown(proof, run.capture.lastRecordingAt)
        }
      }
      proof = latestKnown(proof, stored.lastRecordingAt)
    }
    return { gate: gate({ blocks, provenAt: latestKnown(proof, provenBy(since, now)) }, policy, now), probed }
  }

  /** What its recorders are to be blamed for. */
  const historyOf = (entry: SourceEntry): History => withoutClosures(entry.stored.history, closures)

  const settingsOf = (entry: SourceEntry): RecorderSettings =>
    recorderSettings(settings, entry.stored.driver, entry.stored.overrides)

  const offerOf = (entry: SourceEntry): Offer => ({
    settings: fingerprint(settingsOf(entry)),
    action: actionOf(entry.stored.driver)
  })

  const bearingsOf = (entry: SourceEntry): Bearings => ({
    upSince: link.upSince,
    freeSince: room?.free.get(entry.stored.driver) ?? null,
    checkInterval: () => parseDuration(settingsOf(entry).check_interval) ?? 60_000
  })

  const driverHold = (entry: SourceEntry, probing: boolean): Hold | null => {
    const opened = openGate(entry.stored.driver)
    if (opened.gate._tag === "open") return null
    if (opened.gate._tag === "held") return { _tag: "driver", until: opened.gate.until, blocks: opened.gate.blocks }
    if (opened.probed) return { _tag: "driver", until: null, blocks: opened.gate.blocks }
    if (probing) opened.probed = true
    return null
  }

  /** What delays the next start of a source. With `probing` a source let through a half-open gate closes it for the others. */
  const holdOf = (entry: SourceEntry, probing: boolean): Hold | null => {
    const { id } = entry.stored
    const history = historyOf(entry)
    if (obstacle !== null) return holdByStorage(obstacle)
    const twin = twins.of(entry.stored, () => settingsOf(entry))
    if (twin !== null) {
      return { _tag: "full", why: "duplicate", until: null, message: `${twin} of another client runs` }
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
    const reached = recorders.reached(id)
    if (reached !== null && !live.runsOf(id).some(isOpen)) return { _tag: "limit", ...reached }
    if (room?.full.has(entry.stored.driver) === true) return { _tag: "room" }
    return driverHold(entry, probing)
  }

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

    /** What a start of the source made now rests on. */
    startOf: (entry: SourceEntry): Offer & Pick<Run, "asked" | "tries" | "heartbeatInterval"> => ({
      ...offerOf(entry),
      asked: entry.stored.asked,
      tries: triesAfter(lastEnded(live.runsOf(entry.stored.id))),
      heartbeatInterval: heartbeatsOf(settingsOf(entry))
    }),

    /** Whether the source's recorder runs with settings that are no longer in force. */
    outdated: (entry: SourceEntry, { run }: Facts): boolean =>
      run !== null && isOpen(run) && run.settings !== null && run.settings !== fingerprint(settingsOf(entry)),

    /** What a plan needs to know of the source. */
    situation: (entry: SourceEntry): Situation => {
      const wanted = eligible(entry)
      const runs = live.runsOf(entry.stored.id)
      const idle = wanted && !runs.some(isOpen)
      return {
        sourceId: entry.stored.id,
        eligible: wanted,
        hold: idle || obstacle !== null || entry.stored.restartAsked > 0 ? holdOf(entry, idle) : null,
        restartAsked: entry.stored.restartAsked,
        runs
      }
    },

    /** The drivers whose sites block them, so that their sources wait or try one at a time. */
    heldDrivers: (): ReadonlyArray<string> => {
      const blocked = new Set<string>()
      for (const { stored } of live.entries()) if (stored.history.blocks.length > 0) blocked.add(stored.driver)
      return [...blocked].filter((driver) => openGate(driver).gate._tag !== "open").sort()
    },

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
        hold: wanted ? holdOf(entry, false) : null,
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
