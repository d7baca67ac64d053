import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Logger } from "effect"
import * as Backlog from "../../../src/adapters/overseer/Backlog.ts"
import * as Links from "../../../src/adapters/overseer/Links.ts"
import { running } from "../../overseer/Overseen.ts"

describe("R19: one exception", () => {
  it.live("while a connection to the overseer begins costs that connection, and another is dialled", () =>
    Effect.gen(function* () {
      const { url } = yield* running("name: x")
      const up = yield* Deferred.make<number>()
      let faults = 1
      const backlog: Backlog.Backlog = {
        ...(yield* Backlog.make({ lines: 10, bytes: 1000 })),
        offer: (news) => {
          if (faults-- > 0) throw new Error("a bug")
          if (news._tag === "up") Deferred.doneUnsafe(up, Effect.succeed(news.connection))
        }
      }
      const dialling = { url: new URL(url), secret: undefined, openTimeout: 5000, pingEvery: 5000, pings: 3 }
      const link = yield* Links.make(dialling, backlog)
      const number = yield* Effect.timeout(Deferred.await(up), "30 seconds")
      assert.isAbove(number, 1)
      assert.strictEqual((yield* link(number)).number, number)
    }).pipe(Effect.provide(Logger.layer([])))
  )
})
