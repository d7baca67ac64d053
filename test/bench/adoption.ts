import { NodeServices } from "@effect/platform-node"
import { Clock, Effect, Schedule } from "effect"
import { databaseOf, started, usageOf } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { busy, recordedOf } from "./Crowd.ts"
import { metricsOf } from "./metrics.ts"

/** Milliseconds, and mebibytes. */
const bounds = { adopted: 5_000, resident: 300 }

/** A backend that starts while ten thousand recorders run: until it tells each as recording, and starts and stops none. */
export const adoption = Effect.gen(function* () {
  const dsn = yield* databaseOf(busy)
  const all = recordedOf(busy).length
  const { answers, began, pid, port } = yield* started(dsn, true, busy)
  yield* answers
  const recording = Effect.map(metricsOf(port), (metrics) => metrics.get('sticky_dvr_sources{status="recording"}') ?? 0)
  yield* recording.pipe(
    Effect.repeat({ schedule: Schedule.spaced("50 millis"), while: (count) => count < all }),
    Effect.timeout("2 minutes")
  )
  const adopted = (yield* Clock.currentTimeMillis) - began
  const metrics = yield* metricsOf(port)
  yield* judge(`a start beside ${all} recorders that run`, [
    { name: "until all are adopted", value: adopted, unit: "ms", bound: { atMost: bounds.adopted } },
    {
      name: "memory at its most",
      value: usageOf(pid)?.peak ?? Number.NaN,
      unit: "MiB",
      bound: { atMost: bounds.resident }
    },
    { name: "starts", value: metrics.get("sticky_dvr_recorder_starts_total") ?? 0, unit: "", bound: { atMost: 0 } },
    { name: "stops", value: metrics.get("sticky_dvr_recorder_stops_total") ?? 0, unit: "", bound: { atMost: 0 } }
  ])
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
