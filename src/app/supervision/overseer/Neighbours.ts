import { Context, Effect, Layer } from "effect"
import type { TaskRow } from "../../../domain/supervision/OverseerEvent.ts"
import type { Figures, NeighbourAnswer } from "../../../ports/Neighbour.ts"
import { type NoAnswer, NotConnected, Overseer } from "../../../ports/Overseer.ts"
import { LiveState } from "../live/LiveState.ts"

/** Questions to the overseer on the link that is up; nobody is kept waiting longer than two seconds. */
export class Neighbours extends Context.Service<
  Neighbours,
  {
    readonly tasks: Effect.Effect<ReadonlyArray<TaskRow>, NotConnected | NoAnswer>
    readonly overseer: Effect.Effect<NeighbourAnswer<Figures>>
  }
>()("sticky-dvr/app/supervision/overseer/Neighbours") {}

const patience = "2 seconds"

export const layer = Layer.effect(
  Neighbours,
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState

    const connected = Effect.suspend(() => {
      const { connection } = live.link()
      // Connections are numbered from 1: what refuses this one says why there is none.
      return connection === null ? Effect.as(overseer.list(0), 0) : Effect.succeed(connection)
    })

    const tooSlow = () => Effect.fail(new NotConnected({ reason: "it did not answer within 2 seconds" }))
    const soon = Effect.timeoutOrElse({ duration: patience, orElse: tooSlow })

    return Neighbours.of({
      tasks: connected.pipe(
        Effect.flatMap(overseer.list),
        Effect.map(({ rows }) => rows),
        soon
      ),
      overseer: connected.pipe(
        Effect.flatMap((connection) =>
          Effect.all({ pool: overseer.pool(connection), metrics: overseer.metrics(connection) }, { concurrency: 2 })
        ),
        soon,
        Effect.map((value): NeighbourAnswer<Figures> => ({ _tag: "known", value: { ...value, missing: [] } })),
        Effect.catch(({ message }) => Effect.succeed<NeighbourAnswer<Figures>>({ _tag: "unknown", reason: message }))
      )
    })
  })
)
