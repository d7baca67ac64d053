import { Effect } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { PostgresUnavailable } from "./PostgresUnavailable.ts"

const namespace = ["--user", "--map-user=1000", "--map-group=1000"]

/**
 * How to run the server's programs, which refuse to run as root. For root they run in a user namespace in which root is an
 * ordinary user: files still belong to root outside, so this works below a home that only root may enter. `unshare`
 * replaces itself by the program, which keeps pid and parent.
 */
export const wrapper = Effect.gen(function* () {
  if (process.getuid?.() !== 0) return (command: ChildProcess.Command): ChildProcess.Command => command
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const trial = ChildProcess.make("unshare", [...namespace, "true"], { stdout: "ignore", stderr: "ignore" })
  const code = yield* Effect.orElseSucceed(spawner.exitCode(trial), () => undefined)
  if (code !== 0) {
    return yield* new PostgresUnavailable({
      message:
        "PostgreSQL refuses to run as root, and this system allows no user namespace ('unshare --user' fails): run as an ordinary user, or set DB_DSN to a server of your own."
    })
  }
  return (command: ChildProcess.Command): ChildProcess.Command => ChildProcess.prefix(command, "unshare", namespace)
})
