import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as Auditing from "../../../src/app/accounts/Auditing.ts"
import * as RefusalLog from "../../../src/app/accounts/RefusalLog.ts"
import { UserId } from "../../../src/domain/values/Ids.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"

const world = RefusalLog.layer.pipe(Layer.provide(Auditing.layer), Layer.provideMerge(Memory.layer))

const written = Effect.gen(function* () {
  const log = yield* AuditLog
  return yield* log.list({ before: null, limit: 500, search: null })
})

describe("S23: refusals in the audit log", () => {
  it.effect("are ten a minute by one user or network; the next one says how many were left out", () =>
    Effect.gen(function* () {
      const { note } = yield* RefusalLog.RefusalLog
      const alice = { userId: UserId.make(1), name: "alice", address: "192.0.2.1" }
      for (let n = 0; n < 13; n++) yield* note(alice, { action: "access.refused", subject: "GET /api/users" })
      assert.strictEqual((yield* written).length, 10)
      yield* TestClock.adjust("1 minute")
      yield* note(alice, { action: "access.refused", subject: "GET /api/users", detail: "Again." })
      const [last] = yield* written
      assert.strictEqual(last?.detail, "Again. 3 more refusals before this one were not written down.")
      assert.deepStrictEqual([last?.actor, last?.userId, last?.address], ["alice", 1, "192.0.2.1"])
    }).pipe(Effect.provide(Layer.fresh(world)))
  )

  it.effect("are a hundred a minute in all, however many networks are refused", () =>
    Effect.gen(function* () {
      const { note } = yield* RefusalLog.RefusalLog
      for (let n = 0; n < 250; n++) {
        const who = { userId: null, name: `nobody ${n}`, address: `192.0.2.${n}` }
        yield* note(who, { action: "session.refused", subject: who.name })
      }
      assert.strictEqual((yield* written).length, 100)
    }).pipe(Effect.provide(Layer.fresh(world)))
  )
})
