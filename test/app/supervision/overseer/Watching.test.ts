import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { defaultSettings } from "../../../../src/domain/settings/Settings.ts"
import type { OverseerEvent } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { later, rfc3339 } from "../../../../src/domain/values/Time.ts"
import { aRow, aRun, carol, desk, now, task } from "../desk.ts"

const heard = (event: OverseerEvent) => ({ _tag: "event", connection: 1, event, heardAt: now }) as const

const printed = (taskId: TaskId, line: string) =>
  heard({ _tag: "output", taskId, pid: 7, stream: "stdout", line, seq: null, at: now })

const up = (connection: number) => ({ _tag: "up", connection, at: now }) as const
const down = (connection: number) =>
  ({ _tag: "down", connection, at: now, why: "cut", fault: { kind: "broken", status: null } }) as const

const running = Effect.gen(function* () {
  const made = yield* desk
  made.live.apply({ ...aRun(1), phase: "running", pid: 7, startedAt: now })
  return made
})

describe("news of the overseer", () => {
  it.effect("a connection is known at once, and is trusted once its list, its drivers and its room are", () =>
    Effect.gen(function* () {
      const { live, overseer, tells } = yield* desk
      overseer.rows = [aRow(task(1))]
      yield* tells(up(2))
      assert.strictEqual(live.link().connection, 2)
      assert.isTrue(live.link().listed)
      assert.isTrue(live.drivers()?.has("hls"))
      assert.strictEqual(live.runsOf(carol)[0]?.phase, "running")
      assert.deepStrictEqual(overseer.sent.slice(-2), ["describe", "pool"])
    })
  )

  it.effect("a connection that is gone takes the witness of what was sent on it along, and ends no recorder", () =>
    Effect.gen(function* () {
      const { live, tells } = yield* running
      live.apply({ ...aRun(2), start: { at: now, connection: 1, lostAt: null } })
      yield* tells(down(1))
      assert.isNull(live.link().connection)
      assert.isFalse(live.link().listed)
      assert.strictEqual(live.run(task(1))?.phase, "running")
      assert.strictEqual(live.run(task(2))?.start?.lostAt, now)
    })
  )

  it.effect("T12: why there is none is known from each dial that fails, and over with the next connection", () =>
    Effect.gen(function* () {
      const { live, tells } = yield* desk
      yield* tells(down(1))
      assert.deepStrictEqual(live.link().fault, { kind: "broken", status: null })
      const { since } = live.link()
      yield* tells({ _tag: "away", fault: { kind: "http", status: 403 } })
      assert.deepInclude(live.link(), { connection: null, since, fault: { kind: "http", status: 403 } })
      yield* tells(up(2))
      assert.isNull(live.link().fault)
    })
  )

  it.effect("the end of a connection before the last changes nothing of the link", () =>
    Effect.gen(function* () {
      const { live, tells } = yield* desk
      yield* tells(up(2), down(1))
      assert.strictEqual(live.link().connection, 2)
    })
  )

  it.effect("S14: what a recorder prints is kept without the secrets in force", () =>
    Effect.gen(function* () {
      const { live, log, tells } = yield* running
      const settings = { ...defaultSettings, cookies: "session=very-secret-value" }
      live.setSettings({ version: 1, settings, author: "root", at: now })
      yield* tells(printed(task(1), "asked with session=very-secret-value"))
      const [line = ""] = yield* log
      assert.include(line, "asked with")
      assert.notInclude(line, "very-secret-value")
    })
  )

  it.effect("a recorder's events become the run's, and its end is its end", () =>
    Effect.gen(function* () {
      const { live, tells } = yield* running
      const time = new Date(now).toISOString()
      yield* tells(printed(task(1), JSON.stringify({ event: "RECORDING START", time, recording: "0" })))
      assert.strictEqual(live.run(task(1))?.capture.state, "recording")
      yield* tells(heard({ _tag: "exited", taskId: task(1), pid: 7, exitCode: 1, intentional: false, at: now }))
      assert.strictEqual(live.run(task(1))?.ending, "exited")
      assert.strictEqual(live.run(task(1))?.exitCode, 1)
    })
  )

  it.effect(
    "a task of ours that starts unknown is found, one that ends unknown or is another's is none of our business",
    () =>
      Effect.gen(function* () {
        const { live, tells } = yield* desk
        yield* tells(
          heard({ _tag: "started", taskId: task(3), pid: 9, at: later(now, -5) }),
          heard({ _tag: "exited", taskId: task(4), pid: 9, exitCode: 0, intentional: false, at: now })
        )
        assert.deepStrictEqual(
          live.runsOf(carol).map(({ taskId }) => taskId),
          [task(3)]
        )
      })
  )

  it.effect("R34: what is told once more of a recording that is known to go on begins none", () =>
    Effect.gen(function* () {
      const { live, overseer, tells } = yield* running
      const ago = (ms: number) => later(now, -ms)
      const replayed = (event: string, ms: number) => {
        const time = rfc3339(ago(ms))
        const line = JSON.stringify({ event, time, recording: "0", trigger: "stream_end", duration: "00:00:10" })
        return { ...printed(task(1), line), event: { ...printed(task(1), line).event, at: ago(ms) } }
      }
      const recorded: Array<string> = []
      live.watch(({ run }) => {
        const since = run?.after.capture.recordingSince ?? null
        if (run !== null && since !== (run.before?.capture.recordingSince ?? null))
          recorded.push(`${now - (since ?? now)}`)
      })
      overseer.rows = [aRow(task(1))]
      yield* tells(up(2), replayed("RECORDING START", 40_000))
      assert.deepStrictEqual(recorded, ["40000"])
      yield* tells(
        replayed("RECORDING END", 45_000),
        replayed("RECORDING START", 33_000),
        replayed("RECORDING START", 45_000)
      )
      assert.deepStrictEqual(recorded, ["40000"])
    })
  )
})
