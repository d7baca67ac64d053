import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { playAll } from "./simulator/crew.ts"
import { laws } from "./simulator/laws/Laws.ts"
import { tellFailure, tellTally } from "./simulator/report.ts"
import { kinds } from "./simulator/schedule.ts"

const option = (name: string): number | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  const value = Number(process.argv[at + 1])
  return at < 0 || !Number.isSafeInteger(value) ? undefined : value
}

/** So many seeds do every fault and put every law to the test. */
const whole = 100

/** Of so many seeds that broke a law the schedule is shown. */
const shown = 3

/**
 * Plays schedules of faults against the real supervision. `--seeds N` plays N of them, from `--from` on (1), on all cores or by so many
 * `--workers`, and tells how often each kind of fault was done and each law put to the test, and by how many backends; `--seed N` shows
 * one. Exit code 1 if a law was broken, or if of a hundred seeds or more none did a kind of fault, or put a law to the test.
 */
const program = Effect.gen(function* () {
  const seed = option("seed")
  const count = seed === undefined ? option("seeds") : 1
  if (count === undefined) return yield* Effect.fail("say which: npm run faults -- --seeds N [--from K], or --seed N")
  const from = seed ?? option("from") ?? 1
  const { backends, broken, done, met } = yield* playAll(from, count, option("workers"))
  yield* Console.log(tellTally("faults done", done))
  yield* Console.log(tellTally("laws put to the test", met))
  yield* Console.log(tellTally("seeds by their number of backends", backends))
  const idle = count < whole ? [] : [...kinds.filter((kind) => !(kind in done)), ...laws.filter((law) => !(law in met))]
  if (idle.length > 0) return yield* Effect.fail(`never done or never put to the test: ${idle.join("; ")}`)
  if (broken.length === 0) return yield* Console.log(`no law was broken in ${count} seeds from ${from} on`)
  for (const one of broken.slice(0, shown)) yield* Console.log(tellFailure(one))
  return yield* Effect.fail(`${broken.length} of ${count} seeds broke a law: ${broken.slice(0, 30).join(", ")}`)
})

NodeRuntime.runMain(Effect.tapError(program, Console.error), { disableErrorReporting: true })
