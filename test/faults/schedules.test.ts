import { assert, describe, it } from "@effect/vitest"
import { Config, Effect } from "effect"
import type { UserId } from "../../src/domain/values/Ids.ts"
import { stack } from "./Stack.ts"

/** A small generator of its own, so that a failing schedule can be played again from its seed (mulberry32). */
const dice = (seed: number) => {
  let state = seed
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % sides
  }
}

const schedules = Effect.runSync(Config.withDefault(Config.Int("SCHEDULES"), 100))

const names = ["a", "b", "c", "d", "e", "f"]
const postures = ["active", "paused", "archived", "active"] as const

type Stack = Effect.Success<ReturnType<typeof stack>>

/** Six users' wishes on six sources, and faults of every kind, for five minutes; then all faults end. */
const play = Effect.fnUntraced(function* (seed: number) {
  const roll = dice(seed)
  const s = yield* stack(
    {
      limit: roll(3) === 0 ? 3 : 0,
      stopTakes: [0, 2_000, 12_000][roll(3)] ?? 0,
      panics: true,
      toClient: roll(2) * 400
    },
    {
      reconcile_interval: "15s",
      error_threshold: 50,
      error_window: "24h",
      restart_delay: "1s",
      restart_delay_max: "5s"
    }
  )
  const users = yield* Effect.forEach(names, (name) => s.user(name))
  const someone = (): UserId => (users[roll(users.length)] ?? assert.fail()).id
  const some = (): string => names[roll(names.length)] ?? "a"
  let alive = true

  const steps: ReadonlyArray<(s: Stack) => Effect.Effect<unknown>> = [
    () => s.subscribe(someone(), some()),
    () => s.subscribe(someone(), some()),
    () => Effect.ignoreCause(s.set(someone(), some(), postures[roll(4)] ?? "active")),
    () => Effect.ignoreCause(s.set(someone(), some(), "paused")),
    () => s.scripted.drop(),
    () => s.scripted.blackHole(roll(20_000)),
    () => s.scripted.next("start", { _tag: "lost" }),
    () => s.scripted.next("start", { _tag: "unanswered" }),
    () => s.scripted.next("start", { _tag: "late", ms: roll(9_000) }),
    () => s.scripted.next("start", { _tag: "answeredLate", ms: roll(9_000) }),
    () => s.scripted.next("start", { _tag: "ignored" }),
    () => s.scripted.next("stop", { _tag: "lost" }),
    () => s.scripted.next("stop", { _tag: "late", ms: roll(9_000) }),
    () => s.scripted.next("stop", { _tag: "ignored" }),
    () => s.scripted.next("list", { _tag: "ignored" }),
    () => (roll(4) === 0 ? s.scripted.restart : Effect.void),
    () =>
      Effect.flatMap(s.scripted.live, (live) => {
        const task = live[roll(Math.max(1, live.length))]
        return task === undefined ? Effect.void : Effect.ignoreCause(s.scripted.exit(task.taskId, roll(3)))
      }),
    () => (roll(2) === 0 ? s.database.become("away") : s.database.become("up")),
    () =>
      Effect.gen(function* () {
        const at = yield* s.now
        return yield* s.sources.restart(
          (yield* s.sources.load("all", at)).map(({ id }) => id),
          at
        )
      }).pipe(Effect.ignoreCause),
    () => {
      alive = !alive
      return alive ? s.boot : s.kill
    }
  ]
  for (let i = 0; i < 100; i++) {
    const step = steps[roll(steps.length)]
    // What the store refuses while it is away is a user's error message, and no matter here.
    if (step !== undefined) yield* Effect.ignoreCause(step(s))
    yield* s.pass(roll(5) + 0.5)
  }
  yield* s.database.become("up")
  yield* s.scripted.calm
  if (!alive) yield* s.boot
  yield* s.pass(120)
  return s
})

describe("whatever goes wrong", () => {
  const seeds = Array.from({ length: schedules }, (_, i) => 1_000 + i)

  it.effect.each(seeds)(
    "schedule %i ends with every wanted source recorded or explained, nothing else, and no task stopped twice",
    (seed) =>
      Effect.gen(function* () {
        const s = yield* play(seed)
        assert.deepStrictEqual(yield* s.scripted.doubleStops, [], "R4")
        const overview = yield* s.overview
        const { items } = yield* overview.listSources({
          q: "",
          statuses: [],
          sort: "name",
          descending: false,
          limit: 100,
          cursor: null
        })
        const live = (yield* s.scripted.live).map(({ params }) => params["source"])
        for (const source of items) {
          const wanted = source.subscribers.some(({ posture }) => posture === "active")
          const running = live.filter((name) => name === source.username).length
          if (!wanted) assert.strictEqual(running, 0, `${source.username} is not wanted`)
          else if (running !== 1) {
            assert.strictEqual(running, 0, `${source.username} is recorded ${running} times`)
            assert.include(
              ["queued", "backoff", "held", "error"],
              source.status,
              `${source.username}: ${source.reason}`
            )
          } else assert.include(["waiting", "recording"], source.status, `${source.username}: ${source.reason}`)
        }
      }),
    30_000
  )
})
