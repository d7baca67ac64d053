import { type Instant, later, type Millis } from "../values/Time.ts"
import { forgiven, type History } from "./History.ts"
import type { StorageFault } from "./StorageFault.ts"
import { type StorageObstacle, storedAs } from "./StorageObstacle.ts"

/** What a look at the recordings' folder found. What can't be told is null. */
export interface StorageProbe {
  readonly free: number | null
  /** The bytes that the disk has in all. */
  readonly size: number | null
  /** Whether files can be added as far as their number goes. */
  readonly hasInodes: boolean
  /** The disk that the folder lies on, by a name that it keeps while it is mounted. */
  readonly device: string | null
  /** Whether the folder carries our mark. */
  readonly marked: boolean | null
  /** What kept a file from being written; null where none was tried, or it was. */
  readonly fault: StorageFault | null
}

/** Whether recordings can go where they belong, for all sources together. */
export interface StorageGate {
  readonly free: number | null
  /** What stands in the way; null while the gate is open. */
  readonly obstacle: StorageObstacle | null
  /** Since when it is closed, reckoned from the last moment at which it was known to be open. */
  readonly since: Instant | null
  /** Since when what stands in the way goes by the name by which it is stored, reckoned alike. */
  readonly namedSince: Instant | null
  readonly checkedAt: Instant | null
}

export const unprobed: StorageGate = { free: null, obstacle: null, since: null, namedSince: null, checkedAt: null }

/** What a probe is judged by. */
export interface StorageRules {
  /** Bytes that are to stay free; 0 for none. */
  readonly needed: number
  /** The disk that recordings are known to go to; null while none was ever seen to take them. */
  readonly device: string | null
}

/** What failed may be heard of with so much delay. */
const hindsight: Millis = 2_000

/** What must be free once too little was: the disk must win some room first. */
const withSomeRoom = (needed: number): number => Math.ceil(needed + needed / 10)

/** Whether so much free space is too little. */
export const isLow = (free: number, needed: number, wasLow: boolean): boolean =>
  needed > 0 && free < (wasLow ? withSomeRoom(needed) : needed)

/** The part of all its bytes that must be free on a disk that was full. */
const roomAgain = 0.01

/** Whether another disk lies where recordings went: no mark of ours is on it, and it is not the one that had it. */
export const isAnother = ({ device, marked }: StorageProbe, known: string | null): boolean =>
  known !== null && marked === false && device !== known

const obstacleOf = (
  before: StorageObstacle | null,
  probe: StorageProbe,
  rules: StorageRules
): StorageObstacle | null => {
  const { fault, free, hasInodes, size } = probe
  const { device, needed } = rules
  if (isAnother(probe, device)) return { why: "not_mounted" }
  if (!hasInodes) return { why: "no_inodes" }
  // Where nobody was ever seen to write, the recorders of another machine may all the same.
  if (fault !== null && (device !== null || fault === "full" || fault === "quota")) return { why: fault }
  if (free === null) return null
  if (free === 0) return { why: "full" }
  if (before?.why === "full" && size !== null && free < size * roomAgain) return before
  return isLow(free, needed, before?.why === "low") ? { why: "low", free, needed: withSomeRoom(needed) } : null
}

/** The gate after one more probe. It opens by itself as soon as recordings can be written again. */
export const judge = (before: StorageGate, probe: StorageProbe, rules: StorageRules, now: Instant): StorageGate => {
  const obstacle = obstacleOf(before.obstacle, probe, rules)
  const begun = later(before.checkedAt ?? now, -hindsight)
  if (obstacle === null) return { free: probe.free, obstacle, since: null, namedSince: null, checkedAt: now }
  const isNamedAlike = before.obstacle !== null && storedAs(before.obstacle) === storedAs(obstacle)
  return {
    free: probe.free,
    obstacle,
    since: before.obstacle === null ? begun : before.since,
    namedSince: isNamedAlike ? before.namedSince : begun,
    checkedAt: now
  }
}

/** A stretch in which the gate was closed; `to` is null while it is. */
export interface Closure {
  readonly from: Instant
  readonly to: Instant | null
}

/** The history without the failures of times in which nothing could be written: those are not the source's. */
export const withoutClosures = (history: History, closures: ReadonlyArray<Closure>): History =>
  closures.length === 0 || history.failures.length === 0
    ? history
    : forgiven(history, (at) => closures.some(({ from, to }) => at >= from && (to === null || at <= to)))
