/**
 * Plays chaos with the product as `make run` starts it: `npm run chaos -- --minutes M --seed S [--sources N]`. Processes are killed and
 * frozen, connections cut, delayed and lost, storage taken away, channels go off the air, and people go on changing their minds.
 * Then the faults end, and the laws are checked against process table, disk and database. Exit code 1 if one was broken.
 */
import { spawnSync } from "node:child_process"
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect, Option, Schema } from "effect"
import { randomOf } from "../faults/simulator/Random.ts"
import { type Account, account } from "./Account.ts"
import { Coverage } from "./coverageLaw.ts"
import { onDisk } from "./Disk.ts"
import { type Evidence, laws, unsettled } from "./laws.ts"
import { origin as makeOrigin } from "./Origin.ts"
import { people as makePeople, person } from "./People.ts"
import { type Done, trouble } from "./Schedule.ts"
import { adminPassword, stack as makeStack } from "./Stack.ts"
import { table as makeTable } from "./Table.ts"

const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  const value = Number(process.argv[at + 1])
  return at < 0 || !(value > 0) ? fallback : value
}

const minutes = option("minutes", 3)
const seed = option("seed", Date.now() % 100_000)
const count = option("sources", 50)

const results = join(import.meta.dirname, "../../test-results")
const logFile = join(results, `chaos-${seed}.log`)

