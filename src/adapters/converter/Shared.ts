import { Effect, Exit, Fiber, Scope } from "effect"
import type { Steady } from "../../domain/values/Time.ts"
import type { NeighbourAnswer } from "../../ports/Neighbour.ts"
import * as Time from "../../runtime/Time.ts"
import type { Unanswered } from "./Ask.ts"

/** How long an answer serves everybody: pages ask every few seconds, each for itself. */
const lasting = 3_000

/**
 * An effect that asks at most once at a time and gives an answer, or the lack of one, to whoever asks in the three seconds after
 * it came. Someone who stops waiting takes nothing from the others.
 */
export const shared = Effect.fnUntraced(function* <A>(asking: Effect.Effect<A, Unanswered>) {
  const scope = yield* Scope.Scope
  const asked: Effect.Effect<NeighbourAnswer<A>> = Effect.match(asking, {
    onSuccess: (value) => ({ _tag: "known", value }),
    onFailure: ({ reason }) => ({ _tag: "unknown", reason })
  })
  let fiber: Fiber.Fiber<NeighbourAnswer<A>> | undefined
  /** Null while the answer is awaited. */
  let answeredAt: Steady | null = null
  const noted = Effect.tap(asked, () =>
    Effect.map(Time.steady, (now) => {
      answeredAt = now
    })
  )

  const answer: Effect.Effect<NeighbourAnswer<A>> = Effect.gen(function* () {
    const now = yield* Time.steady
    if (fiber === undefined || (answeredAt !== null && now - answeredAt >= lasting)) {
      answeredAt = null
      fiber = yield* Effect.forkIn(noted, scope)
    }
    const exit = yield* Fiber.await(fiber)
    return Exit.isSuccess(exit) ? exit.value : { _tag: "unknown", reason: "asking was broken off" }
  })
  return { answer }
})
