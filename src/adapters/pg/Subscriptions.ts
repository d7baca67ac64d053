import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { SourceId, SubscriptionId, UserId } from "../../domain/Ids.ts"
import { Posture } from "../../domain/Posture.ts"
import { Instant } from "../../domain/Time.ts"
import { Subscriptions } from "../../ports/Subscriptions.ts"
import { ids, moment, texts } from "./parameters.ts"
import { rows } from "./rows.ts"
import { stored } from "./stored.ts"

// Names that the rules of today would refuse must still be shown.
const SubscriptionRow = Schema.Struct({
  id: SubscriptionId,
  userId: UserId,
  owner: Schema.String,
  sourceId: SourceId,
  driver: Schema.String,
  username: Schema.String,
  posture: Posture,
  createdAt: Instant,
  updatedAt: Instant
})

const subscriptions = rows(SubscriptionRow)
const subscribed = rows(Schema.Struct({ ...SubscriptionRow.fields, created: Schema.Boolean }))
const changed = rows(Schema.Struct({ id: SubscriptionId }))

export const layer = Layer.effect(
  Subscriptions,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Subscriptions.of({
      subscribe: (userId, { driver, username }, at) =>
        // One statement. Updating a row to what it is waits for whoever else is adding the same one, and then answers with it;
        // xmax is 0 only in a row that this statement inserted.
        sql`
          WITH known AS (SELECT id FROM sources WHERE driver = ${driver} AND username = ${username}),
          added AS (
            INSERT INTO sources (driver, username, created_at)
            SELECT ${driver}, ${username}, ${moment(at)} WHERE NOT EXISTS (SELECT FROM known)
            ON CONFLICT (driver, username) DO UPDATE SET driver = EXCLUDED.driver RETURNING id
          ),
          subscribed AS (
            INSERT INTO subscriptions (user_id, source_id, created_at, updated_at)
            SELECT ${userId}, id, ${moment(at)}, ${moment(at)} FROM (TABLE known UNION ALL TABLE added) AS source
            ON CONFLICT (user_id, source_id) DO UPDATE SET
              posture = 'active',
              updated_at = CASE subscriptions.posture WHEN 'active' THEN subscriptions.updated_at ELSE EXCLUDED.updated_at END
            RETURNING *, xmax = 0 AS created
          )
          SELECT subscribed.id, user_id, users.username AS owner, source_id, ${driver} AS driver, ${username} AS username,
            posture, subscribed.created_at, subscribed.updated_at, created
          FROM subscribed JOIN users ON users.id = user_id`.pipe(
          subscribed.one,
          Effect.map(({ created, ...subscription }) => ({ subscription, created })),
          stored
        ),
      find: (userId, { driver, username }) =>
        sql`
          SELECT subscriptions.id, user_id, users.username AS owner, source_id, driver, sources.username,
            posture, subscriptions.created_at, subscriptions.updated_at
          FROM subscriptions
          JOIN users ON users.id = user_id
          JOIN sources ON sources.id = source_id
          WHERE user_id = ${userId} AND driver = ${driver} AND sources.username = ${username}`.pipe(
          subscriptions.first,
          stored
        ),
      setPostures: (changes, at) =>
        // Locked in the order of their ids, so that two of these never wait for each other.
        sql`
          WITH locked AS (
            SELECT id FROM subscriptions WHERE id = ANY (${ids(changes.map(({ id }) => id))}) ORDER BY id FOR UPDATE
          )
          UPDATE subscriptions SET posture = change.posture, updated_at = ${moment(at)}
          FROM locked JOIN unnest(
            ${ids(changes.map(({ id }) => id))},
            ${texts(changes.map(({ from }) => from))},
            ${texts(changes.map(({ to }) => to))}
          ) AS change (id, believed, posture) USING (id)
          WHERE subscriptions.id = locked.id AND subscriptions.posture = change.believed
          RETURNING subscriptions.id`.pipe(
          changed.all,
          Effect.map((each) => each.map(({ id }) => id)),
          stored
        ),
      remove: (which) =>
        sql`
          DELETE FROM subscriptions WHERE id IN (
            SELECT id FROM subscriptions WHERE id = ANY (${ids(which)}) ORDER BY id FOR UPDATE
          ) RETURNING id`.pipe(
          changed.all,
          Effect.map((each) => each.map(({ id }) => id)),
          stored
        )
    })
  )
)
