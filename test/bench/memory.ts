import { NodeServices } from "@effect/platform-node"
import { Effect, Schedule } from "effect"
import { backend, databaseOf, sessions, usageOf } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { listsOfEverybody, listsOfSources, recordedOf, village } from "./Crowd.ts"
import { each, get, load } from "./Load.ts"

/** Mebibytes. */
const bounds = { polled: 150, loaded: 200 }

/** Pages that are open somewhere, each of which asks for its list every five seconds. */
const pages = 10
const pollEvery = "5 seconds"

/** What the backend of an installation of the usual size keeps resident: while pages poll it, and after a minute of all it can answer. */
export const memory = Effect.gen(function* () {
  const dsn = yield* databaseOf(village)
  const tokens = yield* sessions(
    dsn,
    Array.from({ length: pages }, (_, i) => i + 1)
  )
  const { pid, port } = yield* backend(dsn, false, village)
  const resident = () => usageOf(pid)?.resident ?? Number.NaN
  const atStart = resident()
  const ask = (token: string) =>
    Effect.promise(() =>
      fetch(`http://127.0.0.1:${port}/api/subscriptions`, { headers: { authorization: `Bearer ${token}` } }).then(
        (answer) => answer.arrayBuffer()
      )
    )
  yield* Effect.forEach(tokens, ask, { concurrency: pages, discard: true }).pipe(
    Effect.repeat({ schedule: Schedule.spaced(pollEvery), times: 5 })
  )
  const polled = resident()
  const root = tokens[0] ?? ""
  yield* load({
    port,
    connections: 8,
    status: 200,
    millis: 60_000,
    next: each([...listsOfEverybody, ...listsOfSources].map((path) => get(path, root)))
  })
  const loaded = resident()
  yield* judge(
    `memory of the backend, ${village.sources} sources, ${recordedOf(village).length} recording, ${pages} pages polling`,
    [
      { name: "at first", value: atStart, unit: "MiB" },
      { name: "after half a minute of polls", value: polled, unit: "MiB", bound: { atMost: bounds.polled } },
      {
        name: "after a minute of all lists it can answer",
        value: loaded,
        unit: "MiB",
        bound: { atMost: bounds.loaded }
      }
    ]
  )
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
