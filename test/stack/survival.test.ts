import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { eventually } from "./eventually.ts"
import { adminPassword, product } from "./Product.ts"

const gone = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

describe("the product", () => {
  it.live(
    "keeps one recorder for two users, and keeps it through the backend's SIGKILL: nothing is started or stopped",
    () =>
      Effect.gen(function* () {
        const p = yield* product()
        yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        yield* admin.ask("POST", "/users", { username: "bob", password: "bob's password", role: "user" })
        const bob = yield* p.signIn("bob", "bob's password")
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        yield* bob.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const before = yield* bob.sees("hls/testcard", "recording")
        assert.strictEqual((yield* p.recorders).length, 1)

        yield* p.crashBackend
        const again = yield* p.signIn("admin", adminPassword)
        const after = yield* again.sees("hls/testcard", "recording")
        assert.strictEqual(after.pid, before.pid)
        assert.strictEqual(after.session_started_at, before.session_started_at)
        assert.deepStrictEqual(yield* again.events("hls/testcard"), ["started"])

        yield* again.ask("POST", "/subscriptions/hls/testcard/pause")
        yield* again.sees("hls/testcard", "inactive")
        assert.strictEqual((yield* p.recorders).length, 1)
        const bobAgain = yield* p.signIn("bob", "bob's password")
        yield* bobAgain.ask("POST", "/subscriptions/hls/testcard/pause")
        yield* eventually(
          "the recorder's end",
          Effect.map(p.recorders, (all) => (all.length === 0 ? Option.some(true) : Option.none()))
        )
        yield* eventually(
          "the stop to be written down",
          Effect.map(again.events("hls/testcard"), (types) =>
            types.join() === "started,stopped" ? Option.some(true) : Option.none()
          )
        )
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )

  it.live(
    "leaves no process after Ctrl-C, and starts again on the same data, also after SIGKILL of the launcher",
    () =>
      Effect.gen(function* () {
        const p = yield* product()
        const first = yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        yield* admin.sees("hls/testcard", "recording")
        process.kill(first.pid, "SIGINT")
        assert.strictEqual(yield* first.exitCode, 0)
        assert.deepStrictEqual(yield* p.processes, [])

        const second = yield* p.launch
        const again = yield* p.signIn("admin", adminPassword)
        yield* again.sees("hls/testcard", "recording")
        process.kill(second.pid, "SIGKILL")
        yield* eventually(
          "the launcher's end",
          Effect.sync(() => (gone(second.pid) ? Option.some(true) : Option.none()))
        )

        const leftover = yield* p.pidOf("backend")
        const third = yield* p.launch
        yield* eventually(
          "a backend of its own",
          Effect.map(p.pidOf("backend"), (pid) =>
            pid !== undefined && pid !== leftover ? Option.some(pid) : Option.none()
          )
        )
        yield* p.ready
        const once = yield* p.signIn("admin", adminPassword)
        yield* once.sees("hls/testcard", "recording")
        assert.strictEqual((yield* p.recorders).length, 1)
        process.kill(third.pid, "SIGTERM")
        assert.strictEqual(yield* third.exitCode, 0)
        assert.deepStrictEqual(yield* p.processes, [])
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )

  it.live(
    "gives up a source that always fails with its reason, remembers that through a restart, and tries again after a reset",
    () =>
      Effect.gen(function* () {
        const seed = join(import.meta.dirname, "../../dist/.seed-survival.yaml")
        writeFileSync(
          seed,
          "restart_delay: 1s\nrestart_delay_max: 2s\nerror_window: 60s\nerror_threshold: 3\nevent_retention: 24h\n"
        )
        const p = yield* product({ CONFIG_SEED: seed })
        yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "nowhere" })
        const failed = yield* admin.sees("hls/nowhere", "error")
        assert.match(failed.reason, /3 times/)
        assert.match(failed.reason, /no address of/)
        // The status turns at once; what led to it is stored a moment later.
        const told = yield* eventually(
          "the error to be stored",
          Effect.map(admin.events("hls/nowhere"), (types) =>
            types.includes("errored") ? Option.some(types) : Option.none()
          )
        )
        assert.strictEqual(told.filter((type) => type === "exited").length, 3)

        yield* p.crashBackend
        const again = yield* p.signIn("admin", adminPassword)
        const still = yield* again.sees("hls/nowhere", "error")
        assert.strictEqual(still.reason, failed.reason)
        assert.deepStrictEqual(yield* again.events("hls/nowhere"), told)
        yield* again.ask("POST", "/subscriptions/hls/nowhere/reset-error")
        yield* eventually(
          "a new try",
          Effect.map(again.events("hls/nowhere"), (types) =>
            types.filter((type) => type === "started").length > 3 ? Option.some(true) : Option.none()
          )
        )
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
