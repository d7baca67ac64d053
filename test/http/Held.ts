import { Effect } from "effect"

const own = () => {
  const { system, user } = process.threadCpuUsage()
  return (system + user) / 1000
}

const sample = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ a: i, b: `s${i}`, c: [i] })))

/** Milliseconds that reading the sample takes where turns are held to their limit. */
const usual = 4

/** How many times as long as there this machine takes for the same now, at least once. */
export const slowness = Effect.sync(() => {
  const taken = Array.from({ length: 10 }, () => {
    const before = own()
    JSON.parse(sample)
    return own() - before
  })
  return Math.max(1, Math.min(...taken) / usual)
})

/**
 * For how long, in milliseconds of this thread's own time on a core, one turn of the event loop went on at the most while an effect
 * ran. What other programs of a busy machine take does not count.
 */
export const longestTurn = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<readonly [A, number], E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      let longest = 0
      let before = own()
      const look = () => {
        const at = own()
        longest = Math.max(longest, at - before)
        before = at
        next = setImmediate(look)
      }
      let next = setImmediate(look)
      return { longest: () => longest, end: () => clearImmediate(next) }
    }),
    // The turn in which it ended is over once another began.
    ({ longest }) => Effect.map(Effect.tap(effect, Effect.sleep(1)), (answer) => [answer, longest()] as const),
    ({ end }) => Effect.sync(end)
  )
