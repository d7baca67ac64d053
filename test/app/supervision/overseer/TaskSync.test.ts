import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { Instant } from "../../../../src/domain/values/Time.ts"
import { aRow, aRun, askedAt, carol, desk, now, task } from "../desk.ts"

describe("a list of the overseer", () => {
  it.effect("finds a task of ours that nobody knew, and listens to it before it is asked again", () =>
    Effect.gen(function* () {
      const { live, overseer, taskSync } = yield* desk
      overseer.rows = [aRow(task(1))]
      yield* taskSync.sync(1)
      assert.strictEqual(live.runsOf(carol)[0]?.phase, "running")
      assert.strictEqual(live.runsOf(carol)[0]?.pid, 7)
      assert.deepStrictEqual(overseer.sent, ["list", `replay ${task(1)}`, `subscribe ${task(1)}`, "list"])
    })
  )

  it.effect("asks for the events of a task once on a connection, and again on the next", () =>
    Effect.gen(function* () {
      const { overseer, taskSync } = yield* desk
      overseer.rows = [aRow(task(1))]
      yield* taskSync.sync(1)
      overseer.sent.length = 0
      yield* taskSync.sync(1)
      assert.deepStrictEqual(overseer.sent, ["list"])
      overseer.sent.length = 0
      yield* taskSync.sync(2)
      assert.deepStrictEqual(overseer.sent, [`replay ${task(1)}`, `subscribe ${task(1)}`, "list"])
    })
  )

  it.effect("ends a running recorder that is missing on it, and no start that was sent after it was asked for", () =>
    Effect.gen(function* () {
      const { live, taskSync } = yield* desk
      live.apply({ ...aRun(1), phase: "running", pid: 7, startedAt: now })
      live.apply({ ...aRun(2), start: { at: Instant.make(askedAt + 1), connection: 1, lostAt: null } })
      yield* taskSync.sync(1)
      assert.strictEqual(live.run(task(1))?.ending, "lost")
      assert.strictEqual(live.run(task(2))?.phase, "sent")
    })
  )

  it.effect("shows only who leads that a start never arrived: another leader may have stored it and send it yet", () =>
    Effect.gen(function* () {
      const { live, taskSync } = yield* desk
      const long = Instant.make(now - 60_000)
      live.apply({ ...aRun(1), start: { at: long, connection: 0, lostAt: long } })
      yield* taskSync.sync(1)
      assert.strictEqual(live.run(task(1))?.phase, "sent")
      live.setLeading(true)
      yield* taskSync.sync(1)
      assert.strictEqual(live.run(task(1))?.ending, "unsent")
    })
  )

  it.effect("tells by beginnings on record how far the overseer's clock is off", () =>
    Effect.gen(function* () {
      const { live, overseer, taskSync } = yield* desk
      const ago = (ms: number) => Instant.make(now - ms)
      live.apply({ ...aRun(1), phase: "running", pid: 7, startedAt: ago(60_000) })
      overseer.rows = [
        { ...aRow(task(1)), startedAt: ago(90_000) },
        { ...aRow(task(2)), startedAt: ago(35_000) }
      ]
      yield* taskSync.sync(1)
      assert.strictEqual(live.run(task(2))?.startedAt, ago(5_000))
    })
  )

  it.effect("R34: hears what a recorder said before it takes its end from the first list of all", () =>
    Effect.gen(function* () {
      const { live, overseer, taskSync } = yield* desk
      live.apply({ ...aRun(1), phase: "running", pid: 7, startedAt: Instant.make(now - 60_000) })
      overseer.rows = [{ ...aRow(task(1)), state: "errored", workerState: "exited", exitCode: 1, exitedAt: now }]
      yield* taskSync.sync(1)
      assert.deepStrictEqual(overseer.sent, ["list", `replay ${task(1)}`, `subscribe ${task(1)}`, "list"])
      assert.strictEqual(live.run(task(1))?.exitCode, 1)
    })
  )

  it.effect("tells nothing of the overseer's clock by a beginning that nobody heard of", () =>
    Effect.gen(function* () {
      const { live, overseer, taskSync } = yield* desk
      const ago = (ms: number) => Instant.make(now - ms)
      // It is on record as begun when it was made, and began so much later.
      live.apply({ ...aRun(1), phase: "running", pid: 7, createdAt: ago(60_000), startedAt: ago(60_000) })
      overseer.rows = [
        { ...aRow(task(1)), startedAt: ago(48_000) },
        { ...aRow(task(2)), startedAt: ago(35_000) }
      ]
      yield* taskSync.sync(1)
      assert.strictEqual(live.run(task(2))?.startedAt, ago(35_000))
    })
  )

  it.effect("R34: shows that a task is there also where the connection is lost before it is asked for again", () =>
    Effect.gen(function* () {
      const { live, overseer, taskSync } = yield* desk
      const waits = { ...aRow(task(2)), state: "queued", workerState: null, pid: null, startedAt: null } as const
      live.apply({ ...aRun(1), phase: "running", pid: 7, startedAt: now })
      live.apply({ ...aRun(2), start: { at: now, connection: 0, lostAt: now } })
      overseer.rows = [aRow(task(1)), { ...waits, queuePosition: 1 }]
      overseer.sent.push = (what) => {
        overseer.connected = what !== "list"
        return 0
      }
      assert.isTrue(Exit.isFailure(yield* Effect.exit(taskSync.sync(1))))
      assert.strictEqual(live.run(task(2))?.phase, "queued")
    })
  )

  it.effect("tells of tasks with our prefix that name no source, but of none that is stopped or somebody else's", () =>
    Effect.gen(function* () {
      const { overseer, taskSync } = yield* desk
      const [stray, stopped, foreign] = [task(1, "x"), task(2, "y"), TaskId.make("made-by-hand")]
      overseer.rows = [aRow(stray), { ...aRow(stopped), state: "stopped" }, aRow(foreign)]
      assert.deepStrictEqual((yield* taskSync.sync(1)).nameless, [stray])
    })
  )
})
