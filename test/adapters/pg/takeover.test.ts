import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Queue, type Redacted } from "effect"
import * as Leader from "../../../src/adapters/pg/Leadership.ts"
import { Leadership } from "../../../src/ports/Leadership.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import * as Gate from "./Gate.ts"
import { asked, terminate } from "./Session.ts"

/** A backend that tells when it leads and when it no longer does. */
const backend = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, name: string, log: Queue.Queue<string>) {
  const { lead } = yield* Effect.provide(Leadership, Leader.layer(dsn))
  const work = Queue.offer(log, `${name} leads`).pipe(
    Effect.andThen(Effect.never),
    Effect.onInterrupt(() => Queue.offer(log, `${name} stops`))
  )
  return yield* Effect.forkScoped(lead(() => work))
})

describe("leadership of several backends", () => {
  it.live("is one backend's, and another's soon after the leader is gone", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const log = yield* Queue.unbounded<string>()
      const first = yield* backend(dsn, "first", log)
      assert.strictEqual(yield* Queue.take(log), "first leads")
      yield* backend(dsn, "second", log)
      yield* backend(dsn, "third", log)
      yield* Effect.sleep("1500 millis")
      assert.strictEqual(yield* Queue.size(log), 0)
      yield* Fiber.interrupt(first)
      assert.strictEqual(yield* Queue.take(log), "first stops")
      const [took, next] = yield* Effect.timed(Queue.take(log))
      assert.oneOf(next, ["second leads", "third leads"])
      assert.isBelow(Duration.toMillis(took), 3_000)
    })
  )

  it.live("passes on when the leader's session ends, and the leader stops at once", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const log = yield* Queue.unbounded<string>()
      yield* backend(dsn, "first", log)
      assert.strictEqual(yield* Queue.take(log), "first leads")
      yield* terminate(dsn, "application_name = 'sticky-dvr'")
      const [took, next] = yield* Effect.timed(Queue.take(log))
      assert.strictEqual(next, "first stops")
      assert.isBelow(Duration.toMillis(took), 1_000)
      assert.strictEqual(yield* Queue.take(log), "first leads")
    })
  )
})

// These wait for what gives up an old session, and hardly work: beside each other.
describe.concurrent("leadership where connections fail", () => {
  it.live("of one that is cut off ends before another's begins", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const gate = yield* Gate.make(dsn)
      const log = yield* Queue.unbounded<string>()
      yield* backend(gate.dsn, "first", log)
      assert.strictEqual(yield* Queue.take(log), "first leads")
      yield* backend(dsn, "second", log)
      yield* gate.silence
      const [took] = yield* Effect.timed(
        Effect.gen(function* () {
          assert.strictEqual(yield* Queue.take(log), "first stops")
          assert.strictEqual(yield* Queue.take(log), "second leads")
        })
      )
      assert.isBelow(Duration.toMillis(took), 9_000)
    })
  )

  it.live("R26: is taken over also by one whose old session became a black hole", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const gate = yield* Gate.make(dsn)
      const log = yield* Queue.unbounded<string>()
      const first = yield* backend(dsn, "first", log)
      assert.strictEqual(yield* Queue.take(log), "first leads")
      yield* backend(gate.dsn, "second", log)
      yield* asked(dsn, "SELECT pg_try_advisory_lock")
      yield* gate.strand
      yield* Fiber.interrupt(first)
      assert.strictEqual(yield* Queue.take(log), "first stops")
      const [took, next] = yield* Effect.timed(Queue.take(log))
      assert.strictEqual(next, "second leads")
      assert.isBelow(Duration.toMillis(took), 12_000)
    })
  )

  it.live("waits for a database that is away", () =>
    Effect.gen(function* () {
      const gate = yield* Gate.make(yield* TestPostgres.database)
      const log = yield* Queue.unbounded<string>()
      yield* gate.cut
      yield* backend(gate.dsn, "first", log)
      yield* Effect.sleep("500 millis")
      yield* gate.open
      assert.strictEqual(yield* Queue.take(log), "first leads")
      yield* gate.cut
      assert.strictEqual(yield* Queue.take(log), "first stops")
      yield* gate.open
      assert.strictEqual(yield* Queue.take(log), "first leads")
    })
  )
})
