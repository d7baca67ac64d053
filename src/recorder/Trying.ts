import type { Hindrance } from "../domain/supervision/Cause.ts"
import { hostOf, type Refusal } from "./Origin.ts"
import type { NoAddress } from "./WebAddress.ts"

/** Milliseconds before the next try: half a second, doubled with each, at most `limit`. */
export const backoff = (tries: number, limit: number): number => Math.max(100, Math.min(limit, 250 * 2 ** tries))

/** The same, and not before the site says (Retry-After). */
export const pauseAfter = (failure: Refusal | NoAddress, tries: number, limit: number): number =>
  Math.max(backoff(tries, limit), failure._tag === "Trouble" ? (failure.retryAfter ?? 0) : 0)

/** What asks to come again later (RFC 9110, 15.5.9; RFC 6585, 4). */
const passing: ReadonlySet<number> = new Set([408, 429])

/** Whether an answer says that there is nothing, and does not speak of trouble that passes. */
export const isFinal = (failure: Refusal): boolean => {
  if (failure._tag !== "Trouble") return true
  const { hindrance } = failure
  return hindrance.kind === "http" && hindrance.status < 500 && !passing.has(hindrance.status)
}

/** What keeps a segment away; one that is not found is an answer like any other. */
export const hindranceOf = (failure: Refusal, url: string): Hindrance =>
  failure._tag === "Offline" ? { kind: "http", status: failure.status, host: hostOf(url) } : failure.hindrance
