import { type Brand, DateTime, Option, Schema } from "effect"

/** A moment as milliseconds since the Unix epoch, UTC. The rules take it as a value and never read a clock. */
export const Instant = Schema.Finite.pipe(Schema.brand("Instant"))
export type Instant = typeof Instant.Type

/**
 * Where a clock stands that nobody sets, in milliseconds since nobody knows when. Waits and deadlines go by it. Only the distance of
 * two means anything, and only within one process: it is never stored or shown.
 */
export type Steady = number & Brand.Brand<"Steady">

/** One moment of this process by both clocks: what it is called, and what is measured from it. */
export interface Moment {
  readonly wall: Instant
  readonly steady: Steady
}

/** A length of time in milliseconds, never negative. */
export type Millis = number

/** The moment `ms` after (or, when negative, before) `at`. */
export const later = <At extends Instant | Steady>(at: At, ms: Millis): At => (at + ms) as At

const day = 86_400_000
const days = new Map<number, string>()

/** The date of a day since the epoch. The same few days come again and again. */
const dateOf = (number: number): string => {
  const known = days.get(number)
  if (known !== undefined) return known
  const date = DateTime.formatIso(DateTime.makeUnsafe(number * day)).replace(/T.*/, "")
  if (days.size >= 1_000) days.clear()
  days.set(number, date)
  return date
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)

/** The moment as RFC 3339 text in UTC with seconds, the form that every sentence and wire value uses. */
export const rfc3339 = (at: Instant): string => {
  const number = Math.floor(at / day)
  const seconds = Math.floor((at - number * day) / 1000)
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${dateOf(number)}T${clock}Z`
}

/** The moment of an RFC 3339 text, or `undefined` when it is none. */
export const fromRfc3339 = (text: string): Instant | undefined =>
  /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text)
    ? Option.getOrUndefined(Option.map(DateTime.make(text), (at) => DateTime.toEpochMillis(at) as Instant))
    : undefined

/** The earlier of two moments. */
export const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b)

/** The later of two moments. */
export const latest = (a: Instant, b: Instant): Instant => (a > b ? a : b)

/** The later of two moments as far as they are known; null where neither is. */
export const latestKnown = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : latest(a, b)
