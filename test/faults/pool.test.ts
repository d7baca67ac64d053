import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { MachineRoom } from "../../src/ports/Machine.ts"
import { stack } from "./Stack.ts"

describe("the overseer's pool", () => {
  it.effect("R1: queues what has no slot, once each, tells the place, and serves the next when a slot is freed", () =>
    Effect.gen(function* () {
      const s = yield* stack({ limit: 2 })
      const { id } = yield* s.user("alice")
      const names = ["a", "b", "c", "d", "e"]
      yield* Effect.forEach(names, (name) => s.subscribe(id, name))
      yield* s.pass(10 * 15)
      const views = yield* Effect.forEach(names, (name) => s.view(id, name))
      const queued = views.filter((view) => view.status === "queued")
      assert.strictEqual(queued.length, 3)
      assert.deepStrictEqual(queued.map((view) => view.queuePosition).toSorted(), [1, 2, 3])
      assert.strictEqual((yield* s.scripted.queued).length, 3)
      assert.strictEqual((yield* s.scripted.starts).length, 5)
      const [first, second] = queued
      assert.isDefined(first)
      assert.isDefined(second)
      yield* s.set(id, first.username, "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.queued).length, 2)
      const running = views.find((view) => view.status === "waiting")
      assert.isDefined(running)
      yield* s.set(id, running.username, "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 2)
      assert.strictEqual((yield* s.scripted.queued).length, 1)
      assert.deepStrictEqual(yield* s.scripted.doubles, [])
    })
  )

  it.effect.each([
    { queue: "that is described and too short", describesQueue: true, queueSize: 1, waiting: 1 },
    { queue: "that nobody describes", describesQueue: false, queueSize: 1, waiting: 1 },
    { queue: "that nobody describes and that is long", describesQueue: false, queueSize: 0, waiting: 1 },
    { queue: "that is described as none", describesQueue: true, queueSize: null, waiting: 0 }
  ])(
    "R22: in a queue $queue nobody is pushed out, and who came first goes first",
    ({ describesQueue, queueSize, waiting }) =>
      Effect.gen(function* () {
        const s = yield* stack({ limit: 2, describesQueue, queueSize, displace: true })
        const { id } = yield* s.user("alice")
        const names = ["e", "d", "c", "b", "a"]
        for (const name of names) {
          yield* s.subscribe(id, name)
          yield* s.pass(0.25)
        }
        yield* s.pass(30 * 60)
        const views = yield* Effect.forEach(names, (name) => s.view(id, name))
        assert.deepStrictEqual(
          views.map(({ status }) => status),
          ["waiting", "waiting", "queued", "queued", "queued"]
        )
        assert.deepStrictEqual(
          views.flatMap(({ queuePosition }) => queuePosition ?? []),
          waiting === 0 ? [] : [1]
        )
        assert.strictEqual((yield* s.scripted.starts).length, 2 + waiting)
        assert.strictEqual((yield* s.scripted.queued).length, waiting)
        for (const [index, name] of names.entries()) {
          const started = (yield* s.scripted.starts)[index]
          assert.strictEqual(started?.params["source"], name)
          yield* s.set(id, name, "paused")
          yield* s.pass(2)
        }
      })
  )

  it.effect("R22: a queue that nobody describes and that is none is tried ever more rarely, by whoever is next", () =>
    Effect.gen(function* () {
      const s = yield* stack({ limit: 1, describesQueue: false, queueSize: null })
      const { id } = yield* s.user("alice")
      for (const name of ["a", "b", "c", "d"]) {
        yield* s.subscribe(id, name)
        yield* s.pass(0.25)
      }
      yield* s.pass(4 * 3600)
      const starts = yield* s.scripted.starts
      assert.isAtMost(starts.length, 32)
      assert.deepStrictEqual([...new Set(starts.map(({ params }) => params["source"]))], ["a", "b"])
      yield* s.set(id, "a", "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "b")).status, "waiting")
    })
  )

  it.effect(
    "R22: places in the queue move up as soon as somebody leaves it, so that no two are told the same one",
    () =>
      Effect.gen(function* () {
        const s = yield* stack({ limit: 1 }, { reconcile_interval: "5m" })
        const { id } = yield* s.user("alice")
        for (const name of ["a", "b", "c", "d"]) {
          yield* s.subscribe(id, name)
          yield* s.pass(0.25)
        }
        const places = () =>
          Effect.map(
            Effect.forEach(["a", "b", "c", "d", "e"], (name) => s.overview.pipe(Effect.andThen(s.view(id, name)))),
            (views) => views.map(({ queuePosition }) => queuePosition)
          )
        yield* s.set(id, "a", "paused")
        yield* s.pass(0.5)
        yield* s.subscribe(id, "e")
        yield* s.pass(0.5)
        assert.deepStrictEqual(yield* places(), [null, null, 1, 2, 3])
      })
  )

  it.effect(
    "R34: whoever is pushed out of the queue while the link is down was not lost with a recorder that never was",
    () =>
      Effect.gen(function* () {
        const s = yield* stack({ limit: 1, queueSize: 1, displace: true })
        const { id } = yield* s.user("alice")
        yield* s.subscribe(id, "a")
        yield* s.pass(1)
        const { sourceId } = yield* s.subscribe(id, "b")
        yield* s.pass(1)
        assert.strictEqual((yield* s.view(id, "b")).status, "queued")
        yield* s.scripted.drop()
        yield* s.scripted.startForeign("a-newcomer" as never, "hls", { source: "somebody", out: "/" })
        yield* s.pass(20)
        assert.deepStrictEqual(yield* s.told(sourceId), ["queued", "dequeued"])
        const { runs } = yield* s.events.past(sourceId, 0 as never, yield* s.now)
        assert.deepStrictEqual(
          runs.map(({ ending, startedAt }) => [ending, startedAt]),
          [["dequeued", null]]
        )
        assert.strictEqual((yield* s.view(id, "a")).status, "waiting")
      })
  )

  it.effect("R34: what waited at an overseer that ended meanwhile is lost, since nobody can know whether it ran", () =>
    Effect.gen(function* () {
      const s = yield* stack({ limit: 1 })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "a")
      yield* s.pass(1)
      const { sourceId } = yield* s.subscribe(id, "b")
      yield* s.pass(1)
      yield* s.scripted.restart
      yield* s.pass(5)
      assert.include(yield* s.told(sourceId), "lost")
      assert.notInclude(yield* s.told(sourceId), "dequeued")
    })
  )

  it.effect(
    "R22: what another client records already is not asked for again and again, and begins when that ends",
    () =>
      Effect.gen(function* () {
        const s = yield* stack()
        const { id } = yield* s.user("alice")
        yield* s.pass(1)
        yield* s.scripted.startForeign("somebody-else" as never, "hls", { source: "carol", out: "/" })
        const { sourceId } = yield* s.subscribe(id, "carol")
        yield* s.pass(6 * 3600)
        const view = yield* s.view(id, "carol")
        assert.strictEqual(view.status, "backoff")
        assert.strictEqual(view.cause?.kind, "duplicate")
        assert.include(view.reason, "somebody-else")
        assert.strictEqual((yield* s.scripted.starts).length, 1)
        assert.strictEqual((yield* s.sources.load([sourceId], yield* s.now))[0]?.runs.at(-1)?.refusal, "duplicate")
        yield* s.scripted.exit("somebody-else" as never, 0)
        yield* s.pass(16)
        assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
        assert.deepStrictEqual(yield* s.scripted.doubles, [])
      })
  )

  it.effect.each([Number.POSITIVE_INFINITY, 1000])(
    "R15: a restart of 1,000 sources goes on at start_concurrency, on a machine with room for %s",
    (machine) =>
      Effect.gen(function* () {
        const s = yield* stack({ stopTakes: 1000 }, { start_concurrency: 10 })
        const { id } = yield* s.user("alice")
        const names = Array.from({ length: 1000 }, (_, i) => `s${i}`)
        yield* Effect.forEach(names, (name) => s.subscribe(id, name))
        yield* s.pass(60)
        assert.strictEqual((yield* s.scripted.live).length, 1000)
        const ids = (yield* s.sources.load("all", yield* s.now)).map(({ id }) => id)
        assert.strictEqual(yield* s.sources.restart(ids), 1000)
        let fewest = 1000
        for (let i = 0; i < 200; i++) {
          yield* s.pass(1)
          fewest = Math.min(fewest, (yield* s.scripted.live).length)
        }
        assert.strictEqual((yield* s.scripted.starts).length, 2000)
        assert.strictEqual((yield* s.scripted.live).length, 1000)
        assert.isAtLeast(fewest, 990)
        assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
      }).pipe(Effect.provideService(MachineRoom, machine))
  )
})
