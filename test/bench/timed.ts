import { Effect } from "effect"
import { type Running, usageOf } from "./Backend.ts"
import type { Finding } from "./bounds.ts"
import { each, load, type Request } from "./Load.ts"
import { percentile } from "./measure.ts"

const seconds = 3

/** How long the answers to these requests took, two at a time; each was asked once before. */
export const timed = Effect.fnUntraced(function* (
  { pid, port }: Pick<Running, "pid" | "port">,
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
