import { Effect } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import type { Instant } from "../../domain/values/Time.ts"
import { sourceId } from "./cells.ts"
import { moment } from "./parameters.ts"

const idsOf = (statement: Statement.Statement<unknown>) =>
  Effect.map(statement.values, (found) => found.map(([id]) => sourceId(id)))

/** The ids of all sources, in order. */
export const idsOfAll = (sql: SqlClient.SqlClient) => idsOf(sql`SELECT id FROM sources ORDER BY id`)

/** Of those without which nothing can be supervised; see `WhichSources`. */
export const idsOfSupervised = (sql: SqlClient.SqlClient, horizon: Instant) =>
  idsOf(sql`
    SELECT source_id FROM subscriptions WHERE posture = 'active'
    UNION SELECT source_id FROM runs WHERE ended_at IS NULL
    UNION SELECT source_id FROM worker_events
      WHERE event_type IN ('exited', 'errored') AND ts >= ${moment(horizon)}
    ORDER BY source_id`)
