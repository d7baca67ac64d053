import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { coverage } from "../../src/domain/recordings/Coverage.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import { stack } from "./Stack.ts"

describe("everything stops for a while", () => {
  for (const how of ["kill", "end"] as const) {
    it.effect(
      `T5: after ${how === "kill" ? "SIGKILL" : "SIGTERM"} it is recorded to the last sign of life, then missed: nothing ran`,
      () =>
        Effect.gen(function* () {
          const s = yield* stack()
          const { id } = yield* s.user("alice")
          const { sourceId } = yield* s.subscribe(id, "carol")
          const from = yield* s.now
          const record = Effect.gen(function* () {
            while ((yield* s.scripted.live).length === 0) yield* s.pass(1)
            const [task] = yield* s.scripted.live
            assert.isDefined(task)
            yield* s.scripted.startsRecording(task.taskId)
            for (let bytes = 1; bytes <= 20; bytes++) {
              yield* s.pass(5)
              yield* s.scripted.heartbeat(task.taskId, 1000 * bytes)
            }
          })
          yield* record
          const stoppedAt = yield* s.now
          yield* s[how]
          yield* s.scripted.restart
          yield* s.pass(90)
          yield* s.boot
          yield* record
          const to = yield* s.now
          const past = yield* s.events.past(sourceId, from, to)
          const all = coverage({ ...past, knownSince: 0 as Instant }, from, to)
          const told = all.slice(all.findIndex(({ kind }) => kind === "recorded"))
          const [recorded, missed] = told
          assert.deepStrictEqual(
            told.map(({ cause, kind }) => [kind, cause]),
            [
              ["recorded", null],
              ["missed", "not_running"],
              ["missed", "starting"],
              ["recorded", null]
            ],
            JSON.stringify(told)
          )
          assert.isAtMost(recorded?.to ?? Infinity, stoppedAt)
          assert.isAtLeast(recorded?.to ?? 0, stoppedAt - (how === "kill" ? 60_000 : 20_000))
          assert.isAtLeast((missed?.to ?? 0) - (missed?.from ?? 0), 90_000)
        })
    )
  }
})
