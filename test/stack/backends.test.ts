import { isDeepStrictEqual } from "node:util"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { fetchable } from "../chaos/Backends.ts"
import { kill, shownBy } from "../chaos/rows.ts"
import { session } from "../chaos/Session.ts"
import { eventually } from "./eventually.ts"

describe("three backends of one installation", () => {
  it.live(
    "T13: come to show the same of every row when people changed their minds, also while their leader was killed",
    () =>
      Effect.gen(function* () {
        const playing = yield* session("backends", { minutes: 1, seed: 1, sources: 6, backends: 3 })
        const { avoided, backends, people } = playing
        const looks = backends.map(shownBy)
        const agreement = eventually(
          "all to show the same",
          Effect.map(Effect.all(looks, { concurrency: "unbounded" }), Option.all).pipe(
            Effect.map(Option.filter(([first, ...others]) => others.every((one) => isDeepStrictEqual(one, first))))
          )
        )
        const changes = Effect.timeoutOption(playing.atWork, "7 seconds")

        yield* changes
        assert.isAbove((yield* agreement)[0]?.size ?? 0, 0)

        const leads = Effect.sync(() => backends.find((one) => one.leads() && one.pid() !== undefined))
        const leader = yield* eventually("a leader", Effect.map(leads, Option.fromUndefinedOr))
        avoided.add(leader)
        kill.begin(leader)
        yield* changes
        const back = Effect.map(fetchable(`${leader.address}/api/readyz`), (is) =>
          is ? Option.some(is) : Option.none()
        )
        yield* eventually("the killed one to be back", back)
        avoided.delete(leader)
        yield* agreement

        yield* changes
        yield* agreement
        assert.isAbove(people.acts(), 0)
        yield* playing.stack.end
        assert.deepStrictEqual(people.unexpected, [])
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
