/**
 * Prints the closing line of a CI run: `N passed, N failed, N skipped`. Each argument is a step and its exit code,
 * `NAME=CODE`, and counts as one; where NAME is a JSON report of vitest's, `FILE.json=CODE`, its tests count instead. A test
 * file that could not be run counts as one failure, and so does an exit code that no failed test explains. Exit code 1
 * when anything failed, or when nothing passed.
 */

import { readFileSync } from "node:fs"
import { Effect, Schema } from "effect"

const Report = Schema.fromJsonString(
  Schema.Struct({
    numPassedTests: Schema.Int,
    numFailedTests: Schema.Int,
    numPendingTests: Schema.Int,
    numTodoTests: Schema.Int,
    success: Schema.Boolean,
    testResults: Schema.Array(Schema.Struct({ status: Schema.String, assertionResults: Schema.Array(Schema.Unknown) }))
  })
)

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const ofReport = Effect.fnUntraced(function* (file: string, code: string) {
  const text = yield* Effect.try(() => readFileSync(file, "utf8"))
  const report = yield* Schema.decodeEffect(Report)(text)
  const unrun = report.testResults.filter((one) => one.status === "failed" && one.assertionResults.length === 0).length
  const failed = report.numFailedTests + unrun
  const unexplained = failed === 0 && (code !== "0" || !report.success) ? 1 : 0
  const skipped = report.numPendingTests + report.numTodoTests
  return { passed: report.numPassedTests, failed: failed + unexplained, skipped } satisfies Counts
})

const count = (argument: string): Effect.Effect<Counts> => {
  const [name = "", code = ""] = argument.split("=")
  const unread: Counts = { passed: 0, failed: 1, skipped: 0 }
  if (name.endsWith(".json")) return Effect.orElseSucceed(ofReport(name, code), () => unread)
  return Effect.succeed(code === "0" ? { passed: 1, failed: 0, skipped: 0 } : unread)
}

const all = Effect.runSync(Effect.forEach(process.argv.slice(2), count))
const sum = (of: (counts: Counts) => number) => all.reduce((total, counts) => total + of(counts), 0)
const [passed, failed] = [sum((counts) => counts.passed), sum((counts) => counts.failed)]
process.stdout.write(`${passed} passed, ${failed} failed, ${sum((counts) => counts.skipped)} skipped\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
