import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { later } from "../../src/domain/values/Time.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { contract } from "./contract.ts"
import { anEvent, aRun, aSource, aTask, at, noon } from "./World.ts"

const broken = (sourceId: SourceId, seconds: number) =>
  Effect.map(aTask, (taskId) => ({
    _tag: "event" as const,
    event: { ...anEvent(sourceId, "exited", at(seconds)), taskId, exitCode: 1 }
  }))

contract("Sources that are supervised", (it) => {
  it.effect(
    "R35: are those that somebody wants, that have a run which is not over, or that failed lately, and come before all others",
    () =>
      Effect.gen(function* () {
        const sources = yield* Sources
        const subscriptions = yield* Subscriptions
        const journal = yield* Journal
        const wanted = yield* aSource
        const others = [yield* aSource, yield* aSource, yield* aSource, yield* aSource] as const
        const [running, failed, old, unwanted] = others
        yield* subscriptions.setPostures(
          others.map(({ subscription: { id } }) => ({ id, from: "active", to: "paused" })),
          at(0)
        )
        yield* journal.write([
          { _tag: "run", run: yield* aRun(running.id) },
          { _tag: "run", run: end(yield* aRun(unwanted.id), "stopped", at(1)) },
          yield* broken(failed.id, -60),
          yield* broken(old.id, -3 * 86_400)
        ])
        const all = [wanted, ...others].map(({ id }) => id)
        const found = (yield* sources.load("supervised", noon)).map(({ id }) => id).filter((id) => all.includes(id))
        assert.deepStrictEqual(found, [wanted.id, running.id, failed.id])
        const told: Array<SourceId | "supervised"> = []
        yield* sources.loadAll(
          noon,
          later(noon, -86_400_000),
          (some) => void told.push(...some.map(({ id }) => id).filter((id) => all.includes(id))),
          () => void told.push("supervised")
        )
        assert.deepStrictEqual(told, [wanted.id, running.id, failed.id, "supervised", old.id, unwanted.id])
      })
  )
})
