import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { isOpen } from "../../../src/domain/supervision/Run.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { noon } from "../../contracts/World.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import { ask } from "./Session.ts"
import * as Pg from "./World.ts"

const fill = [
  "INSERT INTO users (username, password_hash) SELECT 'user ' || n, 'hash' FROM generate_series(1, 1000) AS n",
  "INSERT INTO sources (driver, username) SELECT 'hls', 'source_' || n FROM generate_series(1, 20000) AS n",
  `INSERT INTO subscriptions (user_id, source_id, posture)
   SELECT 1 + (n / 20000 * 200 + n) % 1000, 1 + n % 20000, (ARRAY['active', 'paused', 'archived'])[1 + n % 3]
   FROM generate_series(0, 99999) AS n`,
  `INSERT INTO runs (task_id, source_id, started_at, ended_at, ending)
   SELECT 'task ' || n, 1 + n % 20000, now(), CASE WHEN n > 20000 THEN now() END, CASE WHEN n > 20000 THEN 'lost' END
   FROM generate_series(1, 40000) AS n`,
  `INSERT INTO recordings (source_id, task_id, started_at, ended_at)
   SELECT 1 + n % 20000, 'task ' || n, now() - n * interval '1 second', now() FROM generate_series(1, 40000) AS n`,
  `INSERT INTO worker_events (source_id, event_type, task_id, exit_code, detail, ts)
   SELECT 1 + n % 20000, 'exited', 'task ' || n, 1, 'the recorder ended with exit code 1', TIMESTAMPTZ '2030-01-15 12:00Z' - n * interval '1 minute'
   FROM generate_series(1, 40000) AS n`,
  "ANALYZE"
]

describe("loading everything", () => {
  it.live(
    "takes well under two seconds for 20,000 sources with 100,000 subscriptions",
    () =>
      Effect.gen(function* () {
        const dsn = yield* TestPostgres.database
        yield* Effect.forEach(fill, (statement) => ask(dsn, statement), { discard: true })
        const load = Sources.use((sources) => sources.load("all", noon))
        const runs = yield* Effect.provide(Effect.replicateEffect(Effect.timed(load), 4), Pg.on(dsn))
        const [, loaded] = runs[0] ?? assert.fail("nothing was loaded")
        assert.strictEqual(loaded.length, 20_000)
        assert.strictEqual(loaded.flatMap(({ subscriptions }) => subscriptions).length, 100_000)
        assert.strictEqual(loaded.flatMap(({ runs }) => runs.filter(isOpen)).length, 20_000)
        assert.strictEqual(loaded.flatMap(({ history }) => history.failures).length, 1440)
        assert.isTrue(loaded.every(({ lastRecordingAt }) => lastRecordingAt !== null))
        const took = runs.map(([duration]) => Duration.toMillis(duration))
        assert.isBelow(Math.min(...took), 2_000, `it took ${took.join(", ")} ms`)
        yield* Effect.logInfo(`loading took ${took.join(", ")} ms`)
      }),
    120_000
  )
})
