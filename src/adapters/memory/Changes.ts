import { Effect, Layer, PubSub, Stream } from "effect"
import { type Change, Changes } from "../../ports/Changes.ts"
import { Database, type Told } from "./Database.ts"

const everything: Change = { _tag: "everything" }

export const layer = Layer.effect(
  Changes,
  Effect.map(Database, (database) => {
    const heard = (told: Told): Change =>
      told._tag === "sources" ? { _tag: told._tag, ids: told.ids, own: told.by === database } : told
    return Changes.of({
      stream: Stream.unwrap(
        Effect.map(PubSub.subscribe(database.changes), (subscription) =>
          Stream.concat(Stream.make(everything), Stream.map(Stream.fromSubscription(subscription), heard))
        )
      )
    })
  })
)
