/** The newest events of one process, oldest first, with the room each takes. */
export interface Ring<A> {
  readonly entries: ReadonlyArray<{ readonly event: A; readonly size: number }>
  readonly size: number
}

export const empty: Ring<never> = { entries: [], size: 0 }

/** How many events a process is remembered by. */
export const capacity = 100

/** How many characters of output they may hold together, so that giant lines do not add up. */
export const room = 8 * 1024 * 1024

/** Adds an event; the oldest leave until at most `capacity` remain within `room`. The newest always stays. */
export const push = <A>(ring: Ring<A>, event: A, size: number): Ring<A> => {
  let total = ring.size + size
  let from = Math.max(0, ring.entries.length + 1 - capacity)
  for (const { size: left } of ring.entries.slice(0, from)) total -= left
  while (total > room && from < ring.entries.length) total -= ring.entries[from++]?.size ?? 0
  return { entries: [...ring.entries.slice(from), { event, size }], size: total }
}

export const events = <A>(ring: Ring<A>): ReadonlyArray<A> => ring.entries.map(({ event }) => event)
