import type { Done } from "./Schedule.ts"
import type { Seen } from "./Table.ts"

/** Faults that let nothing pass between the overseer and whoever leads, for as long as they last. */
const silencing: ReadonlySet<string> = new Set(["black hole overseer", "refuse overseer", "SIGSTOP backend"])

/** So much later a process may be seen to be gone. */
const seenAfter = 1_000

/**
 * Whether the word of what happened at `at` died with the overseer: it alone had it, and from then until it was killed nothing passed. When that
 * was nobody can know any more.
 */
export const diedUnheard = (
  done: ReadonlyArray<Pick<Done, "kind" | "from" | "to">>,
  seen: ReadonlyArray<Pick<Seen, "role" | "alive" | "lastAt">>,
  at: number
): boolean => {
  const deaths = seen.flatMap(({ alive, lastAt, role }) =>
    role === "overseer" && !alive && lastAt > at ? [lastAt] : []
  )
  let silentUntil = at
  for (const { from, kind, to } of done.toSorted((a, b) => a.from - b.from)) {
    if (silencing.has(kind) && from <= silentUntil) silentUntil = Math.max(silentUntil, to)
  }
  return silentUntil > at && Math.min(...deaths) <= silentUntil + seenAfter
}
