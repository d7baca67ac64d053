import { Effect, FileSystem, Option } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { PostgresUnavailable } from "./PostgresUnavailable.ts"

/** How to run the server's programs, which refuse to run as root. */
export interface Unprivileged {
  readonly wrap: (command: ChildProcess.Command) => ChildProcess.Command
  /** Who the cluster's files have to belong to; none for an ordinary user, whose they are anyway. */
  readonly owner: Option.Option<number>
}

const way = (owner: number, command: string, ...args: ReadonlyArray<string>) => ({
  owner: Option.some(owner),
  wrap: (program: ChildProcess.Command) => ChildProcess.prefix(program, command, args)
})

const nobody = 65534

/**
 * Both ways replace themselves by the program, which keeps pid and parent, and both work below a home that only root may
 * enter. In a user namespace root is an ordinary user, and files still belong to root outside. Where that is forbidden, as
 * in many containers, the program runs as nobody with the right to reach all files.
 */
const ways = [
  way(0, "unshare", "--user", "--map-user=1000", "--map-group=1000"),
  way(
    nobody,
    "setpriv",
    `--reuid=${nobody}`,
    `--regid=${nobody}`,
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override"
  )
]

/** The first way that this system allows. */
export const find = Effect.gen(function* () {
  const ordinary: Unprivileged = { wrap: (command) => command, owner: Option.none() }
  if (process.getuid?.() !== 0) return ordinary
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  for (const one of ways) {
    const trial = one.wrap(ChildProcess.make("true", { stdout: "ignore", stderr: "ignore" }))
    if ((yield* Effect.orElseSucceed(spawner.exitCode(trial), () => 1)) === 0) return one satisfies Unprivileged
  }
  return yield* new PostgresUnavailable({
    message:
      "PostgreSQL refuses to run as root, and this system allows neither 'unshare --user' nor 'setpriv --reuid': run as an ordinary user, or set DB_DSN to a server of your own."
  })
})

/** Gives the cluster to the user as whom the server runs, if another one made it. */
export const own = Effect.fnUntraced(function* (cluster: string, owner: Option.Option<number>) {
  const fs = yield* FileSystem.FileSystem
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  if (Option.isNone(owner) || !(yield* fs.exists(cluster))) return
  const { uid } = yield* fs.stat(cluster)
  if (Option.contains(uid, owner.value)) return
  yield* spawner.exitCode(ChildProcess.make("chown", ["-R", `${owner.value}:${owner.value}`, cluster]))
})
