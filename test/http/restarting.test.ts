import { assert } from "@effect/vitest"
import { Clock, Effect, Option } from "effect"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { Sources } from "../../src/ports/Sources.ts"
import * as Scripted from "../adapters/overseer/Scripted.ts"
import { ask, signIn, until } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("restarting sources", (it) => {
  it.effect("asks only for recorders that there are, and says why not for each of the others", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const show = (name: string) => ask("GET", `/api/sources/hls/${name}`, { token })
      const sees = (name: string, status: string) => until(show(name), ({ json }) => json.status === status)
      const restart = (name: string) => ask("POST", `/api/sources/hls/${name}/restart`, { token })
      const names = ["live", "unwanted", "tripped"]
      for (const username of names)
        yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username } })
      for (const name of names) yield* sees(name, "waiting")
      yield* ask("POST", "/api/subscriptions/hls/unwanted/pause", { token })
      const tripped = Option.getOrThrow(yield* Sources.use((all) => all.find({ driver: "hls", username: "tripped" })))
      const at = Instant.make(yield* Clock.currentTimeMillis)
      // As the reconciler does it, so that this backend knows it and the store gets it.
      const live = yield* LiveState
      live.record({
        sourceId: tripped,
        type: "errored",
        pid: null,
        exitCode: null,
        taskId: null,
        detail: "x",
        at
      })
      yield* sees("tripped", "error")
      yield* until(show("unwanted"), ({ json }) => json.reason.includes("nothing is recorded"))

      const unwanted = yield* restart("unwanted")
      assert.strictEqual(unwanted.status, 409)
      assert.strictEqual(unwanted.json.code, "not_restartable")
      assert.strictEqual(
        unwanted.json.error,
        "hls/unwanted can't be restarted: nobody wants it: no subscription is active."
      )
      const error = yield* restart("tripped")
      assert.strictEqual(error.status, 409)
      assert.strictEqual(error.json.error, "hls/tripped can't be restarted: it is in error: reset it.")
      assert.strictEqual((yield* restart("nobody")).status, 404)

      const items = names.map((username) => ({ driver: "hls", username }))
      const { starts } = yield* Scripted.ScriptedOverseer
      const before = (yield* starts).length
      const bulk = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "restart", items } })
      assert.deepStrictEqual(
        bulk.json.results.map(({ code, ok }: Record<string, unknown>) => [ok, code]),
        [
          [true, null],
          [false, "not_restartable"],
          [false, "not_restartable"]
        ]
      )
      yield* until(starts, (all) => all.length === before + 1)
      yield* sees("live", "waiting")
      const all = yield* ask("POST", "/api/sources/restart", { token, body: { only: "all" } })
      assert.deepStrictEqual(all.json, { restarting: 1 })
      yield* until(starts, (all) => all.length === before + 2)
      yield* sees("live", "waiting")
      assert.deepStrictEqual((yield* restart("live")).json, { restarting: 1 })
      const outdated = yield* ask("POST", "/api/sources/restart", { token, body: { only: "outdated" } })
      assert.deepStrictEqual(outdated.json, { restarting: 0 })
      const log = yield* ask("GET", "/api/audit?q=source.restart", { token })
      assert.deepStrictEqual(
        log.json.items.map(({ detail, subject }: Record<string, string>) => [subject, detail]),
        [
          ["hls/live", ""],
          ["all", "1 source"],
          ["hls/live", ""]
        ]
      )
    })
  )
})
