import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { coverage, totals } from "../../src/domain/recordings/Coverage.ts"
import { later } from "../../src/domain/values/Time.ts"
import { listing, recorded, stack } from "./Stack.ts"

const file = (from: number, to: number, bytes: number, name = "a_00000.ts") => ({
  path: `s/${name}`,
  name,
  session: "s",
  bytes,
  startedAt: later(0 as never, from),
  modifiedAt: later(0 as never, to)
})

describe("R34: what a run recorded, where the backend that heard of its end was killed before it looked at the disk,", () => {
  it.effect("is settled by the next one", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      const [task] = yield* s.scripted.live
      const taskId = task?.taskId ?? assert.fail("nothing runs")
      const from = yield* s.now
      yield* s.scripted.startsRecording(taskId)
      yield* s.pass(60)
      recorded.push(file(from, from + 30_000, 4711))
      yield* s.scripted.exit(taskId, 1)
      yield* s.pass(1)
      yield* s.kill
      yield* s.pass(60)
      yield* s.boot
      yield* s.pass(5)
      const { recordings } = yield* s.events.past(sourceId, later(from, -60_000), later(from, 600_000))
      assert.deepInclude(recordings[0], { bytes: 4711, endedAt: later(from, 30_000) })
    })
  )

  it.effect("is settled by one that comes after the next, also where another run has ended since", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { reconcile_interval: "1s" })
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      const from = yield* s.now
      yield* s.pass(10)
      const [task] = yield* s.scripted.live
      const taskId = task?.taskId ?? assert.fail("nothing runs")
      recorded.push(file(from + 1_000, from + 9_000, 4711))
      yield* s.kill
      yield* s.scripted.restart
      yield* s.pass(20)
      yield* s.boot
      yield* Effect.repeat(Effect.andThen(s.pass(0.25), s.scripted.starts), {
        until: (starts) => starts.length > 1
      })
      const [next] = yield* s.scripted.live
      yield* s.scripted.exit(next?.taskId ?? assert.fail("nothing runs"), 1)
      yield* s.pass(0.5)
      yield* s.kill
      yield* s.pass(20)
      yield* s.boot
      yield* s.pass(20)
      const past = yield* s.events.past(sourceId, later(from, -60_000), later(from, 600_000))
      assert.deepStrictEqual(
        past.recordings.map((one) => [one.taskId, one.startedAt - from, (one.endedAt ?? 0) - from, one.bytes]),
        [[taskId, 1_000, 9_000, 4711]]
      )
    })
  )
})

/** A recorder that ran from the first second to the ninth, and ended with its overseer while no backend was there. */
const begun = Effect.fnUntraced(function* () {
  const s = yield* stack({}, { reconcile_interval: "1s", restart_delay: "1s", restart_delay_max: "1s" })
  const { id } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(id, "carol")
  const from = yield* s.now
  yield* s.pass(10)
  recorded.push(file(from + 1_000, from + 9_000, 4711))
  yield* s.kill
  yield* s.scripted.restart
  yield* s.pass(20)
  const past = Effect.flatMap(s.now, (to) => s.events.past(sourceId, later(from, -60_000), to))
  return {
    ...s,
    from,
    past,
    untilStarts: (count: number) =>
      Effect.repeat(Effect.andThen(s.pass(0.25), s.scripted.starts), { until: (all) => all.length >= count }),
    /** Whose each recording is, from when to when it went on, and its bytes. */
    told: Effect.map(past, ({ recordings }) =>
      recordings.map((one) => [one.taskId, one.startedAt - from, (one.endedAt ?? 0) - from, one.bytes])
    )
  }
})

/** What the store hears of the second run's start before it goes away: that it began, nothing but that it was to be sent, or that it was refused. */
const fates = ["stored", "unanswered", "refused"] as const

describe("R34: what runs recorded one after the other, with a backend killed after the end of the first,", () => {
  for (const fate of fates) {
    for (const lived of [0, 0.5, 1, 1.5, 2, 2.5, 4]) {
      it.effect(`is told as each one's: the second's start ${fate}, and the next backend killed ${lived} s later`, () =>
        Effect.gen(function* () {
          const s = yield* begun()
          const { from } = s
          if (fate === "unanswered") yield* s.scripted.next("start", { _tag: "unanswered" })
          if (fate === "refused") yield* s.scripted.refuse("hls", "no")
          yield* s.boot
          const starts = yield* s.untilStarts(2)
          const second = starts[1]?.taskId
          if (fate === "unanswered") yield* s.database.become("away")
          yield* s.pass(0.25)
          yield* s.database.become("away")
          const at = (yield* s.now) + 1_000
          yield* s.pass(lived)
          yield* s.kill
          yield* s.pass(10)
          const records = fate !== "refused"
          if (records) recorded.push(file(at, at + 8_000, 99, "b_00000.ts"))
          yield* s.scripted.restart
          yield* s.database.become("up")
          yield* s.boot
          yield* s.pass(90)
          assert.deepStrictEqual(yield* s.told, [
            [starts[0]?.taskId, 1_000, 9_000, 4711],
            ...(records ? [[second, at - from, at - from + 8_000, 99]] : [])
          ])
          const stretches = coverage({ ...(yield* s.past), knownSince: from }, from, yield* s.now)
          assert.strictEqual(totals(stretches).recorded, records ? 16_000 : 8_000)
        })
      )
    }
  }

  it.effect("is told as each one's, where a third has come and gone before the disk was looked at", () =>
    Effect.gen(function* () {
      const s = yield* begun()
      yield* s.boot
      const starts = yield* s.untilStarts(2)
      yield* s.pass(0.25)
      yield* s.database.become("away")
      const at = (yield* s.now) + 1_000
      yield* s.pass(1)
      yield* s.kill
      yield* s.pass(10)
      recorded.push(file(at, at + 8_000, 99, "b_00000.ts"))
      yield* s.scripted.restart
      yield* s.database.become("up")
      listing.takes = 10_000
      yield* s.boot
      yield* s.untilStarts(3)
      const [third] = yield* s.scripted.live
      yield* s.scripted.exit(third?.taskId ?? assert.fail("nothing runs"), 1)
      yield* s.pass(90)
      assert.deepStrictEqual(yield* s.told, [
        [starts[0]?.taskId, 1_000, 9_000, 4711],
        [starts[1]?.taskId, at - s.from, at - s.from + 8_000, 99]
      ])
    })
  )
})
