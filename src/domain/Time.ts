import { DateTime, Option, Schema } from "effect"

/** A moment as milliseconds since the Unix epoch, UTC. The rules take it as a value and never read a clock. */
export const Instant = Schema.Finite.pipe(Schema.brand("Instant"))
export type Instant = typeof Instant.Type

/** A length of time in milliseconds, never negative. */
export type Millis = number

/** The moment `ms` after (or, when negative, before) `at`. */
export const later = (at: Instant, ms: Millis): Instant => (at + ms) as Instant

/** The moment as RFC 3339 text in UTC with seconds, the form that every sentence and wire value uses. */
export const rfc3339 = (at: Instant): string =>
  DateTime.formatIso(DateTime.makeUnsafe(Math.floor(at / 1000) * 1000)).replace(".000Z", "Z")

/** The moment of an RFC 3339 text, or `undefined` when it is none. */
export const fromRfc3339 = (text: string): Instant | undefined =>
  /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text)
    ? Option.getOrUndefined(Option.map(DateTime.make(text), (at) => DateTime.toEpochMillis(at) as Instant))
    : undefined
