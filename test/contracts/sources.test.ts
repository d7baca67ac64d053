import { assert } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import type { Failure } from "../../src/domain/supervision/Cause.ts"
import { noHistory, record } from "../../src/domain/supervision/History.ts"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import type { NewWorkerEvent } from "../../src/domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import { later } from "../../src/domain/values/Time.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { covers, listen } from "./Ear.ts"
import { aKey, anEvent, aRun, aSource, aTask, at, load, noon } from "./World.ts"

const none = (2 ** 40) as SourceId

const exited = (id: SourceId, seconds: number, exitCode: number | null, detail: string | null) =>
  Effect.map(
    aTask,
    (taskId): NewWorkerEvent => ({ ...anEvent(id, "exited", at(seconds)), taskId, pid: 7, exitCode, detail })
  )

/** What the history makes of the end of a recorder that only words are known of. */
const failed = (code: number | null, message: string): Failure => ({ kind: "exit", code, message })

const errored = (id: SourceId, seconds: number, detail: string | null): NewWorkerEvent => ({
  ...anEvent(id, "errored", at(seconds)),
  detail
})

const write = (events: ReadonlyArray<NewWorkerEvent>, asked = 0) =>
  Journal.use((journal) => journal.write(events.map((event) => ({ _tag: "event", event, asked }) as const)))

