import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"

// Asked now: once this process has been moved it sees fewer.
const cores = availableParallelism()
const canPin = cores > 1 && existsSync("/usr/bin/taskset")

/**
 * Gives the first core to what is measured and keeps this process, and all that it starts from now on, off it, where the
 * machine can do that.
 */
export const leaveTheFirst = (): void => {
  if (canPin) execFileSync("taskset", ["-a", "-c", "-p", `1-${cores - 1}`, String(process.pid)])
}

/** The command that runs a program on the first core. */
export const onTheFirst = (command: string, args: ReadonlyArray<string>): readonly [string, ReadonlyArray<string>] =>
  canPin ? ["taskset", ["-c", "0", command, ...args]] : [command, args]

/** How the figures are to be read. */
export const placing = canPin ? "one core for the server" : "no core of its own for the server"
