import { NodeServices } from "@effect/platform-node"
import { PgConnection } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Duration, Effect, Exit, Fiber, type Layer, type Scope } from "effect"
import { lock, migrate } from "../../../src/adapters/pg/Migrations.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { UserId } from "../../../src/domain/values/Ids.ts"
import { Atomically } from "../../../src/ports/Atomically.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"
import { Installation } from "../../../src/ports/Installation.ts"
import { Journal } from "../../../src/ports/Journal.ts"
import { Sessions } from "../../../src/ports/Sessions.ts"
import { SettingsStore } from "../../../src/ports/SettingsStore.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { StoreHealth } from "../../../src/ports/StoreHealth.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"
import { Subscriptions } from "../../../src/ports/Subscriptions.ts"
import { Users } from "../../../src/ports/Users.ts"
import { WorkerEvents } from "../../../src/ports/WorkerEvents.ts"
import { covers, listen } from "../../contracts/Ear.ts"
import { aSource, at, noon } from "../../contracts/World.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import * as Gate from "./Gate.ts"
import { asked, terminate } from "./Session.ts"
import * as Pg from "./World.ts"

type Ports = Layer.Success<typeof Pg.layer>

/** A use of every port. */
const uses: ReadonlyArray<Effect.Effect<unknown, never, Ports>> = [
  Atomically.use((atomically) => atomically.run(Effect.void)),
  Atomically.use((atomically) => atomically.run(Users.use((users) => users.countAdmins))),
  AuditLog.use((audit) => audit.list({ before: null, limit: 1, search: null })),
  Installation.use((installation) => installation.id),
  Journal.use((journal) => journal.stopping([{ taskId: TaskId.make("x"), why: "unwanted" }], noon)),
  Sessions.use((sessions) => sessions.removeExpired(at(-1e9))),
  SettingsStore.use((store) => store.current),
  Sources.use((sources) => sources.load("all", noon)),
  Sources.use((sources) => sources.restart([])),
  Subscriptions.use((subscriptions) => subscriptions.remove([])),
  Users.use((users) => users.find(UserId.make(1))),
  Users.use((users) => users.list),
  WorkerEvents.use((events) => events.prune(at(-1e9)))
]

/** A store that is reached through a gate. */
const gated = <A, E>(
  work: (gate: Effect.Success<ReturnType<typeof Gate.make>>) => Effect.Effect<A, E, Ports | Scope.Scope>,
  poolSize = 10
) =>
  Effect.gen(function* () {
    const gate = yield* Gate.make(yield* TestPostgres.database)
    return yield* Effect.provide(work(gate), Pg.on(gate.dsn, poolSize))
  }).pipe(Effect.scoped)

const isAway = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof StoreUnavailable

const health = StoreHealth.use(({ check }) => check)

/**
 * Waits until the store is well again and every use of it works. The first use may still meet a connection that was begun in the
 * outage and comes to nothing only after it: that is told as unavailable as well, and nothing else is.
 */
const recovery = Effect.all([health, Effect.exit(Effect.all(uses, { concurrency: 10 }))]).pipe(
  Effect.map(([well, exit]) => {
    assert.isTrue(Exit.isSuccess(exit) || isAway(exit))
    return well && Exit.isSuccess(exit)
  }),
  Effect.repeat({ until: (works) => works }),
  Effect.timeout("60 seconds")
)