const chaos = Effect.gen(function* () {
  mkdirSync(results, { recursive: true })
  writeFileSync(logFile, "")
  const begun = Date.now()
  const log = (line: string) =>
    appendFileSync(logFile, `${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} ${line}\n`)
  const tell = (line: string) =>
    Effect.andThen(
      Effect.sync(() => log(`** ${line}`)),
      Console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${line}`)
    )
  yield* Console.log(
    `chaos of ${minutes} minutes with ${count} sources, seed ${seed}; the programs' lines go to ${logFile}`
  )

  const origin = yield* makeOrigin(count)
  const stack = yield* makeStack(origin, Math.ceil(300 + minutes * count * 2.5), log)
  const table = yield* makeTable(stack.dataDir)
  yield* stack.ready
  yield* tell(stack.storage.mounted ? "ready" : "ready; nothing may be mounted here, so storage stays well")

  const admin = person(stack.address, "admin", adminPassword)
  const users = ["ann", "bob", "cem"].map((name) => person(stack.address, name, `${name}'s very own password`))
  for (const one of users)
    yield* admin.ask("POST", "/users", {
      username: one.username,
      password: `${one.username}'s very own password`,
      role: "user"
    })
  const people = makePeople(origin.names)
  yield* Effect.forEach(origin.names, (name, i) => people.subscribe([admin, ...users][i % 4] ?? admin, name), {
    discard: true
  })
  yield* Effect.sleep("10 seconds")

  const done: Array<Done> = []
  const random = randomOf(seed, "faults")
  const atWork = [admin, ...users].map((one) => {
    const own = randomOf(seed, one.username)
    return Effect.forever(Effect.andThen(Effect.sleep(own.between(300, 4_000)), people.act(own, one)))
  })
  yield* Effect.raceFirst(
    Effect.sleep(`${minutes} minutes`),
    Effect.all([trouble({ stack, table, origin, random }, done, tell), ...atWork], { concurrency: "unbounded" })
  )
  yield* tell("all faults have ended")

  const look = Effect.gen(function* () {
    yield* table.look
    const dsn = stack.database()
    return Option.isNone(dsn) ? Option.none() : yield* Effect.option(account(dsn.value))
  })
  /** Looks each second until there is nothing left to wait for, or for two minutes; what is left then. */
  const until = (left: (now: Option.Option<Account>) => ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const end = Date.now() + 120_000
      while (true) {
        const now = left(yield* look)
        if (now.length === 0 || Date.now() > end) return now
        yield* Effect.sleep("1 second")
      }
    })
  const leftOver = yield* until(
    Option.match({ onNone: () => ["the database can't be asked"], onSome: (now) => unsettled(now, table.seen) })
  )
  yield* tell("settled, or given up to wait")
  yield* Effect.sleep("10 seconds")
  const believed = yield* look
  const ended = Date.now()
  // All is stopped as a person would do it, so that nothing moves while it is compared.
  for (const one of Option.isSome(believed) ? believed.value.subscriptions : []) {
    const owner = [admin, ...users].find(({ username }) => username === one.username) ?? admin
    yield* owner.ask("POST", `/subscriptions/hls/${one.source}/pause`)
  }
  const running = yield* until(() =>
    table
      .alive("recorder")
      .flatMap(({ pid, source }) => (source === "testcard" ? [] : [`${source} (${pid}) does not end`]))
  )
  yield* Effect.sleep("10 seconds")
  const closing = yield* look
  if (Option.isNone(believed) || Option.isNone(closing)) return yield* Effect.fail("the database can't be asked")
  const coverage = new Map<string, Coverage>()
  for (const name of origin.names) {
    const from = new Date(begun).toISOString()
    const to = new Date().toISOString()
    const answer = yield* admin.ask("GET", `/sources/hls/${name}/coverage?from=${from}&to=${to}`)
    const decoded = Option.flatMap(answer, ({ body }) => Schema.decodeUnknownOption(Coverage)(body))
    if (Option.isSome(decoded)) coverage.set(name, decoded.value)
  }
  const disk = new Map(origin.names.map((name) => [name, onDisk(join(stack.storage.files, "hls", name), ended)]))
  const evidence: Evidence = {
    seen: table.seen,
    account: { ...closing.value, subscriptions: believed.value.subscriptions },
    people,
    leftOver: [...leftOver, ...running],
    done,
    disk,
    coverage
  }

  const tally = Map.groupBy(done, ({ kind }) => kind)
  yield* Console.log("faults done")
  for (const kind of [...tally.keys()].sort()) yield* Console.log(`  ${kind.padEnd(40)} ${tally.get(kind)?.length}`)
  yield* Console.log(
    `${table.seen.filter(({ role }) => role === "recorder").length} recorders lived, ${evidence.account.runs.length} runs are known`
  )
  let broken = 0
  for (const law of laws) {
    const sentences = law.broken(evidence)
    broken += sentences.length
    yield* Console.log(`${sentences.length === 0 ? "held" : "BROKEN"}  ${law.name}`)
    for (const one of sentences.slice(0, 30)) yield* tell(`    ${one}`)
  }
  for (const [name, { stretches }] of coverage) {
    for (const one of stretches) log(`coverage ${name} ${one.from} ${one.to} ${one.kind} ${one.cause ?? ""}`)
  }
  for (const one of closing.value.runs) log(`run ${JSON.stringify(one)}`)
  for (const one of closing.value.recordings) log(`recording ${JSON.stringify(one)}`)
  yield* stack.end
  if (broken > 0)
    return yield* Effect.fail(
      `${broken} violations: npm run chaos -- --minutes ${minutes} --seed ${seed} --sources ${count}`
    )
  yield* Console.log("no law was broken")
})

// Mounts of its own, which are gone with it, whatever happens.
if (process.env["CHAOS_MOUNTS"] === undefined) {
  const root = process.getuid?.() === 0
  const ways = [root ? ["--mount"] : ["--user", "--map-root-user", "--mount"], undefined]
  const way = ways.find((one) => one === undefined || spawnSync("unshare", [...one, "true"]).status === 0)
  const command = [process.execPath, ...process.argv.slice(1)]
  const [program = process.execPath, ...args] = way === undefined ? command : ["unshare", ...way, ...command]
  process.exit(spawnSync(program, args, { stdio: "inherit", env: { ...process.env, CHAOS_MOUNTS: "own" } }).status ?? 1)
}
NodeRuntime.runMain(chaos.pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.tapError(Console.error)), {
  disableErrorReporting: true
})
