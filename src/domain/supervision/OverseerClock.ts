import type { Instant, Millis } from "../values/Time.ts"

/**
 * By how much the overseer's clock was behind, or, negative, ahead, as its latest words told that were new when they came: how long
 * each seemed to be on its way.
 */
export type Delays = ReadonlyArray<Millis>

/** So many words are remembered: a clock that was set is known as such once that many came after it. */
const most = 3

/** A clock that is off by less, or messages that take so long, mean nothing. */
const allowance: Millis = 1_000

export const noDelays: Delays = []

/** With one more word, which was sent at `sentAt` by the overseer's clock and heard at `heardAt` by this one. */
export const heard = (delays: Delays, sentAt: Instant, heardAt: Instant): Delays =>
  [...delays, heardAt - sentAt].slice(-most)

/**
 * By how much the overseer's clock is behind: what the word in the middle seemed to take, of two the quicker one. So neither one that
 * was long on its way counts, nor one during whose way a clock was set.
 */
export const lag = (delays: Delays): Millis => {
  const middle = delays.toSorted((a, b) => a - b)[(delays.length - 1) >> 1] ?? 0
  return Math.abs(middle) < allowance ? 0 : middle
}
