import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import type { Disturbed } from "../chaos/agreement.ts"
import { kill, trouble, watched } from "../chaos/rows.ts"
import { session } from "../chaos/Session.ts"

describe("three backends of one installation", () => {
  it.live(
    "T13: show the same of every row within a second while people change their minds and their leader is killed",
    () =>
      Effect.gen(function* () {
        const playing = yield* session("backends", { minutes: 1, seed: 1, sources: 6, backends: 3 })
        const disturbed: Array<Disturbed> = []
        const { compared, sentences } = yield* watched(playing, disturbed, (soFar) => {
          const isOver = () => disturbed.some(({ to }) => Number.isFinite(to))
          // On a slow machine it takes longer until as much was seen.
          const seen = Effect.repeat(
            Effect.sync(() => isOver() && soFar() > 50),
            { until: (is) => is, schedule: Schedule.spaced("1 second") }
          )
          const enough = Effect.andThen(Effect.sleep("32 seconds"), seen)
          return Effect.all([trouble(playing, 1, disturbed, [kill]), playing.atWork], {
            concurrency: "unbounded"
          }).pipe(Effect.raceFirst(enough), Effect.timeoutOption("150 seconds"))
        })
        yield* playing.stack.end
        assert.deepStrictEqual(sentences, [])
        assert.deepStrictEqual(playing.people.unexpected, [])
        assert.isAbove(compared, 50)
        assert.isAbove(disturbed.length, 0)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    300_000
  )
})
