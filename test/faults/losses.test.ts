import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { lossesWithin } from "../../src/domain/recordings/Losses.ts"
import { later } from "../../src/domain/values/Time.ts"
import { stack } from "./Stack.ts"

const line = (fields: Readonly<Record<string, string>>) => JSON.stringify({ time: "2026-01-01T00:00:00Z", ...fields })

describe("parts of a recording that are lost", () => {
  it.effect(
    "T4: are told with their number, seconds and cause: while it goes on, as an event at its end, and in coverage",
    () =>
      Effect.gen(function* () {
        const s = yield* stack()
        const { id } = yield* s.user("alice")
        const { sourceId } = yield* s.subscribe(id, "carol")
        yield* s.pass(1)
        const from = yield* s.now
        const [task] = yield* s.scripted.live
        assert.isDefined(task)
        yield* s.scripted.startsRecording(task.taskId)
        const lost = (fields: Readonly<Record<string, string>>) =>
          s.scripted.says(task.taskId, line({ event: "LOST", ...fields }))
        yield* lost({ segments: "1", seconds: "4", cause: "http", http_status: "404", host: "a.example" })
        yield* lost({ segments: "2", seconds: "8.04" })
        yield* s.pass(2)
        const { cause, reason, status } = yield* s.view(id, "carol")
        assert.strictEqual(status, "recording")
        assert.deepInclude(cause, { kind: "lossy", gaps: 2, segments: 3, seconds: 12 })
        assert.match(reason, / Parts are lost: 2 gaps, 12 s, a\.example answers HTTP 404\.$/)
        yield* s.scripted.endsRecording(task.taskId)
        yield* s.pass(2)
        const [event, ...more] = (yield* s.events.ofSource(sourceId, { after: null, limit: 50 })).filter(
          ({ type }) => type === "lossy"
        )
        assert.deepStrictEqual(more, [])
        assert.strictEqual(event?.detail, "parts are lost: 2 gaps, 12 s, a.example answers HTTP 404")
        const to = later(yield* s.now, 1000)
        const past = yield* s.events.past(sourceId, from, to)
        assert.strictEqual(lossesWithin(past.events, null, from, to), 12_000)
        // The next recording begins without gaps.
        yield* s.scripted.startsRecording(task.taskId)
        yield* s.pass(1)
        assert.isNull((yield* s.view(id, "carol")).cause)
      })
  )

  it.effect("T4: are counted on by a backend that is started anew, each once, and told in full at the end", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const from = yield* s.now
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      yield* s.scripted.startsRecording(task.taskId)
      const loses = (seconds: string) =>
        Effect.andThen(
          s.scripted.says(
            task.taskId,
            line({ event: "LOST", segments: "1", seconds, cause: "timeout", host: "a.example" })
          ),
          s.pass(2)
        )
      yield* loses("4")
      yield* loses("8")
      for (let i = 0; i < 2; i++) {
        yield* s.kill
        yield* s.boot
        yield* s.pass(2)
        assert.deepInclude((yield* s.view(id, "carol")).cause, { kind: "lossy", gaps: 2, segments: 2, seconds: 12 })
      }
      yield* loses("1")
      assert.deepInclude((yield* s.view(id, "carol")).cause, { kind: "lossy", gaps: 3, segments: 3, seconds: 13 })
      yield* s.scripted.endsRecording(task.taskId)
      yield* s.pass(2)
      const to = later(yield* s.now, 1000)
      const past = yield* s.events.past(sourceId, from, to)
      assert.strictEqual(lossesWithin(past.events, null, from, to), 13_000)
    })
  )

  it.effect("what a recorder ended by is known as data, after a restart too", () =>
    Effect.gen(function* () {
      const s = yield* stack(
        {},
        { restart_delay: "1h", restart_delay_max: "1h", error_window: "24h", error_threshold: 5 }
      )
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      const trouble = { event: "TROUBLE", cause: "http", http_status: "503", host: "a.example", tries: "4" }
      yield* s.scripted.says(task.taskId, line(trouble))
      yield* s.scripted.exit(task.taskId, 1)
      yield* s.pass(2)
      for (let i = 0; i < 2; i++) {
        const { cause, status } = yield* s.view(id, "carol")
        assert.strictEqual(status, "backoff")
        assert.deepInclude(cause, { kind: "http", status: 503, host: "a.example" })
        yield* s.kill
        yield* s.boot
        yield* s.pass(2)
      }
    })
  )
})
