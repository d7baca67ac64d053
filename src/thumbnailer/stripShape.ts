import type { Millis } from "../domain/values/Time.ts"

/** Width and height of each small picture of a strip, in pixels, and how many stand side by side. */
export const tile = [160, 90] as const
export const columns = 10

/** So many at most. */
const most = 100

/** Seconds from one to the next where there is room for all. */
const shortest = 5

/** Seconds from one small picture to the next while they are on their way: more than any fragment lasts. */
export const spacing = 20

/** How far apart the moments of a strip's small pictures are in what it shows, the first at its beginning, and how many there are. */
export const shapeOf = (length: Millis): { readonly step: Millis; readonly count: number; readonly rows: number } => {
  let step = shortest * 1000
  while (Math.ceil(length / step) > most) step *= 2
  const count = Math.max(1, Math.ceil(length / step))
  return { step, count, rows: Math.ceil(count / columns) }
}
