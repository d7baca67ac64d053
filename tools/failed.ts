/** Prints the test files of which something failed by a JSON report of vitest's, a line each: `failed.ts FILE.json`. */

import { Effect } from "effect"
import { outcomeOf } from "./report.ts"

const [path = ""] = process.argv.slice(2)
const failures = Effect.runSync(
  outcomeOf(path).pipe(
    Effect.map((outcome) => outcome.failures),
    Effect.orElseSucceed(() => [])
  )
)
for (const file of new Set(failures.map((failure) => failure.file))) process.stdout.write(`${file}\n`)
