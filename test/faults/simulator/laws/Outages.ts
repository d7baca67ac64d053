import type { OutageRow } from "../../../../src/adapters/memory/Tables.ts"
import { blocksToHold } from "../../../../src/domain/supervision/Breaker.ts"
import type { OutageKind } from "../../../../src/domain/supervision/Outage.ts"
import { blockedExitCode } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { World } from "../World.ts"
import type { Law, Record } from "./Laws.ts"
import { reachedLimits } from "./Reached.ts"

/** From one look to the next. */
export const pace = 500

/** What the script knows to stand in the way from one moment to the next. */
type Watched = Exclude<OutageKind, "driver">

/**
 * For how long something must have stood in the way, or not, and go on to, so that it has to be on record as that. A link that was
 * hardly away is not told; the folder is looked at every five seconds, and may have been away since right after the look before; how
 * many recorders run is told from one pass to the next, and a pass waits for answers.
 */
const margins: { readonly [kind in Watched]: readonly [before: number, after: number] } = {
  link: [5_000, 1_000],
  disk: [7_000, 8_000],
  storage: [7_000, 8_000],
  limit: [17_000, 1_000]
}

/** That limits are put to the test shows by laws of their own. */
const lawsOf = (kind: Watched): { readonly missing: Law; readonly untrue: Law } =>
  kind === "limit"
    ? { missing: "a limit that is reached is on record", untrue: "no limit is on record that is not reached" }
    : {
        missing: "what stood in the way is on record",
        untrue: "nothing is on record that did not stand in the way"
      }

/** Whoever leads for so long before and after, with a store that answers, tells all that stands and has it stored. */
const attentive = 12_000

/** An outage as its rows have it. */
interface Named {
  readonly kind: Watched
  readonly subject: string
}

const nameOf = ({ kind, subject }: Named) => `${kind} ${subject}`

interface Look {
  readonly at: number
  /** Who leads with a store that answers; null where nobody does. */
  readonly witness: string | null
  readonly stands: ReadonlySet<string>
  /** What can't be told: whoever leads may know otherwise for now. */
  readonly unclear: ReadonlySet<string>
}

/** The store's account of outages beside what stood in the way of whoever led. */
export const makeOutageLaws = (world: () => World, { hold }: Record) => {
  const looks: Array<Look> = []
  const watched = new Map<string, Named>()
  const watch = (named: Named): string => {
    watched.set(nameOf(named), named)
    return nameOf(named)
  }
  for (const kind of ["link", "disk", "storage"] as const) watch({ kind, subject: "" })

  const look = (): Look => {
    const { moods, store, timeline } = world()
    const leader = world()
      .backends()
      .find(({ seat }) => seat.leads())
    const wellSince = Math.max(store.answersSince(), leader?.link.wellSince() ?? timeline.now())
    const isAttentive = leader?.link.isUp() === true && wellSince < timeline.now()
    const limits = reachedLimits(world())
    const limit = (subject: string) => watch({ kind: "limit", subject })
    const stands = [
      ...(leader !== undefined && leader.client.wire() === undefined ? ["link "] : []),
      ...(moods.storage === null && moods.freeSpace < 1e9 ? ["disk "] : []),
      ...(moods.storage !== null ? ["storage "] : []),
      ...limits.reached.map(limit)
    ]
    return {
      at: timeline.now(),
      witness: isAttentive ? leader.name : null,
      stands: new Set(stands),
      unclear: new Set(limits.unclear.map(limit))
    }
  }

  /** Whether all looks around one are alike. */
  const isSteady = (place: number, before: number, after: number, isAlike: (one: Look) => boolean): boolean => {
    const [from, to] = [place - before / pace, place + after / pace]
    return from >= 0 && to < looks.length && looks.slice(from, to + 1).every(isAlike)
  }

  const judgeLook = (rows: ReadonlyArray<OutageRow>, wallAt: number, one: Look, place: number): void => {
    const { at, witness } = one
    if (witness === null || !isSteady(place, attentive, attentive, (other) => other.witness === witness)) return
    for (const [name, { kind, subject }] of watched) {
      const [before, after] = margins[kind]
      const stands = one.stands.has(name)
      const isAlike = (other: Look) => other.stands.has(name) === stands && !other.unclear.has(name)
      if (!isSteady(place, before, after, isAlike)) continue
      const isOnRecord = (within: number): boolean =>
        rows.some(
          (row) =>
            row.kind === kind &&
            row.subject === subject &&
            row.beganAt <= wallAt + at + within &&
            (row.endedAt === null || row.endedAt >= wallAt + at - within)
        )
      const how = () => `${name} at ${(at / 1_000).toFixed(1)} s, as ${witness} led`
      const { missing, untrue } = lawsOf(kind)
      // A recorder that ends between two looks and another in its place leave a gap that neither of them shows.
      if (stands) hold(missing, isOnRecord(kind === "limit" ? pace : 0), how)
      if (isOnRecord(0)) hold(untrue, stands, how)
    }
  }

  return {
    /** Takes a look; to be called every half second. */
    tick: (): void => void looks.push(look()),
    /** By a clock that was set meanwhile nothing that is on record can be told to be of the same time. */
    judge: (): void => {
      const { overseer, plan, store, timeline } = world()
      if (plan.stepped) return
      const { outages } = store.tables()
      const wallAt = timeline.wall() - timeline.now()
      for (const [place, one] of looks.entries()) judgeLook(outages, wallAt, one, place)
      for (const { beganAt, kind, subject } of outages) {
        if (kind !== "driver") continue
        const blocked = overseer.ever.filter(
          ({ action, endedAt, exitCode }) =>
            action === subject && exitCode === blockedExitCode && endedAt !== null && wallAt + endedAt <= beganAt
        )
        hold("nothing is on record that did not stand in the way", blocked.length >= blocksToHold, () => {
          return `${subject} is held back by ${blocked.length} of ${blocksToHold} exits that its site blocked`
        })
      }
    }
  }
}
