import { Effect, Layer } from "effect"
import { Journal } from "../../../ports/Journal.ts"
import { unlessAway } from "../../../ports/storeAway.ts"
import * as Loop from "../../../runtime/Loop.ts"
import { timeline } from "../../../runtime/Timeline.ts"
import { LiveState } from "../live/LiveState.ts"

/** How often it is written down that recorders live. */
const pace = "30 seconds"

/**
 * Writes down, at the backend that leads, until when each recorder is known to live: until the overseer's last word, as long as that did
 * not tell of its end. Where everything ends at once, that is all that tells recorded time from time in which nothing ran.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const live = yield* LiveState
    const journal = yield* Journal
    const { toWall } = yield* timeline

    const told = Effect.suspend(() => {
      const { lastHeardAt, listed } = live.link()
      if (!live.leading() || !listed || lastHeardAt === null) return Effect.void
      const alive = live.openRuns().flatMap(({ phase, taskId }) => (phase === "running" ? [taskId] : []))
      return alive.length === 0 ? Effect.void : journal.alive(alive, toWall(lastHeardAt))
    })
    const write = unlessAway(told, undefined)

    yield* Loop.run("signs of life", Effect.andThen(write, Effect.sleep(pace)))
    yield* Effect.addFinalizer(() => Effect.ignore(Effect.timeoutOption(write, "1 second")))
  })
)
