import type { Instant } from "../../domain/values/Time.ts"

/** The text as every store can keep it: without NUL and lone surrogates, which PostgreSQL's texts can't hold. */
export const storable = (text: string): string => text.replaceAll("\0", "\uFFFD").toWellFormed()

/** A document as every store can keep it. */
export const document = <A>(value: A): A =>
  JSON.parse(JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? storable(part) : part)))

/** The number as an INT column keeps it: the nearest one of 32 bits. */
export const int32 = (n: number | null): number | null =>
  n === null ? null : Math.max(-0x80000000, Math.min(0x7fffffff, Math.trunc(n)))

/** The moment itself; what is none can't be stored. */
export const moment = (at: Instant): Instant => {
  if (!Number.isFinite(at)) throw new Error(`${at} is no moment`)
  return at
}