describe("a store that goes away", () => {
  it.live("is said to be unavailable by every port, at once, and works again when it is back", () =>
    gated(({ cut, open }) =>
      Effect.gen(function* () {
        yield* Effect.all(uses, { concurrency: 5 })
        yield* recovery
        for (let outage = 0; outage < 2; outage++) {
          yield* cut
          const [took, exits] = yield* Effect.timed(
            Effect.forEach(uses, (use) => Effect.exit(use), { concurrency: "unbounded" })
          )
          assert.deepStrictEqual(
            exits.map(isAway),
            Array.from({ length: uses.length }, () => true)
          )
          assert.isBelow(Duration.toMillis(took), 6_000)
          assert.isFalse(yield* health)
          yield* open
          yield* recovery
        }
      })
    )
  )

  it.live("in the middle of a unit leaves nothing of the unit", () =>
    gated(({ cut, open }) =>
      Effect.gen(function* () {
        const [atomically, sources] = [yield* Atomically, yield* Sources]
        const { id } = yield* aSource
        const exit = yield* Effect.exit(
          atomically.run(
            Effect.gen(function* () {
              yield* sources.restart([id])
              yield* cut
              yield* sources.restart([id])
            })
          )
        )
        assert.isTrue(isAway(exit))
        yield* open
        yield* recovery
        const [source] = yield* sources.load([id], noon)
        assert.strictEqual(source?.restartAsked, 0)
      })
    )
  )

  it.live("is told as everything when it is back, and changes are heard again", () =>
    gated(({ cut, dsn, open }) =>
      Effect.gen(function* () {
        const ear = yield* listen
        const { id } = yield* aSource
        const isEverything = (change: { readonly _tag: string }) => change._tag === "everything"
        yield* cut
        yield* ear.hearing(isEverything, open)
        const restart = Sources.use((sources) => sources.restart([id]))
        yield* ear.hearing(covers("sources", id), Effect.andThen(recovery, restart))
        yield* ear.hearing(isEverything, terminate(dsn, "query LIKE 'LISTEN%' OR query = 'SELECT 1'"))
        yield* ear.hearing(covers("sources", id), restart)
      })
    )
  )
})

// These wait, and hardly work: beside each other.
describe.concurrent("a store that falls silent", () => {
  it.live("is said to be unwell within a second, and keeps nobody waiting for ever", () =>
    gated(({ open, silence }) =>
      Effect.gen(function* () {
        yield* Effect.all(uses, { concurrency: 10 })
        yield* silence
        const soon: Array<number> = []
        for (let look = 0; look < 3; look++) {
          const [took, well] = yield* Effect.timed(health)
          assert.isFalse(well)
          soon.push(Duration.toMillis(took))
        }
        // What the machine was busy with besides takes no time of all three.
        assert.isBelow(Math.min(...soon), 1_100)
        const [took, exits] = yield* Effect.timed(
          Effect.forEach(uses, (use) => Effect.exit(use), { concurrency: "unbounded" })
        )
        assert.deepStrictEqual(
          exits.map(isAway),
          Array.from({ length: uses.length }, () => true)
        )
        assert.isBelow(Duration.toMillis(took), 35_000)
        yield* open
        yield* recovery
      })
    )
  )
})

describe.concurrent("a store that no longer answers", () => {
  it.live("and a pool that is taken are the same to those who wait", () =>
    gated(
      () =>
        Effect.gen(function* () {
          const atomically = yield* Atomically
          const begun = yield* Deferred.make<void>()
          const taken = yield* Effect.forkChild(
            atomically.run(Effect.andThen(Deferred.succeed(begun, undefined), Effect.never))
          )
          yield* Deferred.await(begun)
          assert.isFalse(yield* health)
          const exit = yield* Effect.exit(Users.use((users) => users.list))
          assert.isTrue(isAway(exit))
          yield* Fiber.interrupt(taken)
          yield* recovery
        }),
      1
    )
  )

  it.live("R26: is given up by whoever waits to migrate it", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const gate = yield* Gate.make(dsn)
      const held = yield* PgConnection.make({ url: dsn })
      yield* held.query(`SELECT pg_advisory_lock(${lock})`)
      const waiting = yield* Effect.forkChild(Effect.flip(migrate({ dsn: gate.dsn, migrationsDir: "migrations" })), {
        startImmediately: true
      })
      yield* asked(dsn, "SELECT pg_try_advisory_lock")
      yield* gate.silence
      const [took, error] = yield* Effect.timed(Fiber.join(waiting))
      assert.strictEqual(error._tag, "StoreUnavailable", error.message)
      assert.isBelow(Duration.toMillis(took), 12_000)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
