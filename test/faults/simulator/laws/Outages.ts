import type { OutageRow } from "../../../../src/adapters/memory/Tables.ts"
import { blocksToHold } from "../../../../src/domain/supervision/Breaker.ts"
import type { OutageKind } from "../../../../src/domain/supervision/Outage.ts"
import { blockedExitCode } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"

/** From one look to the next. */
export const pace = 500

/** What the script knows to stand in the way from one moment to the next. */
const watched = ["link", "disk", "storage"] as const satisfies ReadonlyArray<OutageKind>
type Watched = (typeof watched)[number]

/**
 * For how long something must have stood in the way, or not, and go on to, so that it has to be on record as that. A link that was
 * hardly away is not told; the folder is looked at every five seconds, and may have been away since right after the look before.
 */
const margins: { readonly [kind in Watched]: readonly [before: number, after: number] } = {
  link: [5_000, 1_000],
  disk: [7_000, 8_000],
  storage: [7_000, 8_000]
}

/** Whoever leads for so long before and after, with a store that answers, tells all that stands and has it stored. */
const attentive = 12_000

interface Look {
  readonly at: number
  /** Who leads with a store that answers; null where nobody does. */
  readonly witness: string | null
  readonly stands: { readonly [kind in Watched]: boolean }
}

/** The store's account of outages beside what stood in the way of whoever led. */
export const makeOutageLaws = (world: () => World, { hold }: Record) => {
  const looks: Array<Look> = []

  const look = (): Look => {
    const { moods, store, timeline } = world()
    const leader = world()
      .backends()
      .find(({ seat }) => seat.leads())
    const wellSince = Math.max(store.answersSince(), leader?.link.wellSince() ?? timeline.now())
    const isAttentive = leader?.link.isUp() === true && wellSince < timeline.now()
    return {
      at: timeline.now(),
      witness: isAttentive ? leader.name : null,
      stands: {
        link: leader !== undefined && leader.client.wire() === undefined,
        disk: moods.storage === null && moods.freeSpace < 1e9,
        storage: moods.storage !== null
      }
    }
  }

  /** Whether all looks around one are alike. */
  const isSteady = (place: number, before: number, after: number, isAlike: (one: Look) => boolean): boolean => {
    const [from, to] = [place - before / pace, place + after / pace]
    return from >= 0 && to < looks.length && looks.slice(from, to + 1).every(isAlike)
  }

  const judgeLook = (rows: ReadonlyArray<OutageRow>, wallAt: number, one: Look, place: number): void => {
    const { at, stands, witness } = one
    if (witness === null || !isSteady(place, attentive, attentive, (other) => other.witness === witness)) return
    for (const kind of watched) {
      const [before, after] = margins[kind]
      if (!isSteady(place, before, after, (other) => other.stands[kind] === stands[kind])) continue
      const isOnRecord = rows.some(
        (row) => row.kind === kind && row.beganAt <= wallAt + at && (row.endedAt === null || row.endedAt >= wallAt + at)
      )
      const how = () => `${kind} at ${(at / 1_000).toFixed(1)} s, as ${witness} led`
      if (stands[kind]) hold("what stood in the way is on record", isOnRecord, how)
      if (isOnRecord) hold("nothing is on record that did not stand in the way", stands[kind], how)
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
