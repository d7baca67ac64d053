/**
 * Prints what failed in a CI run, a line or two each, and then its closing line: `N passed, N failed, N skipped`. Each argument is a step and its exit code,
 * `NAME=CODE`, and counts as one; where NAME is a JSON report of vitest's, `FILE.json=CODE`, its tests count instead. A test
 * file that could not be run counts as one failure, and so does an exit code that no failed test explains. What failed but passed in a second
 * run, whose report is `FILE.again.json`, is told as `FLAKY` and counts as passed. Exit code 1 when anything failed, or when nothing passed.
 */

import { stripVTControlCharacters } from "node:util"
import { Effect } from "effect"
import { type Failure, outcomeOf } from "./report.ts"

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, and why as far as it fits on a line. */
  readonly lines: ReadonlyArray<string>
}

const told = (verdict: "FAILED" | "FLAKY", what: string, why: string) => {
  const [first = ""] = stripVTControlCharacters(why).trim().split("\n", 1)
  return `${verdict} ${what}${first === "" ? "" : `\n  ${first.slice(0, 300)}`}`
}

const ofReport = Effect.fnUntraced(function* (path: string, code: string) {
  const { failures, passed, skipped, success } = yield* outcomeOf(path)
  const again = yield* Effect.option(outcomeOf(path.replace(/\.json$/, ".again.json")))
  const isFlaky = ({ file, test }: Failure) => again._tag === "Some" && again.value.hasPassed(file, test)
  const lines = failures.map((failure) => {
    const { file, test, why } = failure
    return told(isFlaky(failure) ? "FLAKY" : "FAILED", test === null ? file : `${file} > ${test}`, why)
  })
  const flaky = failures.filter(isFlaky).length
  const counts = { passed: passed + flaky, failed: failures.length - flaky, skipped, lines } satisfies Counts
  if (failures.length > 0 || (code === "0" && success)) return counts
  return { ...counts, failed: 1, lines: [told("FAILED", path, `exit code ${code}, and no failed test explains it`)] }
})

const count = (argument: string): Effect.Effect<Counts> => {
  const [name = "", code = ""] = argument.split("=")
  const fail = (why: string): Counts => ({ passed: 0, failed: 1, skipped: 0, lines: [told("FAILED", name, why)] })
  if (name.endsWith(".json")) {
    return Effect.orElseSucceed(ofReport(name, code), () => fail(`exit code ${code}, and no report that can be read`))
  }
  return Effect.succeed(code === "0" ? { passed: 1, failed: 0, skipped: 0, lines: [] } : fail(`exit code ${code}`))
}

const all = Effect.runSync(Effect.forEach(process.argv.slice(2), count))
const sum = (of: (counts: Counts) => number) => all.reduce((total, counts) => total + of(counts), 0)
const [passed, failed] = [sum((counts) => counts.passed), sum((counts) => counts.failed)]
for (const line of all.flatMap(({ lines }) => lines)) process.stdout.write(`${line}\n`)
process.stdout.write(`${passed} passed, ${failed} failed, ${sum((counts) => counts.skipped)} skipped\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
