import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { backend, databaseOf, stall, usageOf } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { village } from "./Crowd.ts"
import { metricsOf } from "./metrics.ts"

/** Lines a second, and for how long; the delay of the event loop in milliseconds. */
const rate = 20_000
const seconds = 30
const bounds = { delay: 50 }

const measured = Effect.fnUntraced(function* (stalled: boolean) {
  const dsn = yield* databaseOf(village)
  const { overseer, pid, port } = yield* backend(dsn, true, village)
  const before = usageOf(pid)?.cpu ?? 0
  const [sent] = yield* Effect.all([overseer.print(rate, seconds), stalled ? stall(dsn, seconds - 5) : Effect.void], {
    concurrency: "unbounded"
  })
  const metrics = yield* metricsOf(port)
  const used = (usageOf(pid)?.cpu ?? 0) - before
  yield* judge(`a reader of ${rate} lines a second${stalled ? ", the database stalled" : ""}`, [
    { name: "lines sent", value: sent, unit: "" },
    {
      name: "lines dropped",
      value: metrics.get("sticky_dvr_overseer_dropped_lines_total") ?? 0,
      unit: "",
      bound: { atMost: 0 }
    },
    {
      name: "delay of the event loop, p99",
      value: (metrics.get("sticky_dvr_event_loop_delay_seconds") ?? Number.NaN) * 1000,
      unit: "ms",
      bound: { atMost: bounds.delay }
    },
    { name: "processor time per second", value: used / seconds, unit: "ms" }
  ])
}, Effect.scoped)

/** How the backend keeps up with recorders that print a great deal, while it can store and while it can't. */
export const reader = Effect.andThen(measured(false), measured(true)).pipe(Effect.provide(NodeServices.layer))
