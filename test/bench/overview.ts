import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { allPages, backend, database, sessions, usageOf } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { leaveTheFirst, placing } from "./Cores.ts"
import { crowd, listsOfEverybody, listsOfSources, recordedOf } from "./Crowd.ts"
import { get } from "./Load.ts"
import { timed } from "./timed.ts"

/** Milliseconds: what any list and one's own list may take. */
const bounds = { list: 50, own: 15 }
/** Mebibytes. */
const memory = 400

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
