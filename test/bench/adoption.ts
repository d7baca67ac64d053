import { NodeServices } from "@effect/platform-node"
import { Clock, Effect, Schedule } from "effect"
import { databaseOf, started, usageOf } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { archive, busy, type Crowd, recordedOf } from "./Crowd.ts"
import { metricsOf } from "./metrics.ts"

/** Milliseconds, and mebibytes. */
const bounds = { adopted: 5_000, resident: 300 }

/** Each look has all rows that changed judged anew: twenty a second would take a seventh of the core that is measured. */
const lookEvery = "250 millis"

const beside = Effect.fnUntraced(function* (size: Crowd) {
  const dsn = yield* databaseOf(size)
  const all = recordedOf(size).length
  const { answers, began, pid, port } = yield* started(dsn, true, size)
  const waited = <A, E>(until: Effect.Effect<A, E>) =>
    Effect.andThen(
      until,
      Effect.map(Clock.currentTimeMillis, (now) => now - began)
    )
  const reaches = (name: string, count: number) =>
    Effect.repeat(
      Effect.map(metricsOf(port), (metrics) => metrics.get(name) ?? 0),
      { schedule: Schedule.spaced(lookEvery), while: (now) => now < count }
    )
  yield* answers
  const adopted = yield* waited(reaches('sticky_dvr_sources{status="recording"}', all))
  const known = yield* waited(reaches("sticky_dvr_sources_known", size.sources))
  const metrics = yield* metricsOf(port)
  yield* judge(`a start beside ${all} recorders that run, with ${size.sources} sources known`, [
    { name: "until all are adopted", value: adopted, unit: "ms", bound: { atMost: bounds.adopted } },
    { name: "until all sources are known, for lists", value: known, unit: "ms" },
    {
      name: "memory at its most",
      value: usageOf(pid)?.peak ?? Number.NaN,
      unit: "MiB",
      bound: { atMost: bounds.resident }
    },
    { name: "starts", value: metrics.get("sticky_dvr_recorder_starts_total") ?? 0, unit: "", bound: { atMost: 0 } },
    { name: "stops", value: metrics.get("sticky_dvr_recorder_stops_total") ?? 0, unit: "", bound: { atMost: 0 } }
  ])
}, Effect.scoped)

/** A backend that starts while recorders run: until it tells each as recording, having started and stopped none. */
export const adoption = Effect.andThen(beside(busy), beside(archive)).pipe(Effect.provide(NodeServices.layer))
