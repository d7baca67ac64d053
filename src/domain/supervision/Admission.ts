import type { SourceId } from "../values/Ids.ts"
import { type Gate, heldAt } from "./Breaker.ts"
import type { SharedHold } from "./Hold.ts"
import { type Limits, limitReached, type Wish, withOneMore } from "./Limits.ts"
import { isFull, type Room, withOneLess } from "./Room.ts"

/** A source that nothing of its own keeps from being started, or from having its recorder replaced. */
export interface Candidate {
  readonly sourceId: SourceId
  readonly driver: string
  readonly wishes: ReadonlyArray<Wish>
  /** Whether a recorder of it runs that is to be replaced: the new one has the room of the old. */
  readonly replaces: boolean
}

/** All that bounds the starts of all sources together. */
export interface Bounds {
  readonly limits: Limits
  /** What the overseer has room for. */
  readonly room: Room
  /** The gate of each driver. */
  readonly gateOf: (driver: string) => Gate
  /** So many starts and replacements may be under way at once. */
  readonly concurrency: number
}

/** Why a candidate is not started now: what holds others back as well, or that as many are under way as may be. */
export type NotAdmitted = SharedHold | { readonly _tag: "turn" }

export interface Admission<C extends Candidate> {
  /** In the order in which they came to be wanted. */
  readonly admitted: ReadonlyArray<C>
  readonly held: ReadonlyMap<SourceId, NotAdmitted>
}

/** What would hold back the next start that is made, were it this one; null where it may be made. */
export const heldBack = (candidate: Candidate, { gateOf, limits, room }: Bounds): SharedHold | null => {
  const { driver, replaces, wishes } = candidate
  if (!replaces) {
    const limit = limitReached(limits, wishes)
    if (limit !== null) return limit
    if (isFull(room, driver)) return { _tag: "room" }
  }
  return heldAt(gateOf(driver))
}

/** What is left once the candidate was admitted. */
const leftBy = ({ driver, replaces, wishes }: Candidate, bounds: Bounds): Bounds => {
  const { gateOf, limits, room } = bounds
  const gate = gateOf(driver)
  return {
    ...bounds,
    limits: replaces ? limits : withOneMore(limits, wishes),
    room: replaces ? room : withOneLess(room, driver),
    gateOf:
      gate._tag === "probing" ? (other) => (other === driver ? { ...gate, isTried: true } : gateOf(other)) : gateOf
  }
}

/** When somebody first came to want it. */
const wantedSince = ({ wishes }: Candidate): number => {
  let first = Number.POSITIVE_INFINITY
  for (const { posture, updatedAt } of wishes) if (posture === "active" && updatedAt < first) first = updatedAt
  return first
}

/**
 * Who came to be wanted first goes first, and what records nothing before what is only to be replaced: else a restart of many would
 * stop them all before it starts the first anew.
 */
export const firstComeFirst = <C extends Candidate>(candidates: ReadonlyArray<C>): ReadonlyArray<C> =>
  candidates
    .map((candidate) => ({ candidate, since: wantedSince(candidate) }))
    .sort((a, b) => {
      if (a.candidate.replaces !== b.candidate.replaces) return a.candidate.replaces ? 1 : -1
      return a.since === b.since ? a.candidate.sourceId - b.candidate.sourceId : a.since < b.since ? -1 : 1
    })
    .map(({ candidate }) => candidate)

/** Who of the candidates is started or replaced now, and what holds each of the others, while so many commands are under way. */
export const admit = <C extends Candidate>(
  candidates: ReadonlyArray<C>,
  bounds: Bounds,
  underWay: number
): Admission<C> => {
  const admitted: Array<C> = []
  const held = new Map<SourceId, NotAdmitted>()
  let left = bounds
  for (const candidate of firstComeFirst(candidates)) {
    const cause: NotAdmitted | null =
      heldBack(candidate, left) ?? (underWay + admitted.length >= bounds.concurrency ? { _tag: "turn" } : null)
    if (cause !== null) {
      held.set(candidate.sourceId, cause)
      continue
    }
    admitted.push(candidate)
    left = leftBy(candidate, left)
  }
  return { admitted, held }
}
