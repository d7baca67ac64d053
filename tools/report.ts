/** JSON reports of vitest's, as far as a CI run reads them. */

import { readFileSync } from "node:fs"
import { relative } from "node:path"
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

/** A test that failed, or a file that could not be run. */
export interface Failure {
  /** From the folder that the tool runs in. */
  readonly file: string
  /** Null for a file of which no test could be run. */
  readonly test: string | null
  readonly why: string
}

export interface Outcome {
  readonly passed: number
  readonly skipped: number
  readonly failures: ReadonlyArray<Failure>
  /** Whether nothing failed, errors outside of all tests included. */
  readonly success: boolean
  readonly hasPassed: (file: string, test: string | null) => boolean
}

/** What a report tells; fails where there is none, or none that can be read. */
export const outcomeOf = Effect.fnUntraced(function* (path: string) {
  const text = yield* Effect.try(() => readFileSync(path, "utf8"))
  const report = yield* Schema.decodeEffect(Report)(text)
  const failures: Array<Failure> = []
  const passes = new Set<string>()
  const key = (file: string, test: string | null) => JSON.stringify([file, test])
  for (const { assertionResults, message, name, status } of report.testResults) {
    const file = relative(process.cwd(), name)
    if (status === "failed" && assertionResults.length === 0) failures.push({ file, test: null, why: message })
    if (status === "passed") passes.add(key(file, null))
    for (const { failureMessages, fullName, status } of assertionResults) {
      if (status === "failed") failures.push({ file, test: fullName, why: failureMessages?.[0] ?? "" })
      if (status === "passed") passes.add(key(file, fullName))
    }
  }
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
    success: report.success,
    hasPassed: (file, test) => passes.has(key(file, test))
  } satisfies Outcome
})
