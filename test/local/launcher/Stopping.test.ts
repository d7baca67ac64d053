import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Option, Schedule, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { needing, pathOf } from "../../Programs.ts"
import { ask, assertNothingRuns, eventually, launch, ownDatabase, place, processesOf } from "./Launched.ts"

describe("a launcher that is asked to end", () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it.live(`leaves no process and exits with 0 after ${signal}, the backend stopped first`, () =>
      Effect.gen(function* () {
        const { dataDir, port } = yield* place
        const launched = yield* launch({ dataDir, port })
        yield* launched.ready
        yield* launched.says(/thumbnailer listening/)
        assert.isAtLeast((yield* processesOf(dataDir)).length, 7)
        yield* launched.signalGroup(signal)
        assert.strictEqual(yield* launched.exitCode, 0)
        yield* assertNothingRuns(dataDir)
        const stops = launched.lines.filter((line) => line.endsWith(" stopping"))
        assert.match(stops[0] ?? "", /backend stopping/)
        assert.strictEqual(stops.length, 4)
      })
    )
  }

  it.live("while it is still starting leaves no process either", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const launched = yield* launch({ dataDir, port })
      yield* launched.says(/listening/)
      yield* launched.signal("SIGTERM")
      assert.strictEqual(yield* launched.exitCode, 0)
      yield* assertNothingRuns(dataDir)
    })
  )

  it.live("hurries at the second signal, whatever a program makes of the first", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const launched = yield* launch({ dataDir, port }, { ...ownDatabase, DEAF: "backend" })
      yield* launched.ready
      // Impatience: signals that come at once count as one, and a later one hurries.
      const [took] = yield* Effect.timed(
        Effect.race(launched.ended, Effect.repeat(launched.signal("SIGINT"), Schedule.spaced("100 millis")))
      )
      assert.strictEqual(yield* launched.exitCode, 0)
      assert.isBelow(Duration.toMillis(took), 14_900, "without hurry, a program has 15 s")
      yield* assertNothingRuns(dataDir)
    })
  )

  it.live("starts again on the same data and the same addresses", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const dsns: Array<string | undefined> = []
      for (let start = 0; start < 2; start++) {
        const launched = yield* launch({ dataDir, port })
        yield* launched.ready
        const { env } = yield* ask(port)
        dsns.push(`${env["DB_DSN"]} ${env["OVERSEER_URL"]} ${env["JWT_SECRET"]}`)
        yield* launched.signal("SIGTERM")
        assert.strictEqual(yield* launched.exitCode, 0)
      }
      assert.strictEqual(dsns[0], dsns[1])
    })
  )
})

needing("script")("a launcher whose terminal is closed", () => {
  it.live("leaves no process", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const command = `${process.execPath} ${import.meta.dirname}/standInLauncher.ts`
      const terminal = yield* ChildProcess.make(pathOf("script"), ["-q", "-c", command, "/dev/null"], {
        env: { DATA_DIR: dataDir, PORT: String(port), ...ownDatabase },
        extendEnv: true,
        killSignal: "SIGKILL"
      })
      // Read to its end, as script ends the launcher when nobody reads.
      const ready = yield* Deferred.make<void>()
      yield* terminal.stdout.pipe(
        Stream.decodeText(),
        Stream.splitLines,
        Stream.runForEach((line) => (line.includes("is ready") ? Deferred.succeed(ready, undefined) : Effect.void)),
        Effect.forkScoped
      )
      yield* Deferred.await(ready)
      assert.isAtLeast((yield* processesOf(dataDir)).length, 5)
      // Asked gently, script would end the launcher by signals of its own.
      yield* terminal.kill({ killSignal: "SIGKILL" })
      yield* eventually(
        "the end of all processes",
        Effect.map(processesOf(dataDir), (left) => (left.length === 0 ? Option.some(true) : Option.none()))
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
