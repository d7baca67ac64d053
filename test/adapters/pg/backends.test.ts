import { PgConnection } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Layer, Random } from "effect"
import { defaultSettings } from "../../../src/domain/settings/Settings.ts"
import { end } from "../../../src/domain/supervision/RunReducer.ts"
import type { Change } from "../../../src/ports/Changes.ts"
import { Installation } from "../../../src/ports/Installation.ts"
import { Journal } from "../../../src/ports/Journal.ts"
import { SettingsStore } from "../../../src/ports/SettingsStore.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { Subscriptions } from "../../../src/ports/Subscriptions.ts"
import { covers, listen } from "../../contracts/Ear.ts"
import { everyWriteIsTold } from "../../contracts/everyWriteIsTold.ts"
import { anEvent, aRun, aSource, aTask, at, noon } from "../../contracts/World.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import { ask, terminating } from "./Session.ts"
import * as Pg from "./World.ts"

/** Sources with everything that a picture can show. */
const busy = Effect.gen(function* () {
  const [journal, sources, subscriptions] = [yield* Journal, yield* Sources, yield* Subscriptions]
  for (let n = 0; n < 5; n++) {
    const { id, subscription } = yield* aSource
    const run = yield* aRun(id, at(n))
    yield* journal.begin([run, yield* aRun(id, at(n + 1))])
    yield* journal.stopping([{ taskId: run.taskId, why: "unwanted" }], at(n + 2))
    yield* journal.write([
      { _tag: "run", run: end({ ...run, startedAt: at(n + 2) }, "exited", at(n + 9), { exitCode: 1 }) },
      { _tag: "recording", taskId: run.taskId, sourceId: id, startedAt: at(n + 3), endedAt: at(n + 8), bytes: 9 },
      {
        _tag: "event",
        event: { ...anEvent(id, "exited", at(n - 99)), taskId: yield* aTask, exitCode: 1, detail: "why" }
      },
      { _tag: "event", event: { ...anEvent(id, "exited", at(n - 9)), taskId: yield* aTask, exitCode: 3 } },
      { _tag: "event", event: { ...anEvent(id, "errored", at(n - 5)), detail: "too many" } }
    ])
    if (n % 2 === 0) yield* sources.reset(id, at(-50), "alice")
    yield* sources.setOverrides(id, { resolution: "1080" }, 0)
    yield* subscriptions.setPostures([{ id: subscription.id, from: "active", to: "paused" }], at(n))
  }
  yield* (yield* SettingsStore).save({ expected: 0, settings: defaultSettings, userId: null, author: "seed", at: noon })
})

const seen = Effect.gen(function* () {
  return {
    installation: yield* (yield* Installation).id,
    sources: yield* (yield* Sources).load("all", at(100)),
    settings: yield* (yield* SettingsStore).current
  }
})

describe("a backend that starts again", () => {
  it.live("sees what the one before it saw", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const before = yield* Effect.provide(Effect.andThen(busy, seen), Pg.on(dsn))
      assert.strictEqual(before.sources.length, 5)
      assert.deepStrictEqual(yield* Effect.provide(seen, Layer.fresh(Pg.on(dsn))), before)
    })
  )
})

describe("two backends on one database", () => {
  const pair = Effect.gen(function* () {
    const dsn = yield* TestPostgres.database
    const [one, other] = yield* Effect.all([Layer.build(Pg.on(dsn)), Layer.build(Pg.on(dsn))])
    return { dsn, one, other }
  })

  it.live("hear of every kind of write that the other does", () =>
    Effect.gen(function* () {
      const { one, other } = yield* pair
      const ear = yield* Effect.provide(listen, one)
      yield* Effect.provide(everyWriteIsTold(ear), other)
    })
  )

  it.live("tell what their own journal wrote from what the other's did, or anybody else", () =>
    Effect.gen(function* () {
      const { one, other } = yield* pair
      const ear = yield* Effect.provide(listen, one)
      const { id } = yield* Effect.provide(aSource, other)
      const isOwn = (own: boolean) => (change: Change) =>
        change._tag === "sources" && change.own === own && change.ids !== "all" && change.ids.includes(id)
      const write = Effect.flatMap(aRun(id), (run) => Journal.use((journal) => journal.begin([run])))
      yield* ear.hearing(isOwn(true), Effect.provide(write, one))
      yield* ear.hearing(isOwn(false), Effect.provide(write, other))
      yield* ear.hearing(
        isOwn(false),
        Effect.provide(
          Sources.use((sources) => sources.reset(id, at(1), "alice")),
          one
        )
      )
    })
  )

  it.live(
    "hear of what is written by hand, and within a second that there may have been more once the connection was cut",
    () =>
      Effect.gen(function* () {
        const { dsn, one, other } = yield* pair
        const ear = yield* Effect.provide(listen, one)
        const { id } = yield* Effect.provide(aSource, other)
        yield* ear.hearing(
          covers("sources", id),
          ask(dsn, `UPDATE subscriptions SET posture = 'paused' WHERE source_id = ${id}`)
        )
        const session = yield* PgConnection.make({ url: dsn })
        const now = Clock.monotonicTimeNanos
        const cut = Effect.andThen(session.query(terminating("query LIKE 'LISTEN%' OR query = 'SELECT 1'")), now)
        const took: Array<bigint> = []
        for (let time = 0; time < 3; time++) {
          const since = yield* ear.hearing((change) => change._tag === "everything", cut)
          took.push((yield* now) - since)
        }
        // What the machine was busy with besides takes no time of all three.
        assert.isBelow(Math.min(...took.map((nanos) => Duration.toMillis(Duration.nanos(nanos)))), 1_000)
      })
  )

  it.live("save settings one after the other, and one of them first", () =>
    Effect.gen(function* () {
      const { one, other } = yield* pair
      const save = Effect.gen(function* () {
        const store = yield* SettingsStore
        const author = `${yield* Random.nextInt}`
        return yield* Effect.result(
          store.save({ expected: 0, settings: defaultSettings, userId: null, author, at: noon })
        )
      })
      const results = yield* Effect.forEach([one, other, one, other], (backend) => Effect.provide(save, backend), {
        concurrency: "unbounded"
      })
      assert.strictEqual(results.filter((result) => result._tag === "Success").length, 1)
    })
  )
})
