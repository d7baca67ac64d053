import { Effect, Layer, PubSub, Stream } from "effect"
import { type Change, Changes } from "../../ports/Changes.ts"
import { Database, type Notice } from "./Database.ts"

const everything: Change = { _tag: "everything" }

export const layer = Layer.effect(
  Changes,
  Effect.map(Database, (database) => {
    const heard = (notice: Notice): Change =>
      notice._tag === "sources" ? { _tag: notice._tag, ids: notice.ids, own: notice.by === database } : notice
    return Changes.of({
      stream: Stream.unwrap(
        Effect.map(PubSub.subscribe(database.changes), (subscription) =>
          Stream.concat(Stream.make(everything), Stream.map(Stream.fromSubscription(subscription), heard))
        )
      )
    })
  })
)
