import type { Millis } from "../../domain/values/Time.ts"

const first: Millis = 300
const most: Millis = 10_000

const settled: Millis = 5_000

/**
 * The failures in a row, after `failures` and then a connection that lived for `lived`. One that is dropped as soon as it is
 * open is a failure, too.
 */
export const failuresAfter = (failures: number, lived: Millis): number => (lived >= settled ? 0 : failures + 1)

/** The wait before the next dial: 0.3 s, doubled from the second of `failures` on up to 10 s, off the beat by up to a fifth. */
export const delay = (failures: number, random: number): Millis =>
  Math.round(Math.min(most, first * 2 ** Math.max(0, failures - 1)) * (0.8 + 0.4 * random))
