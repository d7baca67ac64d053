import type { EntryId, SourceId } from "../values/Ids.ts"
import { type Instant, later, type Millis } from "../values/Time.ts"

/** Which recordings of a source are kept: those of the last days, the newest so many, the newest that take so much; 0 is no such rule. */
export interface KeepRules {
  readonly keep_days: number
  readonly keep_newest: number
  readonly keep_bytes: number
}

/** Their names. */
export const keepRules = ["keep_days", "keep_newest", "keep_bytes"] as const satisfies ReadonlyArray<keyof KeepRules>

/** A recording as the rules see it. */
export interface Ruled {
  readonly id: EntryId
  readonly sourceId: SourceId
  readonly startedAt: Instant
  /** Null while it goes on. */
  readonly endedAt: Instant | null
  readonly bytes: number
  readonly kept: boolean
}

const day: Millis = 24 * 3_600_000

/** A recording that ended less than this ago may go on yet, and clocks may be set: no rule has a word on it. */
export const youngest: Millis = 3_600_000

const isFree = ({ endedAt, kept }: Ruled, now: Instant): boolean =>
  !kept && endedAt !== null && endedAt <= later(now, -youngest)

const newestFirst = (a: Ruled, b: Ruled): number => b.startedAt - a.startedAt || b.id - a.id

/**
 * Of a source's recordings those that no rule keeps, the oldest first. The rule that keeps a recording longest counts; what is kept by
 * somebody, goes on or ended just now never goes, nor does anything where no rule is set.
 */
export const unneeded = (all: ReadonlyArray<Ruled>, rules: KeepRules, now: Instant): ReadonlyArray<Ruled> => {
  const { keep_bytes: most, keep_days: days, keep_newest: newest } = rules
  if (days === 0 && newest === 0 && most === 0) return []
  const gone: Array<Ruled> = []
  let bytes = 0
  for (const [place, one] of all.toSorted(newestFirst).entries()) {
    bytes += one.bytes
    const isNeeded =
      (days > 0 && (one.endedAt === null || one.endedAt > later(now, -days * day))) ||
      (newest > 0 && place < newest) ||
      (most > 0 && bytes <= most)
    if (!isNeeded && isFree(one, now)) gone.push(one)
  }
  return gone.reverse()
}

const isSet = (rules: KeepRules): boolean => keepRules.some((rule) => rules[rule] > 0)

/**
 * Of a source's recordings those that neither its rules keep nor those of any of its subscribers, the oldest first: of them all the one that
 * keeps a recording longest counts. Subscribers only add to what is kept, and for no more than so many days.
 */
export const unneededByAll = (
  all: ReadonlyArray<Ruled>,
  rules: KeepRules,
  { mostDays, of }: { readonly of: ReadonlyArray<KeepRules>; readonly mostDays: number },
  now: Instant
): ReadonlyArray<Ruled> => {
  const gone = unneeded(all, rules, now)
  if (gone.length === 0 || mostDays === 0) return gone
  const letGo = of.filter(isSet).map((own) => new Set(unneeded(all, own, now)))
  const isOld = ({ endedAt }: Ruled): boolean => endedAt !== null && endedAt <= later(now, -mostDays * day)
  return gone.filter((one) => isOld(one) || letGo.every((some) => some.has(one)))
}

/** What is to go so that `needed` more bytes are free: the oldest of all recordings first, and no more than it takes. */
export const oldestFor = (all: ReadonlyArray<Ruled>, needed: number, now: Instant): ReadonlyArray<Ruled> => {
  const gone: Array<Ruled> = []
  let freed = 0
  for (const one of all.toSorted((a, b) => -newestFirst(a, b))) {
    if (freed >= needed) break
    if (!isFree(one, now)) continue
    gone.push(one)
    freed += one.bytes
  }
  return gone
}

/** How full a disk may be before room is made, and until there is enough: so much more than is to stay free. */
const nearly = 1.25
const enough = 1.5

/** The bytes that can be written before the disk is nearly full; null where nobody knows what is free. */
export const roomLeft = (free: number | null, toStayFree: number): number | null =>
  free === null ? null : Math.max(0, Math.floor(free - toStayFree * nearly))

/** The bytes that room is to be made for on a disk that is nearly full; 0 while it is not, or nobody says what is to stay free. */
export const roomToMake = (free: number | null, toStayFree: number): number =>
  free === null || toStayFree === 0 || free >= toStayFree * nearly ? 0 : Math.ceil(toStayFree * enough - free)
