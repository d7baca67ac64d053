import { Effect, FileSystem, Option, Path, Schedule } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

/** The command line of a living process; empty for none, and for a zombie. */
const commandLine = Effect.fnUntraced(function* (pid: number) {
  const fs = yield* FileSystem.FileSystem
  const fromProc = yield* Effect.option(fs.readFileString(`/proc/${pid}/cmdline`))
  if (Option.isSome(fromProc)) return fromProc.value.replaceAll("\0", " ")
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const ps = ChildProcess.make("ps", ["-ww", "-o", "args=", "-p", String(pid)], { stderr: "ignore" })
  return yield* Effect.orElseSucceed(spawner.string(ps), () => "")
})

const send = (pid: number, signal: NodeJS.Signals) => Effect.ignore(Effect.try(() => process.kill(pid, signal)))

const gone = (runs: Effect.Effect<boolean, never, FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner>) =>
  runs.pipe(
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), while: (still) => still }),
    Effect.timeoutOption("10 seconds"),
    Effect.map(Option.isSome)
  )

/**
 * Clears the way for a new server on `cluster`. A server that outlived its launcher is ended: by a fast shutdown, else by
 * harsher signals. The lock file of a dead one names a pid that may now be a zombie or a stranger, for which the new
 * server would refuse to start; the pid is replaced by ours, the new server's parent, whom it passes over. The rest of the
 * file stays: the server uses it to make sure that no orphan of the dead one still works on the data.
 */
export const clear = Effect.fn("Leftover.clear")(function* (cluster: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const lock = path.join(cluster, "postmaster.pid")
  const readLock = Effect.option(fs.readFileString(lock))
  const text = yield* readLock
  const pid = Number(Option.getOrElse(text, () => "").split("\n")[0])
  if (!Number.isInteger(pid) || pid <= 1) return
  const runs = Effect.map(commandLine(pid), (line) => line.includes(`-D ${cluster} `))
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!(yield* runs)) break
    yield* send(pid, signal)
    if (yield* gone(runs)) break
  }
  const left = yield* readLock
  if (Option.isSome(left)) yield* fs.writeFileString(lock, left.value.replace(/^\d+/, String(process.pid)))
})
