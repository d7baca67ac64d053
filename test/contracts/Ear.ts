import { Deferred, Effect, Stream } from "effect"
import type { SourceId, UserId } from "../../src/domain/values/Ids.ts"
import { type Change, Changes } from "../../src/ports/Changes.ts"

/** Whether a hint makes its hearer read what belongs to these again. */
export const covers =
  (what: "sources" | "users", id: SourceId | UserId) =>
  (change: Change): boolean =>
    change._tag === what && (change.ids === "all" || change.ids.some((one) => one === id))

/** Listens to the changes from now on, for as long as the scope lasts. */
export const listen = Effect.gen(function* () {
  const changes = yield* Changes
  const heard: Array<Change> = []
  const waiting = new Map<Deferred.Deferred<Change>, (change: Change) => boolean>()
  const begun = yield* Deferred.make<void>()
  yield* changes.stream.pipe(
    Stream.runForEach((change) =>
      Effect.gen(function* () {
        heard.push(change)
        yield* Deferred.succeed(begun, undefined)
        for (const [deferred, predicate] of [...waiting])
          if (predicate(change)) yield* Deferred.succeed(deferred, change)
      })
    ),
    Effect.forkScoped
  )
  yield* Deferred.await(begun)
  return {
    /** All that was heard so far. */
    heard: () => heard,
    /** Does `act`, and waits for a hint told since then that `predicate` takes. */
    hearing: <A, E, R>(predicate: (change: Change) => boolean, act: Effect.Effect<A, E, R>) =>
      Effect.gen(function* () {
        const deferred = yield* Deferred.make<Change>()
        waiting.set(deferred, predicate)
        const value = yield* act
        yield* Deferred.await(deferred).pipe(
          Effect.timeoutOrElse({
            duration: "30 seconds",
            orElse: () => Effect.die(new Error(`not told; heard only ${JSON.stringify(heard)}`))
          })
        )
        waiting.delete(deferred)
        return value
      })
  }
})

export type Ear = Effect.Success<typeof listen>
