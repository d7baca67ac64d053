/**
 * Lets the product run as `make run` starts it, without faults, while people are at work and polled lists are read: `npm run soak --
 * --minutes M --seed S [--sources N]`. Exit code 1 when, after the first sixth of the time, a program's memory or its open
 * descriptors grow, or a table of the database by more than what people did.
 */
import { readdirSync, readFileSync } from "node:fs"
import { Console, Effect, Option } from "effect"
import { tablesOf } from "./Account.ts"
import { type Options, run, type Session, session } from "./Session.ts"
import type { Role } from "./Table.ts"

interface Sample {
  readonly at: number
  readonly megabytes: number
  readonly descriptors: number
}

const measured: ReadonlyArray<Role> = ["backend", "overseer", "channel", "launcher", "recorder"]

/** What a process holds; undefined when it is gone. A recorder that is young does not count. */
const held = (pid: number): Omit<Sample, "at"> | undefined => {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1])
    return { megabytes: (pages * 4096) / 2 ** 20, descriptors: readdirSync(`/proc/${pid}/fd`).length }
  } catch {
    return undefined
  }
}

const median = (numbers: ReadonlyArray<number>): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

/** The largest process of each role, every ten seconds. */
const measuring = ({ table }: Session, samples: Map<Role, Array<Sample>>) =>
  Effect.forever(
    Effect.andThen(
      Effect.sync(() => {
        const at = Date.now()
        for (const role of measured) {
          const all = table.alive(role).flatMap(({ firstAt, pid }) => {
            const one = at - firstAt > 30_000 ? held(pid) : undefined
            return one === undefined ? [] : [one]
          })
          if (all.length === 0) continue
          const sample = {
            at,
            megabytes: Math.max(...all.map((one) => one.megabytes)),
            descriptors: Math.max(...all.map((one) => one.descriptors))
          }
          samples.set(role, [...(samples.get(role) ?? []), sample])
        }
      }),
      Effect.sleep("10 seconds")
    )
  )

/** As a dashboard that is open does it. */
const polling = ({ everybody }: Session) =>
  Effect.forEach(
    everybody,
    (one) => Effect.forever(Effect.andThen(one.ask("GET", "/subscriptions?limit=100"), Effect.sleep("3 seconds"))),
    { concurrency: "unbounded", discard: true }
  )

/** What grew of a role: the middle of the last third beside that of the third before it. */
const growth = (role: Role, samples: ReadonlyArray<Sample>): ReadonlyArray<string> => {
  const third = Math.floor(samples.length / 3)
  const [before, after] = [samples.slice(third, 2 * third), samples.slice(2 * third)]
  const [memory, memoryThen] = [before, after].map((part) => median(part.map(({ megabytes }) => megabytes)))
  const [open, openThen] = [before, after].map((part) => median(part.map(({ descriptors }) => descriptors)))
  return [
    ...((memoryThen ?? 0) > (memory ?? 0) * 1.1 + 8
      ? [`${role}: memory from ${memory?.toFixed(0)} to ${memoryThen?.toFixed(0)} MiB`]
      : []),
    ...((openThen ?? 0) > (open ?? 0) + 8 ? [`${role}: ${open} descriptors became ${openThen}`] : [])
  ]
}

const soak = Effect.fnUntraced(function* (options: Options) {
  const playing = yield* session("soak", options)
  const { atWork, people, stack, tell } = playing
  const rows = Effect.suspend(() =>
    Option.match(stack.database(), { onNone: () => Effect.succeed({}), onSome: (dsn) => tablesOf(dsn) })
  )
  const samples = new Map<Role, Array<Sample>>()
  yield* Effect.sleep(`${options.minutes / 6} minutes`)
  const rowsBefore: Readonly<Record<string, number>> = yield* rows
  const actsBefore = people.acts()
  yield* Effect.all([atWork, polling(playing), measuring(playing, samples)], { concurrency: "unbounded" }).pipe(
    Effect.timeoutOption(`${(options.minutes * 5) / 6} minutes`)
  )
  const rowsAfter: Readonly<Record<string, number>> = yield* rows
  const acts = people.acts() - actsBefore
  const complaints = [...people.unexpected]
  for (const [role, all] of samples) {
    const last = all.at(-1)
    yield* tell(
      `${role.padEnd(10)} ${all[0]?.megabytes.toFixed(0)} to ${last?.megabytes.toFixed(0)} MiB, ${all[0]?.descriptors} to ${last?.descriptors} descriptors`
    )
    complaints.push(...growth(role, all))
  }
  for (const [name, count] of Object.entries(rowsAfter)) {
    const more = count - (rowsBefore[name] ?? 0)
    if (more > 0) yield* tell(`${name.padEnd(14)} ${more} rows more, for ${acts} changes by people`)
    // A change leads to at most a start, an end and what is told of both.
    if (more > 6 * acts + 100) complaints.push(`${name} has ${more} rows more, after ${acts} changes`)
  }
  yield* stack.end
  for (const one of complaints) yield* tell(one)
  if (complaints.length > 0) return yield* Effect.fail(`${complaints.length} things grew, or went wrong`)
  yield* Console.log("nothing grew")
})

run(30, soak)
