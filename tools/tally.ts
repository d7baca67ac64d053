/**
 * Prints what failed in a CI run, a line or two each, and then its closing line: `N passed, N failed, N skipped`. Each argument is a step and its exit code,
 * `NAME=CODE`, and counts as one; where NAME is a JSON report of vitest's, `FILE.json=CODE`, its tests count instead. A test
 * file that could not be run counts as one failure, and so does an exit code that no failed test explains. Exit code 1
 * when anything failed, or when nothing passed.
 */

import { readFileSync } from "node:fs"
import { relative } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { Effect, Schema } from "effect"

const Report = Schema.fromJsonString(
  Schema.Struct({
    numPassedTests: Schema.Int,
    numFailedTests: Schema.Int,
    numPendingTests: Schema.Int,
    numTodoTests: Schema.Int,
    success: Schema.Boolean,
    testResults: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        status: Schema.String,
        message: Schema.String,
        assertionResults: Schema.Array(
          Schema.Struct({
            fullName: Schema.String,
            status: Schema.String,
            failureMessages: Schema.NullOr(Schema.Array(Schema.String))
          })
        )
      })
    )
  })
)

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, and why as far as it fits on a line. */
  readonly failures: ReadonlyArray<string>
}

const told = (what: string, why: string) => {
  const [first = ""] = stripVTControlCharacters(why).trim().split("\n", 1)
  return `FAILED ${what}${first === "" ? "" : `\n  ${first.slice(0, 300)}`}`
}

const ofReport = Effect.fnUntraced(function* (file: string, code: string) {
  const text = yield* Effect.try(() => readFileSync(file, "utf8"))
  const report = yield* Schema.decodeEffect(Report)(text)
  const failures = report.testResults.flatMap(({ assertionResults, message, name, status }) => {
    const path = relative(process.cwd(), name)
    if (status === "failed" && assertionResults.length === 0) return [told(path, message)]
    return assertionResults
      .filter((one) => one.status === "failed")
      .map(({ failureMessages, fullName }) => told(`${path} > ${fullName}`, failureMessages?.[0] ?? ""))
  })
  const unrun = report.testResults.filter((one) => one.status === "failed" && one.assertionResults.length === 0).length
  const failed = report.numFailedTests + unrun
  const skipped = report.numPendingTests + report.numTodoTests
  const counts = { passed: report.numPassedTests, failed, skipped, failures } satisfies Counts
  if (failed > 0 || (code === "0" && report.success)) return counts
  return { ...counts, failed: 1, failures: [told(file, `exit code ${code}, and no failed test explains it`)] }
})

const count = (argument: string): Effect.Effect<Counts> => {
  const [name = "", code = ""] = argument.split("=")
  const fail = (why: string): Counts => ({ passed: 0, failed: 1, skipped: 0, failures: [told(name, why)] })
  if (name.endsWith(".json")) {
    return Effect.orElseSucceed(ofReport(name, code), () => fail(`exit code ${code}, and no report that can be read`))
  }
  return Effect.succeed(code === "0" ? { passed: 1, failed: 0, skipped: 0, failures: [] } : fail(`exit code ${code}`))
}

const all = Effect.runSync(Effect.forEach(process.argv.slice(2), count))
const sum = (of: (counts: Counts) => number) => all.reduce((total, counts) => total + of(counts), 0)
const [passed, failed] = [sum((counts) => counts.passed), sum((counts) => counts.failed)]
for (const failure of all.flatMap(({ failures }) => failures)) process.stdout.write(`${failure}\n`)
process.stdout.write(`${passed} passed, ${failed} failed, ${sum((counts) => counts.skipped)} skipped\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
