import { Console, Effect, Schedule } from "effect"
import * as ProcessFile from "../processes/ProcessFile.ts"
import { isAlive } from "../processes/ProcessStart.ts"

const signal = (pid: number, name: NodeJS.Signals) => Effect.ignore(Effect.try(() => process.kill(pid, name)))

const gone = (noted: ProcessFile.ProcessFile, within: "5 seconds" | "15 seconds") =>
  isAlive(noted).pipe(
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), while: (alive) => alive }),
    Effect.timeoutOption(within)
  )

const end = Effect.fnUntraced(function* (noted: ProcessFile.ProcessFile) {
  if (yield* isAlive(noted)) {
    yield* Console.error(`Ending the ${noted.role} (process ${noted.pid}) that a killed launcher left behind.`)
    yield* signal(noted.pid, "SIGTERM")
    yield* gone(noted, "15 seconds")
    // What is left in its process group goes with it.
    if (yield* isAlive(noted)) yield* signal(-noted.pid, "SIGKILL")
    yield* gone(noted, "5 seconds")
  }
  yield* ProcessFile.forget(noted)
})

/**
 * Ends what a dead launcher left running, in the order of `roles`. A process is taken for a leftover only when its pid and
 * its start are those that the dead launcher noted in `runDir`.
 */
export const endAll = Effect.fn("Leftovers.endAll")(function* (runDir: string, roles: ReadonlyArray<string>) {
  const noted = yield* ProcessFile.read(runDir)
  for (const role of roles) {
    yield* Effect.forEach(
      noted.filter((one) => one.role === role),
      end,
      { discard: true }
    )
  }
})
