import { Deferred, Effect, Fiber, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { stop } from "../processes/stop.ts"
import * as Cluster from "./Cluster.ts"
import { ServerGaveUp } from "./PostgresUnavailable.ts"

export interface Hooks {
  /** Gets each line of the server's log. */
  readonly onLog: (line: string) => Effect.Effect<void>
  /** Once it returns, a shutdown no longer waits for what has to be written; the next start recovers it. */
  readonly hurry: Effect.Effect<void>
}

const settings = (port: number, durable: boolean): ReadonlyArray<string> => {
  const always = ["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "log_checkpoints=off"]
  const careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
  return (durable ? always : [...always, ...careless]).flatMap((setting) => ["-c", setting])
}

/**
 * Starts a server on the cluster, in a process session of its own, and returns once it answers; fails with its log when
 * it gives up before. The scope's end shuts it down: sessions are ended, everything is written. `ended` returns, with the
 * last lines of the log, when the process is gone.
 */
export const launch = Effect.fn("Postmaster.launch")(function* (
  tools: Cluster.Tools,
  cluster: string,
  port: number,
  { hurry, onLog }: Hooks
) {
  const handle = yield* tools.wrap(
    ChildProcess.make(tools.postgres, ["-D", cluster, ...settings(port, tools.durable)], {
      ...Cluster.environment,
      detached: true,
      stdin: "ignore",
      stdout: "ignore",
      forceKillAfter: "5 seconds"
    })
  )
  const log: Array<string> = []
  const ready = yield* Deferred.make<void>()
  const note = Effect.fnUntraced(function* (line: string) {
    if (log.push(line) > 100) log.shift()
    if (line.includes("ready to accept connections")) yield* Deferred.succeed(ready, undefined)
    yield* onLog(line)
  })
  const reader = yield* handle.stderr.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.runForEach(note),
    Effect.tapCause(Effect.logError),
    Effect.forkScoped
  )
  // A fast shutdown, then an immediate one.
  yield* Effect.addFinalizer(() =>
    stop(handle, { signals: ["SIGINT", "SIGQUIT", "SIGKILL"], grace: "20 seconds", hurry })
  )
  const ended = Effect.gen(function* () {
    yield* Effect.exit(handle.exitCode)
    // Orphans of a killed server hold its log open a little longer.
    yield* Effect.timeoutOption(Fiber.await(reader), "1 second")
    return log
  })
  const gaveUp = Effect.flatMap(ended, (lines) => Effect.fail(new ServerGaveUp({ log: [...lines] })))
  yield* Effect.raceFirst(Deferred.await(ready), gaveUp)
  return { pid: Number(handle.pid), ended }
})
