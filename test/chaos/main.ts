/**
 * Plays chaos with the product as `make run` starts it: `npm run chaos -- --minutes M --seed S [--sources N]`, or, with `--backends 3`, with
 * several backends, whose rows are compared (`rows.ts`). Processes are killed and
 * frozen, connections cut, delayed and lost, storage taken away, channels go off the air, and people go on changing their minds.
 * Then the faults end, and the laws are checked against process table, disk and database. Exit code 1 if one was broken.
 */
import { join } from "node:path"
import { Console, Effect, Option, Schema } from "effect"
import { randomOf } from "../faults/simulator/Random.ts"
import type { Account } from "./Account.ts"
import { Coverage } from "./coverageLaw.ts"
import { joined, nothing, onDisk } from "./Disk.ts"
import { type Evidence, laws, unsettled } from "./laws.ts"
import { compare } from "./rows.ts"
import { type Done, trouble } from "./Schedule.ts"
import { type Options, run, type Session, session } from "./Session.ts"

/** Looks each second until there is nothing left to wait for, or for two minutes; what is left then. */
const until = ({ look }: Session, left: (now: Option.Option<Account>) => ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const end = Date.now() + 120_000
    while (true) {
      const now = left(yield* look)
      if (now.length === 0 || Date.now() > end) return now
      yield* Effect.sleep("1 second")
    }
  })

/** What the product says of each source's past. */
const coverages = Effect.fnUntraced(function* ({ admin, begun, origin }: Session) {
  const told = new Map<string, Coverage>()
  const [from, to] = [new Date(begun).toISOString(), new Date().toISOString()]
  for (const name of origin.names) {
    const answer = yield* admin.ask("GET", `/sources/hls/${name}/coverage?from=${from}&to=${to}`)
    const decoded = Option.flatMap(answer, ({ body }) => Schema.decodeUnknownOption(Coverage)(body))
    if (Option.isSome(decoded)) told.set(name, decoded.value)
  }
  return told
})

/** Waits until all is as it is wanted, then stops all as people would, so that nothing moves while it is compared. */
const settle = Effect.fnUntraced(function* (playing: Session, done: ReadonlyArray<Done>) {
  const { admin, everybody, look, origin, people, stack, table, tell } = playing
  const leftOver = yield* until(
    playing,
    Option.match({ onNone: () => ["the database can't be asked"], onSome: (now) => unsettled(now, table.seen) })
  )
  yield* tell(leftOver.length === 0 ? "settled" : "given up to wait")
  yield* Effect.sleep("10 seconds")
  const settled = yield* look
  for (const { source, username } of Option.isSome(settled) ? settled.value.subscriptions : []) {
    const owner = everybody.find((one) => one.username === username) ?? admin
    yield* owner.ask("POST", `/subscriptions/hls/${source}/pause`)
  }
  const running = yield* until(playing, () =>
    table
      .alive("recorder")
      .flatMap(({ pid, source }) => (source === "testcard" ? [] : [`${source} (${pid}) does not end`]))
  )
  yield* Effect.sleep("10 seconds")
  const closing = yield* look
  if (Option.isNone(settled) || Option.isNone(closing)) return yield* Effect.fail("the database can't be asked")
  const now = Date.now()
  const inFolder = (folder: string) =>
    new Map(origin.names.map((name) => [name, onDisk(join(folder, "hls", name), now)]))
  const beneath = yield* stack.storage.beneath(() => inFolder(stack.mediaRoot))
  const evidence: Evidence = {
    seen: table.seen,
    account: { ...closing.value, subscriptions: settled.value.subscriptions },
    people,
    leftOver: [...leftOver, ...running],
    done,
    clocksStepped: done.some(({ kind }) => kind === "clock step"),
    served: new Map(origin.names.map((name) => [name, origin.served(name)])),
    disk: new Map(
      [...inFolder(stack.storage.files)].map(([name, there]) => [name, joined(there, beneath?.get(name) ?? nothing)])
    ),
    coverage: yield* coverages(playing)
  }
  return evidence
})

const chaos = Effect.fnUntraced(function* (options: Options) {
  const playing = yield* session("chaos", options, options.seed % 3 === 0)
  const { atWork, log, origin, stack, table, tell } = playing
  yield* Effect.sleep("10 seconds")
  const done: Array<Done> = []
  const random = randomOf(options.seed, "faults")
  yield* Effect.all([trouble({ stack, table, origin, random }, done, tell), atWork], { concurrency: "unbounded" }).pipe(
    Effect.timeoutOption(`${options.minutes} minutes`)
  )
  if (stack.clock !== undefined) yield* stack.clock.set(0)
  yield* tell("all faults have ended")
  const evidence = yield* settle(playing, done)
  const { account, coverage, seen } = evidence

  const tally = Map.groupBy(done, ({ kind }) => kind)
  yield* Console.log("faults done")
  for (const kind of [...tally.keys()].sort()) yield* Console.log(`  ${kind.padEnd(40)} ${tally.get(kind)?.length}`)
  const recorders = seen.filter(({ role }) => role === "recorder").length
  yield* Console.log(`${recorders} recorders lived, ${account.runs.length} runs are known`)
  let broken = 0
  for (const law of laws) {
    if (evidence.clocksStepped && law.needsClock) {
      yield* Console.log(`not judged, as clocks were set  ${law.name}`)
      continue
    }
    const sentences = law.broken(evidence)
    broken += sentences.length
    yield* Console.log(`${sentences.length === 0 ? "held" : "BROKEN"}  ${law.name}`)
    for (const one of sentences.slice(0, 30)) yield* tell(`    ${one}`)
  }
  for (const [name, { stretches }] of coverage) {
    for (const one of stretches) log(`coverage ${name} ${one.from} ${one.to} ${one.kind} ${one.cause ?? ""}`)
  }
  for (const one of account.runs) log(`run ${JSON.stringify(one)}`)
  for (const one of account.recordings) log(`recording ${JSON.stringify(one)}`)
  yield* stack.end
  if (broken === 0) return yield* Console.log("no law was broken")
  const { minutes, seed, sources } = options
  return yield* Effect.fail(
    `${broken} violations: npm run chaos -- --minutes ${minutes} --seed ${seed} --sources ${sources}`
  )
})

run(3, (options) => (options.backends > 1 ? compare(options) : chaos(options)))
