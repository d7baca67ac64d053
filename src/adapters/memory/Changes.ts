import { Effect, Layer, PubSub, Stream } from "effect"
import { type Change, Changes } from "../../ports/Changes.ts"
import { Database } from "./Database.ts"

const everything: Change = { _tag: "everything" }

export const layer = Layer.effect(
  Changes,
  Effect.map(Database, ({ changes }) =>
    Changes.of({
      stream: Stream.unwrap(
        Effect.map(PubSub.subscribe(changes), (subscription) =>
          Stream.concat(Stream.make(everything), Stream.fromSubscription(subscription))
        )
      )
    })
  )
)
