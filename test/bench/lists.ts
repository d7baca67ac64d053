import { NodeServices } from "@effect/platform-node"
import { Effect, Redacted } from "effect"
import { freePort } from "../../src/local/processes/freePort.ts"
import { answering, backend, database, program, type Running, sessions, usageOf } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { leaveTheFirst, placing } from "./Cores.ts"
import { get, type Loaded, load, type Request, tagOf } from "./Load.ts"
import { percentile } from "./measure.ts"

/** How much of the baseline's 200s ours, and our 304s, must at least reach. */
const times = { whole: 1, unchanged: 3 }

/** Milliseconds. */
const unchangedWithin = 3

const rounds = 7
const user = 77
const path = "/api/subscriptions"

/** The baseline on the measured core. */
const bare = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>) {
  const port = yield* freePort(0)
  const env = { PORT: String(port), DB_DSN: Redacted.value(dsn), USER_ID: String(user) }
  const { pid, said } = yield* program(["test/bench/bareServer.mjs"], env)
  yield* answering(`http://127.0.0.1:${port}/ready`, said)
  return { pid, port }
})

interface Measured extends Loaded {
  /** Processor time of the server, in milliseconds for each answer. */
  readonly cpu: number
}

const measure = Effect.fnUntraced(function* (
  { pid, port }: Omit<Running, "readyAfter">,
  request: Request,
  status: number
) {
  const before = usageOf(pid)?.cpu ?? Number.NaN
  const loaded = yield* load({ port, connections: 16, millis: 1_500, next: () => request, status })
  const measured: Measured = { ...loaded, cpu: ((usageOf(pid)?.cpu ?? Number.NaN) - before) / loaded.times.length }
  return measured
})

const median = (values: ReadonlyArray<number>): number => percentile(values, 0.5)

/** A list of 100 subscriptions, whole and unchanged, beside a server that does nothing but query and JSON.stringify. */
export const lists = Effect.gen(function* () {
  leaveTheFirst()
  const dsn = yield* database
  const [token = ""] = yield* sessions(dsn, [user])
  const ours = yield* backend(dsn, true)
  const theirs = yield* bare(dsn)
  const news = Effect.map(tagOf(ours.port, path, token), (tag) => get(path, token, tag))
  // Side by side in each round, so that whatever the machine does besides meets all three.
  const all = yield* Effect.forEach(Array.from({ length: rounds + 1 }), () =>
    Effect.all({
      base: measure(theirs, get("/"), 200),
      whole: measure(ours, get(path, token), 200),
      unchanged: Effect.flatMap(news, (request) => measure(ours, request, 304))
    })
  )
  const request = yield* news
  const alone = yield* load({ port: ours.port, connections: 2, millis: 3_000, next: () => request, status: 304 })
  // The first round warms up.
  const [, ...counted] = all
  const of = (which: (round: (typeof counted)[number]) => number) => median(counted.map(which))
  const [one] = counted
  const bytes = (loaded: Loaded | undefined) => (loaded === undefined ? 0 : loaded.bytes / loaded.times.length / 1024)
  yield* judge(`a list of 100 subscriptions beside bare node:http, pg and JSON.stringify (${placing})`, [
    { name: `baseline, 200 (${bytes(one?.base).toFixed(0)} KiB)`, value: of(({ base }) => base.perSecond), unit: "/s" },
    { name: `ours, 200 (${bytes(one?.whole).toFixed(0)} KiB)`, value: of(({ whole }) => whole.perSecond), unit: "/s" },
    { name: "ours, 304", value: of(({ unchanged }) => unchanged.perSecond), unit: "/s" },
    {
      name: "ours beside the baseline, 200",
      value: of(({ base, whole }) => whole.perSecond / base.perSecond),
      unit: "x",
      bound: { atLeast: times.whole }
    },
    {
      name: "our 304s beside the baseline's 200s",
      value: of(({ base, unchanged }) => unchanged.perSecond / base.perSecond),
      unit: "x",
      bound: { atLeast: times.unchanged }
    },
    {
      name: "our 304s two at a time, p99",
      value: percentile(alone.times, 0.99),
      unit: "ms",
      bound: { atMost: unchangedWithin }
    },
    { name: "processor time of the baseline's server for each", value: of(({ base }) => base.cpu), unit: "ms" },
    { name: "of ours, 200", value: of(({ whole }) => whole.cpu), unit: "ms" },
    { name: "of ours, 304", value: of(({ unchanged }) => unchanged.cpu), unit: "ms" }
  ])
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
