import { spawnSync } from "node:child_process"
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect, Option, type Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { randomOf } from "../faults/simulator/Random.ts"
import { account } from "./Account.ts"
import { type Backend, beside, launched, leading } from "./Backends.ts"
import { origin as makeOrigin } from "./Origin.ts"
import { people as makePeople, person } from "./People.ts"
import { adminPassword, stack as makeStack } from "./Stack.ts"
import { table as makeTable } from "./Table.ts"

/** What the command line says. */
export interface Options {
  readonly minutes: number
  readonly seed: number
  readonly sources: number
  /** How many backends there are. */
  readonly backends: number
}

const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  const value = Number(process.argv[at + 1])
  return at < 0 || !(value > 0) ? fallback : value
}

const optionsOf = (minutes: number): Options => ({
  minutes: option("minutes", minutes),
  // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
  seed: option("seed", Date.now() % 100_000),
  sources: option("sources", 50),
  backends: option("backends", 1)
})

const results = join(import.meta.dirname, "../../test-results")

/** The product with its channels and its people, begun and ready; every line that it prints goes to a file. */
export const session = Effect.fnUntraced(function* (
  name: string,
  { backends: count, minutes, seed, sources }: Options,
  withClock = false
) {
  const file = join(results, `${name}-${seed}.log`)
  mkdirSync(results, { recursive: true })
  writeFileSync(file, "")
  const begun = Date.now()
  // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
  const since = () => ((Date.now() - begun) / 1000).toFixed(1).padStart(7)
  const log = (line: string) => appendFileSync(file, `${since()} ${line}\n`)
  const tell = (line: string) =>
    Effect.andThen(
      Effect.sync(() => log(`** ${line}`)),
      Effect.suspend(() => Console.log(`${since()} s  ${line}`))
    )
  yield* Console.log(
    `${name} of ${minutes} minutes with ${sources} sources, seed ${seed}; the programs' lines go to ${file}`
  )

  const origin = yield* makeOrigin(sources)
  const first = leading()
  const hear = (line: string) => {
    first.hear(line)
    log(line)
  }
  // Where several backends are compared, storage stays well.
  const megabytes = count > 1 ? 0 : Math.ceil(300 + minutes * sources * 2.5)
  const stack = yield* makeStack(origin, megabytes, withClock, hear)
  const table = yield* makeTable(stack.dataDir)
  yield* stack.ready
  const backends = [launched(stack, table, first.leads)]
  for (let number = 2; number <= count; number++) backends.push(yield* beside(stack, number, log))
  yield* tell(stack.storage.mounted ? "ready" : "ready; nothing is mounted here, so storage stays well")

  /** Backends that nobody is sent to, as a proxy does it that has found them wanting. */
  const avoided = new Set<Backend>()
  let turn = 0
  const door = () => {
    const open = backends.filter((one) => !avoided.has(one))
    return open[turn++ % open.length]?.address ?? stack.address
  }
  const admin = person(door, "admin", adminPassword)
  const passwordOf = (username: string) => `${username}'s very own password`
  const users = ["ann", "bob", "cem"].map((username) => person(door, username, passwordOf(username)))
  for (const { username } of users) {
    yield* admin.ask("POST", "/users", { username, password: passwordOf(username), role: "user" })
  }
  const everybody = [admin, ...users]
  const people = makePeople(origin.names, log)
  yield* Effect.forEach(
    origin.names,
    (source, i) => people.subscribe(everybody[i % everybody.length] ?? admin, source),
    { discard: true }
  )
  /** Everybody changes something now and then, for ever. */
  const atWork = Effect.forEach(
    everybody,
    (one) => {
      const random = randomOf(seed, one.username)
      return Effect.forever(Effect.andThen(Effect.sleep(random.between(300, 4_000)), people.act(random, one)))
    },
    { concurrency: "unbounded", discard: true }
  )
  /** What the database says now; none where it can't be asked. */
  const look = Effect.gen(function* () {
    yield* table.look
    const dsn = stack.database()
    return Option.isNone(dsn) ? Option.none() : yield* Effect.option(account(dsn.value))
  })
  return { begun, log, tell, origin, stack, table, backends, avoided, admin, everybody, people, atWork, look }
})

export type Session = Effect.Success<ReturnType<typeof session>>

/** Starts this process anew with mounts of its own, which are gone with it whatever happens, where that is allowed. */
const withOwnMounts = (): void => {
  // @effect-diagnostics-next-line processEnv:off it hands its own environment on
  if (process.env["OWN_MOUNTS"] !== undefined) return
  const way = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"]
  const command = [process.execPath, ...process.argv.slice(1)]
  const allowed = spawnSync("unshare", [...way, "true"]).status === 0
  const [program = process.execPath, ...args] = allowed ? ["unshare", ...way, ...command] : command
  process.exit(spawnSync(program, args, { stdio: "inherit", env: { ...process.env, OWN_MOUNTS: "yes" } }).status ?? 1)
}

/** Runs a session as this process: exit code 1, with the sentence, when it fails. */
export const run = <E>(
  minutes: number,
  program: (options: Options) => Effect.Effect<void, E, Scope.Scope | ChildProcessSpawner.ChildProcessSpawner>
): void => {
  withOwnMounts()
  NodeRuntime.runMain(
    program(optionsOf(minutes)).pipe(
      Effect.scoped,
      Effect.provide(NodeServices.layer),
      Effect.tapError((error) => Console.error(error))
    ),
    { disableErrorReporting: true }
  )
}
