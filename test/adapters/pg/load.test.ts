import { assert, describe, it } from "@effect/vitest"
import { Effect, type Redacted, Schedule } from "effect"
import { longestWindow } from "../../../src/domain/supervision/Restore.ts"
import { isOpen } from "../../../src/domain/supervision/Run.ts"
import { later } from "../../../src/domain/values/Time.ts"
import { Sources, type StoredSource } from "../../../src/ports/Sources.ts"
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

const others = `SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
const looked = "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables"

/** How many rows of the tables all statements so far have looked at. A session tells its number at its end, at the latest. */
const rowsLookedAt = (dsn: Redacted.Redacted<string>) =>
  ask(dsn, others).pipe(
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), until: ([row]) => Number(row?.[0]) === 0 }),
    Effect.andThen(ask(dsn, looked)),
    Effect.map(([row]) => Number(row?.[0]))
  )

describe("loading everything", () => {
  it.live(
    "of 20,000 sources with 100,000 subscriptions comes a thousand sources at a time, and looks at no row again and again",
    () =>
      Effect.gen(function* () {
        const dsn = yield* TestPostgres.database
        yield* Effect.forEach(fill, (statement) => ask(dsn, statement), { discard: true })
        const before = yield* rowsLookedAt(dsn)
        const parts: Array<ReadonlyArray<StoredSource>> = []
        yield* Effect.provide(
          Sources.use((sources) =>
            sources.loadAll(
              noon,
              later(noon, -longestWindow),
              (some) => void parts.push(some),
              () => undefined
            )
          ),
          Pg.on(dsn)
        )
        const loaded = parts.flat()
        assert.deepStrictEqual(
          parts.map((part) => part.length),
          Array.from({ length: 20 }, () => 1_000)
        )
        assert.deepStrictEqual(
          loaded.map(({ id }) => id),
          loaded.map(({ id }) => id).toSorted((a, b) => a - b)
        )
        assert.strictEqual(new Set(loaded.map(({ id }) => id)).size, 20_000)
        assert.strictEqual(loaded.flatMap(({ subscriptions }) => subscriptions).length, 100_000)
        assert.strictEqual(loaded.flatMap(({ runs }) => runs.filter(isOpen)).length, 20_000)
        assert.strictEqual(loaded.flatMap(({ history }) => history.failures).length, 1440)
        assert.isTrue(loaded.every(({ lastRecordingAt }) => lastRecordingAt !== null))
        const rows = (yield* rowsLookedAt(dsn)) - before
        assert.isAbove(rows, 200_000)
        // A statement that walks a whole table for each thousand sources looks at 800,000 rows of it, or more.
        assert.isBelow(rows, 900_000)
      }),
    120_000
  )
})
