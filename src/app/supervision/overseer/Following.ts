import { Effect, Layer, Queue } from "effect"
import { isHearsay } from "../../../domain/supervision/Record.ts"
import { parseDuration } from "../../../domain/values/Durations.ts"
import * as Loop from "../../../runtime/Loop.ts"
import { LiveState } from "../live/LiveState.ts"
import { RoomSync } from "./RoomSync.ts"
import { TaskSync } from "./TaskSync.ts"

/** News of runs that come close together are followed together, after this long. */
const gathering = "1 second"

/**
 * Lets a backend that does not lead hear and tell the same as the one that does: what that one has started, as the store tells, is
 * looked for at the overseer and listened to, and all is compared with a list as often as there.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const live = yield* LiveState
    const taskSync = yield* TaskSync
    const roomSync = yield* RoomSync
    const nudges = yield* Queue.sliding<void>(1)

    const unlisten = live.listen((what) => {
      if (!live.leading() && what !== "all" && live.runsOf(what).some(isHearsay)) Queue.offerUnsafe(nudges, undefined)
    })
    yield* Effect.addFinalizer(() => Effect.sync(unlisten))

    const follow = Effect.suspend(() => {
      const { connection, listed } = live.link()
      if (live.leading() || connection === null || !listed) return Effect.void
      return taskSync.sync(connection).pipe(
        Effect.andThen(roomSync.look(connection)),
        Effect.asVoid,
        Effect.catch(({ message }) => Effect.logWarning(message))
      )
    })

    const turn = Effect.suspend(() => {
      const interval = parseDuration(live.settings().settings.reconcile_interval) ?? 15_000
      return Queue.take(nudges).pipe(
        Effect.andThen(Effect.sleep(gathering)),
        Effect.timeoutOption(interval),
        Effect.andThen(follow)
      )
    })
    yield* Loop.run("following", turn)
  })
)
