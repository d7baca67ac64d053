import { Deferred, Effect } from "effect"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** Signals so close together are one wish: wrappers such as `timeout` and `npm` pass on what the terminal sends anyway. */
const sameWish = 0.5

/** The wish to end, as it comes from outside: `asked` returns at the first signal, `hurry` at the second, a moment later. */
export const listen = Effect.gen(function* () {
  const asked = yield* Deferred.make<void>()
  const hurry = yield* Deferred.make<void>()
  let first: number | undefined
  const onSignal = () => {
    first ??= process.uptime()
    Deferred.doneUnsafe(process.uptime() - first > sameWish ? hurry : asked, Effect.void)
  }
  // For as long as the process lives: a signal that comes when all is stopped must not turn its exit code into that of a killed one.
  yield* Effect.sync(() => {
    for (const signal of signals) process.on(signal, onSignal)
  })
  return { asked: Deferred.await(asked), hurry: Deferred.await(hurry) }
})
