/** How often each of several things happened, by their names. */
export type Tally = Readonly<Record<string, number>>

export const noTally: Tally = {}

/** Both together. */
export const add = (a: Tally, b: Tally | ReadonlyMap<string, number>): Tally => {
  const sum = { ...a }
  for (const [name, times] of b instanceof Map ? b : Object.entries(b as Tally)) sum[name] = (sum[name] ?? 0) + times
  return sum
}