/** What every `Sources` promises. */
contract("Sources", (it) => {
  it.effect("a new source has a picture with nothing in it but its subscription", () =>
    Effect.gen(function* () {
      const { id, key, subscription } = yield* aSource
      assert.deepStrictEqual(yield* load(id), {
        id,
        ...key,
        createdAt: at(0),
        asked: 0,
        restartAsked: 0,
        address: null,
        overrides: {},
        overridesVersion: 0,
        subscriptions: [subscription],
        history: noHistory,
        runs: [],
        lastRecordingAt: null
      })
    })
  )

  it.effect("sources are made sure of, each once, and those that are there keep what they have", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const [mine, other] = [yield* aSource, yield* aKey]
      yield* sources.setAddress(mine.id, { url: "https://example.org/a", from: "admin" }, { resolution: "480" }, 0)
      const first = yield* sources.ensure([other, mine.key], noon)
      assert.deepStrictEqual(
        first.map(({ address, overrides, overridesVersion }) => ({ address, overrides, overridesVersion })),
        [
          { address: null, overrides: {}, overridesVersion: 0 },
          {
            address: { url: "https://example.org/a", from: "admin" },
            overrides: { resolution: "480" },
            overridesVersion: 1
          }
        ]
      )
      assert.deepStrictEqual(
        (yield* sources.ensure([mine.key, other], at(1))).map(({ id }) => id),
        first.map(({ id }) => id).reverse()
      )
      const [added] = first
      assert.isDefined(added)
      assert.deepInclude(yield* load(added.id), { ...other, createdAt: noon, subscriptions: [] })
      assert.deepStrictEqual(yield* sources.ensure([], noon), [])
    })
  )

  it.effect("all sources are loaded, or those asked for, each once and by id; unknown ids are left out", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const some = [yield* aSource, yield* aSource, yield* aSource].map(({ id }) => id)
      const all = yield* sources.load("all", noon)
      assert.deepStrictEqual(
        all.map(({ id }) => id),
        all.map(({ id }) => id).toSorted((a, b) => a - b)
      )
      for (const id of some) {
        assert.deepStrictEqual(
          all.find((source) => source.id === id),
          yield* load(id)
        )
      }
      const asked = yield* sources.load([...some.toReversed(), none, ...some], noon)
      assert.deepStrictEqual(
        asked.map(({ id }) => id),
        some
      )
      assert.deepStrictEqual(yield* sources.load([], noon), [])
    })
  )

  it.effect("the history is what the domain makes of the stored events", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      const events = [
        yield* exited(id, -100, 1, "first"),
        yield* exited(id, -90, 3, "blocked"),
        yield* exited(id, -80, null, null),
        errored(id, -70, "too many"),
        yield* exited(id, -60, -1, "killed"),
        { ...anEvent(id, "stopped", at(-50)), taskId: yield* aTask, pid: 9 },
        { ...anEvent(id, "lost", at(-40)), taskId: yield* aTask },
        { ...anEvent(id, "started", at(-30)), taskId: yield* aTask, pid: 9 },
        anEvent(id, "gap", at(-20))
      ]
      yield* write(events)
      const { history } = yield* load(id)
      assert.deepStrictEqual(history, {
        reset: 0,
        errored: { at: at(-70), cause: failed(null, "too many"), failures: null, within: null },
        failures: [at(-100), at(-80), at(-60)],
        blocks: [at(-90)],
        lastFailure: failed(-1, "killed")
      })
      assert.deepStrictEqual(history, events.reduce(record, noHistory))
    })
  )

  it.effect("failures count for a day, a trip that stands whatever its age", () =>
    Effect.gen(function* () {
      const { id } = yield* aSource
      yield* write([
        yield* exited(id, -86_401, 1, "older"),
        yield* exited(id, -86_400, 1, "a day old"),
        yield* exited(id, -86_399, 3, null),
        errored(id, -1e8, "long ago")
      ])
      assert.deepStrictEqual((yield* load(id)).history, {
        reset: 0,
        errored: { at: at(-1e8), cause: failed(null, "long ago"), failures: null, within: null },
        failures: [at(-86_400)],
        blocks: [at(-86_399)],
        lastFailure: failed(1, "a day old")
      })
      assert.deepStrictEqual((yield* load(id, later(noon, 2 * 86_400_000))).history, {
        ...noHistory,
        errored: { at: at(-1e8), cause: failed(null, "long ago"), failures: null, within: null }
      })
    })
  )

  const Told = Schema.Array(
    Schema.Struct({
      type: Schema.Literals(["exited", "errored", "reset"]),
      exitCode: Schema.Literals([0, 1, 3]),
      seconds: Schema.Int.check(Schema.isBetween({ minimum: -20, maximum: 0 })),
      detail: Schema.Literals(["one", "two"])
    })
  ).check(Schema.isMaxLength(12))

  it.effect.prop(
    "whatever is told in whatever order, the picture is the fold of it",
    { told: Told },
    ({ told }) =>
      Effect.gen(function* () {
        const sources = yield* Sources
        const { id } = yield* aSource
        let history = noHistory
        for (const [i, { detail, exitCode, seconds, type }] of told.entries()) {
          const event =
            type === "exited"
              ? yield* exited(id, seconds, exitCode, detail)
              : { ...errored(id, seconds, "trip"), type, at: later(at(seconds), i) }
          if (type === "reset") {
            yield* sources.reset(id, event.at, detail)
            history = { ...noHistory, reset: history.reset + 1 }
          } else {
            yield* write([event], history.reset)
            history = record(history, event)
          }
        }
        assert.deepStrictEqual((yield* load(id)).history, history)
      }),
    { arbitrary: { runs: 25 } }
  )

  it.effect(
    "a source that nothing is left of is pruned, told, and made anew by the next who subscribes; what the file of channels names stays",
    () =>
      Effect.gen(function* () {
        const [events, sources, subscriptions] = [yield* WorkerEvents, yield* Sources, yield* Subscriptions]
        const ear = yield* listen
        const [forgotten, wanted, own, recorded] = [yield* aSource, yield* aSource, yield* aSource, yield* aSource]
        const listed = yield* aSource
        yield* sources.setAddress(listed.id, { url: "https://example.org/live.m3u8", from: "channels" }, {}, 0)
        yield* sources.setOverrides(own.id, { resolution: "480" }, 0)
        const run = yield* aRun(recorded.id)
        const last = { taskId: run.taskId, sourceId: recorded.id, startedAt: at(-9), endedAt: at(-8), bytes: 1 }
        yield* Journal.use((journal) =>
          journal.write([
            { _tag: "run", run: end(run, "stopped", at(-8)) },
            { _tag: "recording", ...last },
            { _tag: "event", event: anEvent(forgotten.id, "gap", at(-5)) }
          ])
        )
        yield* subscriptions.remove([forgotten, own, recorded, listed].map(({ subscription }) => subscription.id))
        yield* events.prune(at(-6))
        assert.isTrue(Option.isSome(yield* sources.find(forgotten.key)), "an event is left")
        yield* ear.hearing(covers("sources", forgotten.id), events.prune(noon))
        assert.isTrue(Option.isNone(yield* sources.find(forgotten.key)))
        assert.deepStrictEqual(yield* sources.load([forgotten.id], noon), [])
        for (const { id, key } of [wanted, own, recorded, listed]) {
          assert.deepStrictEqual(yield* sources.find(key), Option.some(id))
        }
        const again = yield* subscriptions.subscribe(forgotten.user.id, forgotten.key, noon)
        assert.isTrue(again.created)
        assert.notStrictEqual(again.subscription.sourceId, forgotten.id)
      })
  )

  it.effect("a source is found by driver and name, case and all", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const { id, key } = yield* aSource
      assert.deepStrictEqual(yield* sources.find(key), Option.some(id))
      assert.deepStrictEqual(yield* sources.find({ ...key, username: key.username.toUpperCase() }), Option.none())
      assert.deepStrictEqual(yield* sources.find({ ...key, driver: "other" }), Option.none())
    })
  )
})
