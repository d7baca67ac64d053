import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { allPages, backend, database, type Running, sessions, usageOf } from "./Backend.ts"
import { type Finding, judge } from "./bounds.ts"
import { leaveTheFirst, placing } from "./Cores.ts"
import { crowd, listsOfEverybody, listsOfSources, recordedOf } from "./Crowd.ts"
import { each, get, load, type Request } from "./Load.ts"
import { percentile } from "./measure.ts"

/** Milliseconds: what any list and one's own list may take. */
const bounds = { list: 50, own: 15 }
/** Mebibytes. */
const memory = 400

const seconds = 3

/** How long the answers to these requests took, two at a time; each was asked once before. */
const timed = Effect.fnUntraced(function* (
  { pid, port }: Running,
  name: string,
  atMost: number,
  requests: ReadonlyArray<Request>,
  status = 200
) {
  const asked = { port, connections: 2, status }
  yield* load({ ...asked, next: each(requests), millis: 1_000, least: Math.min(requests.length, 1_000) })
  const before = usageOf(pid)?.cpu ?? Number.NaN
  const { perSecond, times } = yield* load({ ...asked, next: each(requests), millis: seconds * 1_000 })
  const cpu = ((usageOf(pid)?.cpu ?? Number.NaN) - before) / times.length
  const findings: ReadonlyArray<Finding> = [
    { name: `${name}, p99`, value: percentile(times, 0.99), unit: "ms", bound: { atMost } },
    { name: `  median (${perSecond.toFixed(0)}/s)`, value: percentile(times, 0.5), unit: "ms" },
    { name: "  processor time of the server for each", value: cpu, unit: "ms" }
  ]
  return findings
})

/** The lists of a large installation while its recorders go on, and the memory of the process that answers them. */
export const overview = Effect.gen(function* () {
  leaveTheFirst()
  const dsn = yield* database
  const everybody = Array.from({ length: crowd.users }, (_, i) => i + 1)
  const [root = "", ...others] = yield* sessions(dsn, everybody)
  const running = yield* backend(dsn)
  const usage = () => usageOf(running.pid)
  const atStart = usage()
  const asRoot = (paths: ReadonlyArray<string>) => paths.map((path) => get(path, root))
  const audit = ["", "?q=user_17", "?q=source_4", "?limit=500", "?q=nothing"].map((query) => `/api/audit${query}`)
  const own = "/api/subscriptions"

  const found = [
    yield* timed(running, "everybody's subscriptions, filtered and sorted", bounds.list, asRoot(listsOfEverybody)),
    yield* timed(running, "sources, filtered and sorted", bounds.list, asRoot(listsOfSources)),
    yield* timed(running, "users", bounds.list, asRoot(["/api/users"])),
    yield* timed(running, "audit log, searched", bounds.list, asRoot(audit)),
    yield* timed(
      running,
      "a user's 100 subscriptions",
      bounds.own,
      others.map((token) => get(own, token))
    )
  ].flat()
  yield* allPages(running.port, root)
  const after = usage()
  yield* judge(
    `lists of ${crowd.subscriptions} subscriptions of ${crowd.users} users over ${crowd.sources} sources, ${recordedOf(crowd).length} recording (${placing})`,
    [
      { name: "ready after", value: running.readyAfter / 1_000, unit: "s" },
      ...found,
      ...(atStart === null ? [] : [{ name: "memory at first", value: atStart.resident, unit: "MiB" }]),
      ...(after === null
        ? []
        : [
            { name: "memory after every row was shown", value: after.resident, unit: "MiB", bound: { atMost: memory } },
            { name: "  at its highest", value: after.peak, unit: "MiB" }
          ])
    ]
  )
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
