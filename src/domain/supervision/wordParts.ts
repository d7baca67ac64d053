import { type Instant, rfc3339 } from "../values/Time.ts"

/** `once`, `3 times`. */
export const times = (count: number): string => (count === 1 ? "once" : `${count} times`)
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** ` since 2026-…`, or nothing where the moment is not known. */
export const moment = (before: string, at: Instant | null): string => (at === null ? "" : ` ${before} ${rfc3339(at)}`)

/** The words as the end of a sentence: others' words may bring their own full stop. */
export const ending = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`)
