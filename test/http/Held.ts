import { Effect } from "effect"

const own = () => {
  const { system, user } = process.threadCpuUsage()
  return (system + user) / 1000
}

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
