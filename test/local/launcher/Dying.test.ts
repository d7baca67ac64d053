import { writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ask, assertNothingRuns, eventually, keptPort, launch, ownDatabase, place, processesOf } from "./Launched.ts"

const kill = (pid: number) => Effect.sync(() => void process.kill(pid, "SIGKILL"))

const postmaster = (dataDir: string) =>
  Effect.map(processesOf(dataDir), (all) =>
    Option.map(Option.fromUndefinedOr(all.find((one) => one.includes(" -D "))), (one) => Number.parseInt(one, 10))
  )

describe("when a program dies", () => {
  it.live("a killed backend is back; overseer, recorder and database go on", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const launched = yield* launch({ dataDir, port })
      yield* launched.ready
      const before = yield* ask(port)
      const overseer = yield* ask(yield* keptPort(dataDir, "overseer"))
      const server = yield* postmaster(dataDir)
      yield* kill(before.pid)
      const after = yield* ask(port)
      assert.notStrictEqual(after.pid, before.pid)
      const overseerNow = yield* ask(yield* keptPort(dataDir, "overseer"))
      assert.deepStrictEqual([overseerNow.pid, overseerNow.recorder], [overseer.pid, overseer.recorder])
      assert.deepStrictEqual(yield* postmaster(dataDir), server)
      yield* launched.says(/The backend ended \(SIGKILL\) and is started again\./)
    })
  )

  it.live("a killed database server is back on the same port, and the backend goes on", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const launched = yield* launch({ dataDir, port })
      yield* launched.ready
      const backend = yield* ask(port)
      const before = Option.getOrThrow(yield* postmaster(dataDir))
      yield* kill(before)
      yield* launched.says(/^The database server ended \(it was killed\) and is started again\.$/)
      yield* eventually(
        "another server",
        Effect.map(
          postmaster(dataDir),
          Option.filter((pid) => pid !== before)
        )
      )
      assert.strictEqual((yield* ask(port)).pid, backend.pid)
      yield* launched.signal("SIGTERM")
      assert.strictEqual(yield* launched.exitCode, 0)
      yield* assertNothingRuns(dataDir)
    })
  )

  it.live("a program that dies at every start is started ever more slowly, which is told in one sentence", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const launched = yield* launch({ dataDir, port }, { ...ownDatabase, DIES_AT_ONCE: "channel" })
      yield* launched.says(
        /^The channel keeps ending \(3 times in a row, the last time: exit code 7\); its lines above say why, and it is started again in 400ms\.$/
      )
      yield* launched.says(/started again in 800ms/)
      yield* launched.ready
    })
  )
})

describe("R33: a backend that can't start for now", () => {
  it.live("is started again for ever, and ends nothing that records", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const launched = yield* launch({ dataDir, port }, { ...ownDatabase, DIES_AT_ONCE: "backend", DIES_WITH: "1" })
      yield* launched.says(/^The backend ended \(exit code 1\) and is started again\.$/)
      const overseer = yield* ask(yield* keptPort(dataDir, "overseer"))
      yield* launched.says(/^The backend keeps ending \(6 times in a row, the last time: exit code 1\)/)
      const overseerNow = yield* ask(yield* keptPort(dataDir, "overseer"))
      assert.deepStrictEqual([overseerNow.pid, overseerNow.recorder], [overseer.pid, overseer.recorder])
      yield* launched.signal("SIGTERM")
      assert.strictEqual(yield* launched.exitCode, 0)
    })
  )
})

describe("when the launcher itself is killed", () => {
  it.live("its successor ends what it left, and runs on the same data", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const first = yield* launch({ dataDir, port })
      yield* first.ready
      const orphan = yield* ask(port)
      yield* first.signal("SIGKILL")
      yield* first.ended
      assert.isAtLeast((yield* processesOf(dataDir)).length, 5)
      const second = yield* launch({ dataDir, port })
      yield* second.ready
      yield* second.says(new RegExp(`Ending the backend \\(process ${orphan.pid}\\)`))
      const backend = yield* ask(port)
      assert.notStrictEqual(backend.pid, orphan.pid)
      assert.strictEqual(backend.env["DB_DSN"], orphan.env["DB_DSN"])
      // One of each, nothing of the first launcher.
      const recorders = (yield* processesOf(dataDir)).filter((one) => one.includes("standIn.ts recorder"))
      assert.strictEqual(recorders.length, 1)
      yield* second.signal("SIGTERM")
      assert.strictEqual(yield* second.exitCode, 0)
      yield* assertNothingRuns(dataDir)
    })
  )

  it.live("its successor spares a process that merely has a noted pid", () =>
    Effect.gen(function* () {
      const { dataDir, port } = yield* place
      const first = yield* launch({ dataDir, port }, ownDatabase)
      yield* first.ready
      yield* first.signal("SIGTERM")
      yield* first.ended
      // This very process, with another start.
      writeFileSync(`${dataDir}/run/backend.${process.pid}.00000000-1`, "")
      const second = yield* launch({ dataDir, port }, ownDatabase)
      yield* second.ready
      assert.isFalse(second.lines.some((line) => line.startsWith("Ending")))
    })
  )
})
