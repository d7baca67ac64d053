import { NodeServices } from "@effect/platform-node"
import { PgConnection } from "@effect/sql-pg"
import { Effect, type Redacted } from "effect"
import { types } from "../../src/adapters/pg/types.ts"
import { backend, databaseOf, sessions } from "./Backend.ts"
import { judge } from "./bounds.ts"
import { leaveTheFirst, placing } from "./Cores.ts"
import { village } from "./Crowd.ts"
import { get } from "./Load.ts"
import { timed } from "./timed.ts"

const recordings = 100_000

/** Milliseconds for a first page. */
const atMost = 50

/** An hour each, one in seven with something missing, one in fifty kept; every third has a title, a tenth was seen by the first user. */
const statements = [
  `INSERT INTO library (source_id, session, title, started_at, ended_at, duration, bytes, files, container, gaps, gap_ms, read_at, kept_at)
   SELECT 1 + n % ${village.sources}, to_char(began, 'YYYY-MM-DD_HH24-MI-SS'), CASE WHEN n % 3 = 0 THEN 'Evening ' || md5(n::text) END,
     began, began + interval '1 hour', 3600000, 1000000 + n * 7919 % 900000000, 1 + n % 30, 'ts',
     CASE WHEN n % 7 = 0 THEN '[{"from":0,"to":4000,"ms":4000,"cause":null}]'::jsonb ELSE '[]'::jsonb END,
     CASE WHEN n % 7 = 0 THEN 4000 ELSE 0 END, now(), CASE WHEN n % 50 = 0 THEN now() END
   FROM generate_series(1, ${recordings}) AS n, LATERAL (SELECT now() - n * interval '7 minutes') AS at (began)`,
  "INSERT INTO recordings_seen (user_id, recording_id, seen_at) SELECT 1, id, now() FROM library WHERE id % 10 = 0",
  "VACUUM ANALYZE library"
]

const fill = (dsn: Redacted.Redacted<string>) =>
  Effect.scoped(
    Effect.flatMap(PgConnection.make({ url: dsn, types }), (connection) =>
      Effect.forEach(statements, (text) => connection.query(text), { discard: true })
    )
  )

const kinds: Readonly<Record<string, string>> = {
  newest: "",
  unseen: "seen=false",
  kept: "kept=true",
  "with gaps": "gaps=true",
  longest: "sort=longest",
  largest: "sort=largest",
  "by a word of many": "q=evening",
  "by a word of few": "q=abcd",
  "by a source": "q=source_c4"
}

/** The first page of a large library, narrowed in every way. */
export const library = Effect.gen(function* () {
  leaveTheFirst()
  const dsn = yield* databaseOf(village)
  yield* fill(dsn)
  const [root = ""] = yield* sessions(dsn, [1])
  const running = yield* backend(dsn, true, village)
  const found = yield* Effect.forEach(Object.entries(kinds), ([name, query]) => {
    // Pages of many lengths, so that none is at hand.
    const pages = Array.from({ length: 100 }, (_, i) => get(`/api/recordings?limit=${i + 1}&${query}`, root))
    return timed(running, name, atMost, pages)
  })
  yield* judge(`the first page of ${recordings} recordings (${placing})`, found.flat())
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
