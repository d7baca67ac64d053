import type { Instant, Millis } from "../domain/Time.ts"

/** How many names are counted at a time, however many are presented. */
export const mostCounted = 10_000

/**
 * Counts by key within a window that begins with the key's first count. What is over is forgotten, and beyond `most` keys the
 * one that began first, so that no crowd of made-up keys fills the memory.
 */
export const counting = (window: Millis, most: number) => {
  // In the order in which their windows end, as all are of one length.
  const counts = new Map<string, { count: number; readonly endsAt: number }>()

  const forget = (now: Instant): void => {
    for (const [key, { endsAt }] of counts) {
      if (endsAt > now && counts.size < most) break
      counts.delete(key)
    }
  }

  return {
    /** Counts one more, and how long it takes until there may be another: 0 while there are no more than `limit`. */
    take: (key: string, limit: number, now: Instant): Millis => {
      const known = counts.get(key)
      if (known !== undefined && known.endsAt > now) {
        if (known.count >= limit) return known.endsAt - now
        known.count += 1
        return 0
      }
      counts.delete(key)
      forget(now)
      counts.set(key, { count: 1, endsAt: now + window })
      return 0
    },
    size: (): number => counts.size
  }
}
