import { Context, Effect, Layer } from "effect"
import { assess } from "../../src/app/supervision/assessment/Assessment.ts"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../src/app/supervision/live/LiveStateInMemory.ts"
import { situations } from "../../src/app/supervision/reconciling/situations.ts"
import { noHistory } from "../../src/domain/supervision/History.ts"
import { plan } from "../../src/domain/supervision/Plan.ts"
import { foundRun, type Run } from "../../src/domain/supervision/Run.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import { SourceId, SubscriptionId, UserId } from "../../src/domain/values/Ids.ts"
import type { Instant } from "../../src/domain/values/Time.ts"
import type { StoredSource } from "../../src/ports/Sources.ts"
import { cpu, report } from "./measure.ts"

const sources = 10_000
const now = 1_800_000_000_000 as Instant

const stored = (n: number): StoredSource => {
  const id = SourceId.make(n)
  const at = (now - 60_000) as Instant
  const failures = n % 10 === 0 ? [(now - 1_000) as Instant] : []
  const username = `source_${n}`
  return {
    id,
    driver: "hls",
    username,
    createdAt: at,
    asked: 0,
    restartAsked: 0,
    address: null,
    overrides: {},
    overridesVersion: 0,
    subscriptions: Array.from({ length: 3 }, (_, i) => ({
      id: SubscriptionId.make(n * 3 + i),
      userId: UserId.make(i + 1),
      owner: `user ${i}`,
      sourceId: id,
      driver: "hls",
      username,
      posture: n % 7 === 0 ? ("paused" as const) : ("active" as const),
      createdAt: at,
      updatedAt: at
    })),
    history: { ...noHistory, failures },
    runs: [],
    lastRecordingAt: null
  }
}

const running = (n: number): Run => ({
  ...foundRun(TaskId.make(`sd-00000001-${n}-x`), SourceId.make(n), now),
  phase: "running",
  pid: n,
  startedAt: now
})

/**
 * The supervisor's full pass over 10,000 sources, nine tenths of them recording, beside the barest comparison of a wanted with a
 * running set of the same size. CPU milliseconds.
 */
export const supervisor = Effect.gen(function* () {
  const live = Context.get(yield* Layer.build(LiveStateInMemory.layer), LiveState)
  live.store(
    Array.from({ length: sources }, (_, i) => stored(i + 1)),
    "all"
  )
  for (let n = 1; n <= sources; n++) if (n % 10 !== 0) live.apply(running(n))

  let planned = 0
  const full = cpu(() => {
    const assessment = assess(live, now)
    planned = plan(situations(live, assessment), assessment.bounds()).actions.length
  })
  const wanted = new Map(Array.from({ length: sources }, (_, i) => [i, `task ${i}`] as const))
  const runs = new Set(Array.from({ length: sources }, (_, i) => i).filter((i) => i % 10 !== 0))
  let missing = 0
  const bare = cpu(() => {
    missing = 0
    for (const id of wanted.keys()) if (!runs.has(id)) missing++
  })
  yield* report("supervisor: full pass over 10,000 sources", [
    { name: `pass (${planned} actions)`, unit: "ms CPU", ...full },
    { name: `bare set comparison (${missing} missing)`, unit: "ms CPU", ...bare }
  ])
}).pipe(Effect.scoped)
