import { PgConnection } from "@effect/sql-pg"
import { Cause, Deferred, Effect, Layer, PubSub, Queue, type Redacted, Stream } from "effect"
import { SourceId, UserId } from "../../domain/values/Ids.ts"
import { type Change, Changes } from "../../ports/Changes.ts"
import * as Loop from "../../runtime/Loop.ts"
import { session } from "./Client.ts"
import { heartbeat } from "./heartbeat.ts"
import { wordsOfCause } from "./unreachable.ts"

const everything: Change = { _tag: "everything" }

/**
 * The hint that a trigger sent: `<what> <ids>`, with `*` for too many ids to name, and the name of the backend whose journal wrote
 * it, if one did. What is not understood may be anything.
 */
export const parse = (payload: string, backend: string): Change => {
  const [, what, which = "*", by] =
    /^(sources|users|config) (\*|[1-9]\d*(?:,[1-9]\d*)*)(?: ([0-9a-f-]+))?$/.exec(payload) ?? []
  const ids = which === "*" ? null : which.split(",").map(Number)
  switch (what) {
    case "sources":
      return { _tag: "sources", ids: ids?.map((id) => SourceId.make(id)) ?? "all", own: by === backend }
    case "users":
      return { _tag: "users", ids: ids?.map((id) => UserId.make(id)) ?? "all" }
    case "config":
      return { _tag: "settings" }
    default:
      return everything
  }
}

/** Listens on a session of its own, which is dialled again whenever it is lost. */
export const layer = ({ backend, dsn }: { readonly dsn: Redacted.Redacted<string>; readonly backend: string }) =>
  Layer.effect(
    Changes,
    Effect.gen(function* () {
      const heard = yield* PubSub.unbounded<Change>()
      const listening = yield* Deferred.make<void>()
      let lost = false

      const listen = Effect.gen(function* () {
        const connection = yield* (yield* PgConnection.make(session(dsn))).pin
        const notifications = yield* connection.listen("sticky_dvr")
        yield* PubSub.publish(heard, everything)
        if (lost) yield* Effect.logInfo("hearing of the database's changes again")
        lost = false
        yield* Deferred.succeed(listening, undefined)
        const hear = Effect.flatMap(Queue.takeAll(notifications), (batch) =>
          PubSub.publishAll(
            heard,
            batch.map(({ payload }) => parse(payload, backend))
          )
        )
        return yield* Effect.raceFirst(
          Effect.forever(hear),
          heartbeat(connection, { every: "3 seconds", patience: "3 seconds" })
        )
      }).pipe(Effect.scoped)

      yield* Loop.run(
        "changes of the database",
        listen.pipe(
          Effect.catchCause((cause) => {
            if (lost || Cause.hasInterruptsOnly(cause)) return Effect.void
            lost = true
            return Effect.logWarning(`the database's changes can't be heard, trying again: ${wordsOfCause(cause)}`)
          }),
          Effect.andThen(Effect.sleep("250 millis"))
        )
      )
      // What is read after the first `everything` need not be read again as soon as the session stands.
      yield* Effect.timeoutOption(Deferred.await(listening), "2 seconds")

      return Changes.of({
        stream: Stream.unwrap(
          Effect.map(PubSub.subscribe(heard), (subscription) =>
            Stream.concat(Stream.make(everything), Stream.fromSubscription(subscription))
          )
        )
      })
    })
  )
