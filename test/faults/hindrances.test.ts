import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import { coverage } from "../../src/domain/recordings/Coverage.ts"
import { stack } from "./Stack.ts"

const line = (event: string, fields: Readonly<Record<string, string>>) => JSON.stringify({ event, ...fields })

describe("a recorder that runs and records nothing", () => {
  it.effect("T1: is told by what it says of itself, and as off air only where it says so", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      const says = Effect.fnUntraced(function* (...lines: ReadonlyArray<string>) {
        yield* s.scripted.says(task.taskId, ...lines)
        yield* s.pass(1)
        return yield* s.view(id, "carol")
      })
      const off = yield* says(line("SLEEP", { interval: "00:00:15", reason: "off_air" }))
      assert.deepInclude(off, { status: "waiting", state: "idle", errorMessage: null })
      assert.include(off.reason, "off air")
      const refused = yield* says(
        line("TROUBLE", {
          cause: "http",
          http_status: "403",
          host: "a.example",
          tries: "2",
          since: "2026-01-01T00:00:01Z"
        }),
        line("SLEEP", { interval: "00:00:30", reason: "http" })
      )
      assert.deepInclude(refused, { status: "refused", state: "error", errorMessage: "a.example answers HTTP 403" })
      assert.deepInclude(refused.cause, { kind: "http", status: 403, tries: 2, needs: "somebody", until: null })
      assert.notInclude(refused.reason, "off air")
      const unknown = yield* says(line("TROUBLE", { cause: "dns", host: "a.example", tries: "12" }))
      assert.deepInclude(unknown, { status: "backoff", state: "idle", nextStartAt: null })
      assert.deepInclude(unknown.cause, { kind: "dns", host: "a.example", tries: 12, needs: "time" })
      assert.match(unknown.reason, /keeps trying, tried 12 times since/)
      assert.strictEqual((yield* says(line("RECORDING START", { recording: "0" }))).status, "recording")
    })
  )

  it.effect("R13: keeps what its site calls what it records through a restart", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      const about = { title: "Evening news", author: "Example TV" }
      yield* s.scripted.says(task.taskId, line("RECORDING START", { recording: "0" }), line("TITLE", about))
      yield* s.pass(10)
      const known = Effect.map(s.services, (all) =>
        Context.get(all, LiveState)
          .runsOf(sourceId)
          .map(({ capture }) => capture.about)
      )
      assert.deepStrictEqual(yield* known, [about])
      yield* s.kill
      yield* s.boot
      yield* s.pass(1)
      assert.deepStrictEqual(yield* known, [about])
    })
  )

  it.effect("T1: is on record with what stood in its way, in coverage too, and known after a restart at once", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      const from = yield* s.now
      const says = (...lines: ReadonlyArray<string>) =>
        Effect.andThen(s.scripted.says(task.taskId, ...lines), s.pass(10))
      const trouble = (fields: Readonly<Record<string, string>>) => line("TROUBLE", { host: "a.example", ...fields })
      const kinds = Effect.gen(function* () {
        const to = yield* s.now
        const past = yield* s.events.past(sourceId, from, to)
        return coverage({ ...past, knownSince: from }, from, to).map(({ cause, kind }) => cause ?? kind)
      })
      yield* says(line("SLEEP", { interval: "00:00:15", reason: "off_air" }))
      yield* says(trouble({ cause: "http", http_status: "403", tries: "2" }))
      for (const tries of ["3", "4"]) yield* says(trouble({ cause: "http", http_status: "403", tries }))
      assert.deepStrictEqual(yield* kinds, ["off air", "denied"])
      yield* s.kill
      yield* s.boot
      yield* s.pass(1)
      const again = yield* s.view(id, "carol")
      assert.deepInclude(again, { status: "refused", errorMessage: "a.example answers HTTP 403" })
      yield* says(trouble({ cause: "dns", tries: "1" }))
      yield* says(line("TROUBLE", { cause: "none" }), line("SLEEP", { interval: "00:00:15", reason: "off_air" }))
      assert.deepStrictEqual(yield* kinds, ["off air", "denied", "hindered", "off air"])
      yield* says(line("RECORDING START", { recording: "0" }))
      assert.deepStrictEqual(yield* kinds, ["off air", "denied", "hindered", "off air", "recorded"])
      assert.deepStrictEqual(yield* s.told(sourceId), ["started", "hindered", "hindered", "freed"])
    })
  )

  it.effect("T2: is stalled three intervals after its recording began, with the cause that it told", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.says(task.taskId, line("RECORDING START", { recording: "0" }))
      yield* s.scripted.says(task.taskId, line("TROUBLE", { cause: "http", http_status: "403", tries: "3" }))
      yield* s.pass(10)
      assert.strictEqual((yield* s.view(id, "carol")).status, "recording")
      yield* s.pass(15)
      const view = yield* s.view(id, "carol")
      assert.deepInclude(view, { status: "stalled", state: "error", sessionBytes: 0 })
      assert.deepInclude(view.cause, { kind: "http", status: 403, tries: 3, needs: "somebody" })
      // It goes on record at the supervisor's next pass.
      yield* s.pass(15)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started", "stalled"])
    })
  )
})

describe("a recorder that ignores its stop", () => {
  it.effect("T8: is trouble after thirty seconds, with its process and machine, and is never asked again", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: "never", panics: true })
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      yield* s.sources.restart([sourceId])
      yield* s.pass(10)
      const early = yield* s.view(id, "carol")
      assert.deepInclude(early, { status: "stopping", errorMessage: null })
      assert.deepInclude(early.cause, { kind: "stop", late: false, needs: "time" })
      yield* s.pass(300)
      const late = yield* s.view(id, "carol")
      assert.deepInclude(late.cause, {
        kind: "stop",
        late: true,
        pid: task?.pid ?? null,
        machine: "recorder-1",
        needs: "somebody"
      })
      assert.include(late.errorMessage ?? "", `process ${task?.pid} on recorder-1`)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
      assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
    })
  )
})
