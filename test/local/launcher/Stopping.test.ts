import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { ask, assertNothingRuns, launch, place, processesOf } from "./Launched.ts"

describe("a launcher that is asked to end", () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it.live(`leaves no process and exits with 0 after ${signal}, the backend stopped first`, () =>
      Effect.gen(function* () {
        const { dataDir, port } = yield* place
        const launched = yield* launch({ dataDir, port })
        yield* launched.ready
        assert.isAtLeast((yield* processesOf(dataDir)).length, 6)
        yield* launched.signalGroup(signal)
        assert.strictEqual(yield* launched.exitCode, 0)
        yield* assertNothingRuns(dataDir)
        const stops = launched.lines.filter((line) => line.endsWith(" stopping"))
        assert.match(stops[0] ?? "", /backend stopping/)
        assert.strictEqual(stops.length, 3)
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
      const launched = yield* launch({ dataDir, port }, { DEAF: "backend" })
      yield* launched.ready
      const start = yield* Clock.currentTimeMillis
      yield* launched.signal("SIGINT")
      yield* launched.says(/Stopping/)
      yield* launched.signal("SIGINT")
      assert.strictEqual(yield* launched.exitCode, 0)
      assert.isBelow((yield* Clock.currentTimeMillis) - start, 5000)
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
