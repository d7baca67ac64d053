import { Effect, Schema } from "effect"
import type { Figures } from "../../ports/Neighbour.ts"
import { ask } from "./Ask.ts"

const Pool = Schema.Struct({
  missing: Schema.optionalKey(Schema.Array(Schema.String)),
  pool: Schema.Struct({
    limit: Schema.Finite,
    running: Schema.Finite,
    queue_depth: Schema.optionalKey(Schema.Finite)
  })
})

const Metrics = Schema.Struct({ global: Schema.optionalKey(Schema.Record(Schema.String, Schema.Finite)) })

/** The pool and the counters of a neighbour. */
export const figures = (url: string) =>
  Effect.map(
    Effect.all([ask(url, "pool_info", "pool_info", Pool), ask(url, "metrics", "metrics", Metrics)], { concurrency: 2 }),
    ([{ missing, pool }, { global }]): Figures => ({
      pool: { limit: pool.limit, running: pool.running, queueDepth: pool.queue_depth ?? 0 },
      metrics: global ?? {},
      missing: missing ?? []
    })
  )
