import { spawn } from "node:child_process"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { mutants } from "./list/all.ts"
import type { Mutant } from "./Mutant.ts"
import { makeTree, misfits } from "./plant.ts"

/** A mutant that makes something go on for ever is noticed, too. */
const patience = "2 minutes"

const vitest = join("node_modules", "vitest", "vitest.mjs")

/** Whether a program of the tree fails. */
const fails = (tree: string, ...args: ReadonlyArray<string>) =>
  Effect.callback<boolean>((resume) => {
    const child = spawn(process.execPath, args, { cwd: tree, stdio: "ignore" })
    child.on("exit", (code) => resume(Effect.succeed(code !== 0)))
    return Effect.sync(() => child.kill("SIGKILL"))
  }).pipe(Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(true) }))

const isCaught = (tree: string, { caughtBy }: Mutant) =>
  "seeds" in caughtBy
    ? fails(tree, "test/mutants/seeds.ts", `${caughtBy.seeds}`)
    : fails(tree, vitest, "run", join("test", caughtBy.test))

const catcher = ({ caughtBy }: Mutant) => ("seeds" in caughtBy ? `${caughtBy.seeds} schedules` : caughtBy.test)

/** Plants mutants of those that wait, one after the other, in a tree of its own, and gives those that nobody noticed. */
const work = (waiting: Array<Mutant>) =>
  Effect.acquireUseRelease(
    Effect.sync(makeTree),
    Effect.fnUntraced(function* ({ heal, plant, tree }) {
      const survivors: Array<Mutant> = []
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        plant(mutant)
        const caught = yield* isCaught(tree, mutant)
        heal(mutant)
        if (!caught) survivors.push(mutant)
        yield* Console.log(`${caught ? "caught  " : "SURVIVED"}  ${mutant.breaks} (${catcher(mutant)})`)
      }
      return survivors
    }),
    ({ remove }) => Effect.sync(remove)
  )

/**
 * Plants each mutant of the list, or those whose file or words hold what the command line says, and runs what must notice it. Fails
 * where one survives or no longer fits the source.
 */
const program = Effect.gen(function* () {
  const odd = misfits()
  if (odd.length > 0) return yield* Effect.fail(odd.join("\n"))
  const wanted = process.argv.slice(2)
  const waiting = mutants.filter(({ breaks, file }) => wanted.every((word) => `${file} ${breaks}`.includes(word)))
  const count = waiting.length
  const cores = Math.min(availableParallelism(), count)
  const survivors = yield* Effect.all(
    Array.from({ length: cores }, () => work(waiting)),
    { concurrency: cores }
  )
  const all = survivors.flat()
  if (all.length > 0) return yield* Effect.fail(`${all.length} of ${count} mutants survived`)
  return yield* Console.log(`all ${count} mutants were caught`)
})

NodeRuntime.runMain(Effect.tapError(program, Console.error), { disableErrorReporting: true })
