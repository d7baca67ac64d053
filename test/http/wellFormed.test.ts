import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { answerCause } from "../../src/http/WellFormed.ts"
import { StillReading, StoreUnavailable } from "../../src/ports/StoreUnavailable.ts"

const told = (defect: unknown) =>
  Effect.gen(function* () {
    const answer = HttpServerResponse.toWeb(yield* answerCause(Cause.die(defect)))
    const { error } = yield* Effect.promise(() => answer.json())
    return [answer.status, answer.headers.get("retry-after"), error]
  })

describe("a request that can't be answered yet", () => {
  it.effect("is told to come again, and whether the store is away or what it holds is still being read", () =>
    Effect.gen(function* () {
      const away = "The database can't be reached. Try again in a moment."
      assert.deepStrictEqual(yield* told(new StoreUnavailable({})), [503, "2", away])
      const reading = "The server has just started and still reads its lists. Try again in a moment."
      assert.deepStrictEqual(yield* told(new StillReading({})), [503, "2", reading])
    })
  )
})
