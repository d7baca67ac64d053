import { partMillis } from "./LoopedStream.ts"

/** A channel's day: on the air for `on` milliseconds, off for `off`, counted from the epoch. `off` 0 is always on. */
export interface Broadcast {
  readonly on: number
  readonly off: number
}

/** What is on the air: segment numbers `first` to `last`, both inclusive, and how many breaks came before. */
export interface Window {
  readonly first: number
  readonly last: number
  readonly breaks: number
}

/** Segments that a playlist shows. */
export const windowLength = 6

/** What a playlist shows at `now` (milliseconds since the epoch), or undefined while nothing whole is on the air. */
export const onAir = ({ off, on }: Broadcast, now: number): Window | undefined => {
  const newest = Math.floor(now / partMillis) - 1
  if (off === 0) return { first: newest - windowLength + 1, last: newest, breaks: 0 }
  const breaks = Math.floor(now / (on + off))
  const start = breaks * (on + off)
  if (now >= start + on) return undefined
  const first = Math.max(Math.ceil(start / partMillis), newest - windowLength + 1)
  return first > newest ? undefined : { first, last: newest, breaks }
}

/** Whether a segment may be fetched: it has been on the air, and left its playlist at most two playlists' length ago. */
export const fetchable = (broadcast: Broadcast, sequence: number, now: number): boolean => {
  const end = (sequence + 1) * partMillis
  const aired = onAir(broadcast, end)?.last === sequence
  return aired && end <= now && now <= end + 3 * windowLength * partMillis
}
