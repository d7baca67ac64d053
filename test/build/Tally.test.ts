import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

const report = (passed: number, failed: number, files: ReadonlyArray<unknown> = [], success = failed === 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 2,
    numTodoTests: 1,
    success,
    testResults: files
  })

const unrun = {
  name: join(process.cwd(), "test/b.test.ts"),
  status: "failed",
  message: "no such module",
  assertionResults: []
}

const fallen = {
  name: join(process.cwd(), "test/a.test.ts"),
  status: "failed",
  message: "",
  assertionResults: [
    { fullName: "it adds", status: "passed", failureMessages: [] },
    { fullName: "it holds", status: "failed", failureMessages: ["AssertionError: expected 1\n  at somewhere"] }
  ]
}

/** The lines that the tally of these reports, each with its run's exit code, and steps prints, and its exit code. */
const tally = Effect.fnUntraced(
  function* (reports: ReadonlyArray<readonly [text: string, code: number]>, ...steps: ReadonlyArray<string>) {
    const fs = yield* FileSystem.FileSystem
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-tally-" })
    const files = yield* Effect.forEach(reports, ([text, code], i) =>
      Effect.as(fs.writeFileString(`${folder}/${i}.json`, text), `${folder}/${i}.json=${code}`)
    )
    const command = ChildProcess.make(process.execPath, ["tools/tally.ts", ...files, ...steps])
    const run = yield* spawner.spawn(command)
    const text = yield* Stream.mkString(Stream.decodeText(run.stdout))
    return [text.trim().split("\n"), Number(yield* run.exitCode)] as const
  },
  Effect.scoped,
  Effect.provide(NodeServices.layer)
)

describe("the closing line of a CI run", () => {
  it.live("adds up all reports and steps", () =>
    Effect.gen(function* () {
      const all = yield* tally(
        [
          [report(10, 0), 0],
          [report(5, 0), 0]
        ],
        "check=0"
      )
      assert.deepStrictEqual(all, [["16 passed, 0 failed, 6 skipped"], 0])
    })
  )

  it.live("counts failed tests once, files that could not be run, and failed steps, and names each of them", () =>
    Effect.gen(function* () {
      const all = yield* tally([[report(10, 1, [fallen, unrun]), 1]], "check=2", "setup=0")
      assert.deepStrictEqual(all, [
        [
          "FAILED test/a.test.ts > it holds",
          "  AssertionError: expected 1",
          "FAILED test/b.test.ts",
          "  no such module",
          "FAILED check",
          "  exit code 2",
          "11 passed, 3 failed, 3 skipped"
        ],
        1
      ])
    })
  )

  it.live(
    "fails for what no test explains: an exit code, an error outside of all tests, a missing report, no test",
    () =>
      Effect.gen(function* () {
        const closing = (...run: Parameters<typeof tally>) =>
          Effect.map(tally(...run), ([lines, code]) => [lines.at(-1), code])
        assert.deepStrictEqual(yield* closing([[report(10, 0), 1]]), ["10 passed, 1 failed, 3 skipped", 1])
        assert.deepStrictEqual(yield* closing([[report(10, 0, [], false), 0]]), ["10 passed, 1 failed, 3 skipped", 1])
        assert.deepStrictEqual(yield* closing([], "nowhere.json=0"), ["0 passed, 1 failed, 0 skipped", 1])
        assert.deepStrictEqual(yield* closing([]), ["0 passed, 0 failed, 0 skipped", 1])
      })
  )
})
