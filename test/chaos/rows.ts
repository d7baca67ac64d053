import { Console, Effect, Option, Schema } from "effect"
import { randomOf } from "../faults/simulator/Random.ts"
import { type Disturbed, disagreements, type Sight } from "./agreement.ts"
import { type Backend, fetchable } from "./Backends.ts"
import { person } from "./People.ts"
import type { Manner } from "./Relay.ts"
import { type Options, type Session, session } from "./Session.ts"
import { adminPassword } from "./Stack.ts"

const Rows = Schema.Struct({ items: Schema.Array(Schema.Record(Schema.String, Schema.Unknown)) })

/** When each backend heard of it, by its own clock: the same sign of life may be a second apart. All else of a row is compared. */
const ofEachItsOwn: ReadonlySet<string> = new Set(["last_heartbeat", "last_recording_at"])

const compared = (row: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !ofEachItsOwn.has(name))))

/** How long a backend that was disturbed may take to know as much as the others again. */
const recovery = 15_000

/** What is done to a backend: how long, and what. */
interface Blow {
  readonly says: string
  readonly seconds: number
  readonly begin: (backend: Backend) => void
  readonly end: (backend: Backend) => void
}

const signal = (name: NodeJS.Signals) => (backend: Backend) => {
  const pid = backend.pid()
  if (pid !== undefined) process.kill(pid, name)
}

const way = (says: string, name: "toOverseer" | "toDatabase", manner: Manner, seconds: number): Blow => ({
  says,
  seconds,
  begin: (backend) => backend[name].set(manner),
  end: (backend) => backend[name].set({ _tag: "pass" })
})

export const kill: Blow = { says: "is killed", seconds: 0, begin: signal("SIGKILL"), end: () => {} }

/** In this order, each to whoever leads, and every second time to one who follows as well. */
const blows: ReadonlyArray<Blow> = [
  kill,
  { says: "is frozen for 60 s", seconds: 60, begin: signal("SIGSTOP"), end: signal("SIGCONT") },
  way("is cut off from the database for 30 s", "toDatabase", { _tag: "hole" }, 30),
  way("is cut off from the overseer for 30 s", "toOverseer", { _tag: "hole" }, 30),
  way("is refused by the database for 20 s", "toDatabase", { _tag: "refuse" }, 20),
  way("is refused by the overseer for 20 s", "toOverseer", { _tag: "refuse" }, 20)
]

/** What one backend answers when it is asked for all rows: each by its key; none where it doesn't answer. */
const shownBy = (backend: Backend) => {
  const admin = person(() => backend.address, "admin", adminPassword)
  return Effect.map(admin.ask("GET", "/subscriptions?limit=500"), (answer) =>
    Option.flatMap(answer, ({ body }) => Schema.decodeUnknownOption(Rows)(body)).pipe(
      Option.map(({ items }) => new Map(items.map((row) => [`${row["owner"]}'s ${row["username"]}`, compared(row)])))
    )
  )
}

/** Asks one backend for all rows, again and again. */
const watching = (backend: Backend, sights: Array<Sight>) => {
  const shown = shownBy(backend)
  return Effect.forever(
    Effect.gen(function* () {
      const asked = Date.now()
      const rows = yield* shown
      if (Option.isSome(rows)) sights.push({ asked, at: Date.now(), rows: rows.value })
      yield* Effect.sleep("250 millis")
    })
  )
}

/** One blow after the other, each followed by a while in which all is well. */
export const trouble = Effect.fnUntraced(function* (
  { avoided, backends, tell }: Pick<Session, "avoided" | "backends" | "tell">,
  seed: number,
  disturbed: Array<Disturbed>,
  chosen = blows
) {
  const random = randomOf(seed, "blows")
  yield* Effect.sleep("10 seconds")
  for (let number = 0; ; number++) {
    const blow = chosen[number % chosen.length] ?? kill
    const leader = backends.find((one) => one.leads() && one.pid() !== undefined)
    const others = backends.filter((one) => one !== leader)
    const isFollower = Math.floor(number / chosen.length) % 2 === 1
    const hit = isFollower ? random.pick([others[0] ?? leader, ...others.slice(1)]) : leader
    if (hit === undefined) {
      yield* Effect.sleep("1 second")
      continue
    }
    yield* tell(`${hit.name}, which ${hit === leader ? "leads" : "follows"}, ${blow.says}`)
    const one = { backend: hit.name, from: Date.now(), to: Number.POSITIVE_INFINITY }
    disturbed.push(one)
    avoided.add(hit)
    yield* Effect.sync(() => blow.begin(hit)).pipe(
      Effect.andThen(Effect.sleep(blow.seconds * 1000)),
      Effect.ensuring(Effect.sync(() => blow.end(hit)))
    )
    const isBack = fetchable(`${hit.address}/api/readyz`)
    yield* Effect.repeat(Effect.delay(isBack, "1 second"), { until: (ready) => ready }).pipe(
      Effect.timeoutOption("60 seconds")
    )
    yield* Effect.sleep(recovery)
    one.to = Date.now()
    avoided.delete(hit)
    yield* Effect.sleep("15 seconds")
  }
})

/**
 * Compares the rows of several backends, whoever is disturbed, while people are at work: where they disagree, and how much was compared.
 * The work is told how much that is so far.
 */
export const watched = Effect.fnUntraced(function* (
  playing: Session,
  disturbed: ReadonlyArray<Disturbed>,
  work: (compared: () => number) => Effect.Effect<unknown>
) {
  const sights = new Map(playing.backends.map(({ name }) => [name, [] as Array<Sight>] as const))
  yield* Effect.raceFirst(
    work(() => disagreements(sights, disturbed).compared),
    Effect.forEach(playing.backends, (one) => watching(one, sights.get(one.name) ?? []), {
      concurrency: "unbounded",
      discard: true
    })
  )
  const rest = disagreements(sights, disturbed)
  return { ...rest, looks: [...sights.values()].reduce((sum, { length }) => sum + length, 0) }
})

/** Several backends of one installation: whatever befalls one of them, all others show the same of every row within a second. */
export const compare = Effect.fnUntraced(function* (options: Options) {
  const playing = yield* session("backends", options)
  const { atWork, people, stack, tell } = playing
  const disturbed: Array<Disturbed> = []
  const { looks, sentences, ...told } = yield* watched(playing, disturbed, () =>
    Effect.all([trouble(playing, options.seed, disturbed), atWork], { concurrency: "unbounded" }).pipe(
      Effect.timeoutOption(`${options.minutes} minutes`)
    )
  )
  for (const one of sentences.slice(0, 40)) yield* tell(`    ${one}`)
  for (const one of people.unexpected) yield* tell(`    ${one}`)
  yield* Console.log(`${people.acts()} changes, ${looks} looks at all rows, ${told.compared} rows compared`)
  yield* stack.end
  if (told.compared === 0) return yield* Effect.fail("nothing was compared")
  if (sentences.length + people.unexpected.length === 0) return yield* Console.log("all backends agreed")
  const { backends, minutes, seed, sources } = options
  return yield* Effect.fail(
    `${sentences.length} disagreements: npm run chaos -- --backends ${backends} --minutes ${minutes} --seed ${seed} --sources ${sources}`
  )
})
